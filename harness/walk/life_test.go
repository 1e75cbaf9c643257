package walk

import "testing"

func TestLives(t *testing.T) {
	for _, c := range []struct {
		lived string
		live  func(*life)
		want  Place
	}{
		{"nothing yet", func(*life) {}, Unspecified},
		{"active in Teams", func(l *life) { l.actInTeams(1) }, InTeams},
		{"then in SfB", func(l *life) { l.actInTeams(1); l.actInSfB(2) }, AtSfB},
		{"and back", func(l *life) { l.actInSfB(1); l.actInTeams(2) }, InTeams},
		{"signing in to Teams is no activity", func(l *life) { l.actInSfB(1); l.signTeams(false); l.signTeams(true) }, AtSfB},
		{"signing in to SfB is no activity", func(l *life) { l.actInTeams(1); l.signSfB(false); l.signSfB(true) }, InTeams},
		{"what was before a sign-in may be forgotten", func(l *life) { l.actInTeams(1); l.actInSfB(2); l.signSfB(false); l.signSfB(true) }, Unspecified},
		{"or not", func(l *life) { l.actInSfB(1); l.actInTeams(2); l.signTeams(false); l.signTeams(true) }, Unspecified},
		{"rings", func(l *life) { l.actInTeams(1); l.ring("megan") }, Unspecified},
		{"rang in vain", func(l *life) { l.actInTeams(1); l.ring("megan"); l.hangUp(2) }, Unspecified},
		{"active while it rings", func(l *life) { l.ring("megan"); l.actInTeams(1) }, Unspecified},
		{"active after it rang", func(l *life) { l.ring("megan"); l.hangUp(1); l.actInTeams(2) }, InTeams},
		{"placed", func(l *life) { l.actInTeams(1); l.place(2, "megan") }, AtSfB},
		{"placed in vain", func(l *life) { l.actInTeams(1); l.place(2, "megan"); l.hangUp(3) }, AtSfB},
		{"placed, and back in Teams while it rings", func(l *life) { l.place(1, "megan"); l.actInTeams(2) }, Unspecified},
		{"in a call received", func(l *life) { l.actInTeams(1); l.ring("megan"); l.connect(2) }, AtSfB},
		{"in a call made", func(l *life) { l.actInTeams(1); l.place(2, "megan"); l.connect(3) }, AtSfB},
		{"in a call that began in Teams", func(l *life) { l.place(1, "megan"); l.actInTeams(2); l.connect(3) }, Unspecified},
		{"active in Teams in a call", func(l *life) { l.ring("megan"); l.connect(1); l.actInTeams(2) }, Unspecified},
		{"just after a call", func(l *life) { l.ring("megan"); l.connect(1); l.actInTeams(2); l.hangUp(3) }, AtSfB},
		{"back after a call", func(l *life) { l.ring("megan"); l.connect(1); l.hangUp(2); l.actInTeams(3) }, InTeams},
		{"a second call", func(l *life) {
			l.ring("m")
			l.connect(1)
			l.actInTeams(2)
			l.hangUp(3)
			l.ring("m")
			l.connect(4)
		}, AtSfB},
		{"off", func(l *life) { l.actInTeams(1); l.interop = false }, AtSfB},
		{"off, in Teams alone", func(l *life) { l.actInTeams(1); l.interop = false; l.signSfB(false) }, Nowhere},
	} {
		l := life{interop: true, inTeams: true, inSfB: true}
		c.live(&l)
		if got := l.situation().Arrives(); got != c.want {
			t.Errorf("%s: an IM %s, and not: %s", c.lived, c.want, got)
		}
	}
}
