package walk

import "testing"

// The rows of the table in the requirements, with every value that a row leaves free.
func TestEveryRowOfTheOracle(t *testing.T) {
	const on, off, in, out = true, false, true, false
	for _, c := range []struct {
		row                     string
		interop, inTeams, inSfB bool
		phones                  []Phone
		laters                  []Later
		want                    Place
	}{
		{"only in Teams", on, in, out, anyPhone, anyLater, InTeams},
		{"both, Teams later", on, in, in, []Phone{NoCall}, []Later{LaterInTeams}, InTeams},
		{"both, SfB later", on, in, in, []Phone{NoCall}, []Later{LaterAtSfB}, AtSfB},
		{"both, no activity that counts", on, in, in, []Phone{NoCall}, []Later{Unclear}, Unspecified},
		{"both, in a call", on, in, in, []Phone{InCall}, anyLater, AtSfB},
		{"both, in a call and active in Teams", on, in, in, []Phone{InCallActedInTeams}, anyLater, Unspecified},
		{"only in SfB", on, out, in, anyPhone, anyLater, AtSfB},
		{"off, both", off, in, in, anyPhone, anyLater, AtSfB},
		{"off, only in SfB", off, out, in, anyPhone, anyLater, AtSfB},
		{"off, only in Teams", off, in, out, anyPhone, anyLater, Nowhere},
		{"nowhere", on, out, out, anyPhone, anyLater, Nowhere},
		{"off, nowhere", off, out, out, anyPhone, anyLater, Nowhere},
	} {
		t.Run(c.row, func(t *testing.T) {
			for _, phone := range c.phones {
				for _, later := range c.laters {
					s := Situation{Interop: c.interop, InTeams: c.inTeams, InSfB: c.inSfB, Phone: phone, Later: later}
					if got := s.Arrives(); got != c.want {
						t.Errorf("in %+v an IM %s, and not: %s", s, c.want, got)
					}
				}
			}
		})
	}
}

var (
	anyPhone = []Phone{NoCall, InCall, InCallActedInTeams}
	anyLater = []Later{Unclear, LaterInTeams, LaterAtSfB}
)

// No situation is in two rows, and each row has one: so the order of the rows does not matter, and none is idle.
func TestRowsDoNotOverlap(t *testing.T) {
	used := make([]bool, len(table))
	for _, interop := range []bool{true, false} {
		for _, inTeams := range []bool{true, false} {
			for _, inSfB := range []bool{true, false} {
				for _, phone := range anyPhone {
					for _, later := range anyLater {
						s := Situation{interop, inTeams, inSfB, phone, later}
						rows := 0
						for i, r := range table {
							if r.holds(s) {
								used[i] = true
								rows++
							}
						}
						if open := s == (Situation{true, true, true, NoCall, Unclear}); rows > 1 || rows == 0 && !open {
							t.Errorf("%+v is in %d rows", s, rows)
						}
					}
				}
			}
		}
	}
	for i, u := range used {
		if !u {
			t.Errorf("row %d decides nothing", i)
		}
	}
}
