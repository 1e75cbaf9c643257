package iut

import "io"

// Attend makes the process of an adapter that lives outside of this package. ask asks the implementation to stop, kill ends it;
// either may be called when it has ended already. What it prints goes to output. The adapter calls end once, when it has ended
// and all output is there, with words that go on from "it ended", and whether that is how one ends that was asked to stop. pause
// halts it where it stands, and unpause lets it go on.
func Attend(name string, ask, kill func(), pause, unpause func() error) (p Process, output io.Writer, end func(how string, proper bool)) {
	attended := newProcess(name, ask, kill)
	attended.halt, attended.letGo = pause, unpause
	return attended, &attended.output, attended.end
}
