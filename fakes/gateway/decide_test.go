package gateway

import (
	"testing"
	"time"
)

// The oracle table of the contract, row by row.
func TestDecide(t *testing.T) {
	early := time.Date(2017, 8, 11, 9, 0, 0, 1, time.UTC)
	late := early.Add(time.Nanosecond)
	for _, row := range []struct {
		name string
		s    situation
		want place
	}{
		{"only in Teams", situation{Interop: true, InTeams: true}, inTeams},
		{"only in Teams, once active in SfB", situation{Interop: true, InTeams: true, SfBActive: late}, inTeams},
		{"both, Teams later", situation{Interop: true, InTeams: true, InSfB: true, TeamsActive: late, SfBActive: early}, inTeams},
		{"both, SfB later", situation{Interop: true, InTeams: true, InSfB: true, TeamsActive: early, SfBActive: late}, notTeams},
		{"both, nothing done in Teams", situation{Interop: true, InTeams: true, InSfB: true, SfBActive: late}, notTeams},
		{"both, nothing done in SfB", situation{Interop: true, InTeams: true, InSfB: true, TeamsActive: late}, inTeams},
		{"in a call", situation{Interop: true, InTeams: true, InSfB: true, OnThePhone: true, TeamsActive: early, SfBActive: late}, notTeams},
		{"only in SfB", situation{Interop: true, InSfB: true, TeamsActive: late}, notTeams},
		{"off, both", situation{InTeams: true, InSfB: true, TeamsActive: late}, notTeams},
		{"off, only in Teams", situation{InTeams: true, TeamsActive: late}, notTeams},
		{"nowhere", situation{Interop: true, TeamsActive: late}, notTeams},
	} {
		if got := decide(row.s, faults{}); got != row.want {
			t.Errorf("%s: decided %v, not %v", row.name, got, row.want)
		}
	}
	within := situation{Interop: true, InTeams: true, InSfB: true, TeamsActive: early, SfBActive: late}
	if decide(within, faults{names: map[string]bool{RoundsToSeconds.Name: true}}) != inTeams {
		t.Errorf("%s can tell apart what happened within a second", RoundsToSeconds)
	}
}
