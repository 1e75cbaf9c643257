// Package report writes down what a run came to. There is one model, [Result], and everything else is made from it: the
// outcome and the exit code ([Summarise], [Outcome.ExitCode]), the JSON and JUnit files ([Save]), and what the terminal shows
// ([Terminal], [Explain]).
//
// The rule that keeps a report honest is [Summarise]'s: a run is conformant only when every purpose that was planned
// has a verdict, every must-purpose passed, and the implementation was seen at both of its sides.
package report
