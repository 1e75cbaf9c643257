package report

import (
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
)

// epoch is when the runs of these tests begin.
var epoch = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

const (
	alix       = "alix.rout-001@contoso.test"
	megan      = "megan.rout-001@contoso.test"
	alixSfB    = alix + "/sfb"
	alixTeams  = alix + "/teams"
	meganSfB   = megan + "/sfb"
	lunchToken = "duet-0123456789ab"
)

// tape records a made-up purpose, a millisecond and a bit between events.
type tape struct{ events []record.Event }

func (t *tape) add(source string, kind record.Kind, party, from, to string, attrs ...string) *record.Event {
	e := record.Event{
		Seq: uint64(len(t.events)) + 1, Time: epoch.Add(time.Duration(len(t.events)) * 1300 * time.Microsecond),
		Source: source, Kind: kind, Party: party, From: from, To: to, Attrs: map[string]string{},
	}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.Attrs[attrs[i]] = attrs[i+1]
	}
	t.events = append(t.events, e)
	return &t.events[len(t.events)-1]
}

// sip records a request and its answer between the front end and a party.
func (t *tape) sip(kind record.Kind, party, from, to, method, status string) {
	t.add(record.SourceSfB, kind, party, from, to, "method", method, "start", method+" sip:"+to+" SIP/2.0")
	answer := record.SIPIn
	if kind == record.SIPIn {
		answer = record.SIPOut
	}
	t.add(record.SourceSfB, answer, party, from, to, "method", method, "status", status, "start", "SIP/2.0 "+status+" x")
}

func (t *tape) http(party, method, path, status string) *record.Event {
	return t.add(record.SourceTeams, record.HTTPExchange, party, "", "", "method", method, "path", path, "status", status)
}

// twice is a purpose in which an IM is shown in both clients.
func twice() Purpose {
	t := &tape{}
	t.add(record.SourcePeople, record.SignedIn, alixSfB, alix, "")
	t.sip(record.SIPIn, alixSfB, alix, alix, "REGISTER", "200")
	t.http(alixTeams, "POST", "/client/v1/endpoints", "201")
	t.add(record.SourceTeams, record.Notification, record.PartyIUT, alix, "", "status", "202")
	t.sip(record.SIPIn, record.PartyIUT, alix, alix, "REGISTER", "200")
	t.sip(record.SIPIn, record.PartyIUT, alix, alix, "PUBLISH", "200")
	t.sip(record.SIPOut, record.PartyIUT, alix, alix, "NOTIFY", "200")
	t.add(record.SourcePeople, record.Acted, alixTeams, alix, "", "what", "typed")
	t.http(record.PartyIUT, "GET", "/interop/v1/users/6f1e0000-0000-4000-8000-000000000001/activity", "200")
	sent := t.add(record.SourcePeople, record.IMSent, meganSfB, megan, alix)
	t.sip(record.SIPIn, meganSfB, megan, alix, "INVITE", "100")
	t.add(record.SourceSfB, record.SIPOut, alixSfB, megan, alix, "method", "INVITE")
	t.add(record.SourceSfB, record.SIPOut, record.PartyIUT, megan, alix, "method", "INVITE")
	t.add(record.SourceSfB, record.SIPIn, alixSfB, megan, alix, "method", "INVITE", "status", "180")
	t.add(record.SourceSfB, record.SIPIn, record.PartyIUT, megan, alix, "method", "INVITE", "status", "480")
	t.add(record.SourceSfB, record.SIPIn, alixSfB, megan, alix, "method", "INVITE", "status", "200")
	t.add(record.SourceSfB, record.SIPOut, meganSfB, megan, alix, "method", "INVITE", "status", "200")
	t.sip(record.SIPIn, meganSfB, megan, alix, "MESSAGE", "200")
	stray := t.add(record.SourceSfB, record.SIPOut, alixSfB, megan, alix, "method", "MESSAGE")
	shown := t.add(record.SourcePeople, record.IMShown, alixSfB, megan, alix)
	posted := t.http(record.PartyIUT, "POST", "/interop/v1/chats/19:6f1e@unq.gbl.spaces/messages", "201")
	both := t.add(record.SourcePeople, record.IMShown, alixTeams, megan, alix)
	t.add(record.SourcePeople, record.IMAccepted, meganSfB, megan, alix)
	for i := range t.events {
		e := &t.events[i]
		if e.Attr("method") == "MESSAGE" && e.Attr("status") == "" || e.Kind == record.IMShown || e.Kind == record.IMSent || e.Seq == posted.Seq {
			e.Token, e.Text = lunchToken, "lunch? "+lunchToken
		}
	}
	stray = &t.events[stray.Seq-1]
	stray.Raw = []byte("MESSAGE sip:alix.rout-001@contoso.test SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:40112;branch=z9hG4bK5d\r\n" +
		"From: \"Megan Bowen\" <sip:megan.rout-001@contoso.test>;tag=1\r\nTo: <sip:alix.rout-001@contoso.test>;tag=2\r\n" +
		"Call-ID: 9a1\r\nCSeq: 2 MESSAGE\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 24\r\n\r\nlunch? " + lunchToken)
	reason := `alix's SfB client shows the IM "lunch?" of megan, and so does alix's Teams client: expected was alix's Teams client ` +
		`only, within 5s (delivery)`
	return Purpose{
		ID: "ROUT-001", Title: "Last active endpoint: Teams", Suite: "routing", Clause: "R-08", Level: Must,
		Sentence: "Ensure that the IUT, having a user active in Teams and signed in to SfB, on receipt of an IM from an SfB user " +
			"at S, delivers it in Teams at T and lets the SfB client go without it.",
		Verdict: judge.Fail, Reason: reason, Guarantee: "an IM arrives at exactly one client",
		Claims:     []string{`alix's Teams client, and no other, shows the IM "lunch?" of megan within 5s (delivery)`},
		DurationMs: 132, Repeat: "duet run --only ROUT-001 --seed 1",
		Events: t.events,
		Findings: []judge.Finding{
			{
				Verdict: judge.Fail, Sentence: reason, Seen: []record.Event{t.events[sent.Seq-1], t.events[both.Seq-1]},
				Offending: []record.Event{*stray, t.events[shown.Seq-1]},
			},
			{Verdict: judge.Inconclusive, Sentence: "the fence towards alix's Teams client was not seen within 5s (fence)"},
		},
	}
}

// silent is a purpose in which an IM never reaches Teams.
func silent() Purpose {
	t := &tape{}
	t.add(record.SourcePeople, record.IMSent, meganSfB, megan, alix)
	t.sip(record.SIPIn, meganSfB, megan, alix, "MESSAGE", "200")
	t.sip(record.SIPOut, record.PartyIUT, megan, alix, "MESSAGE", "200")
	for i := range t.events {
		if t.events[i].Attr("status") == "" {
			t.events[i].Token, t.events[i].Text = lunchToken, "lunch? "+lunchToken
		}
	}
	t.events[4].Raw = []byte("SIP/2.0 200 OK\r\nCSeq: 2 MESSAGE\r\nContent-Length: 0\r\n\r\n")
	reason := `alix's Teams client should show the IM "lunch?" of megan within 5s (delivery), and nothing came`
	return Purpose{
		ID: "ROUT-002", Title: "Signed in to Teams only", Suite: "routing", Clause: "R-10", Level: Must,
		Sentence: "Ensure that the IUT delivers an IM.", Verdict: judge.Fail, Reason: reason,
		Guarantee: "an IM that was accepted arrives", DurationMs: 5003, Repeat: "duet run --only ROUT-002 --seed 1", Events: t.events,
		Findings: []judge.Finding{{
			Verdict: judge.Fail, Sentence: reason, Seen: []record.Event{t.events[4]},
			Missing: &judge.Arrow{From: record.PartyIUT, To: alixTeams, Label: `"lunch?"`},
		}},
	}
}

// sample is a run with every verdict in it.
func sample() Result {
	simple := func(id string, verdict judge.Verdict, reason string) Purpose {
		return Purpose{
			ID: id, Title: "The IUT does as " + id + " says", Suite: "signin", Clause: "R-03", Level: Must,
			Sentence: "Ensure that it does.", Verdict: verdict, Reason: reason, DurationMs: 17, Repeat: "duet run --only " + id + " --seed 1",
		}
	}
	r := Result{
		IUT:          IUT{Name: "duet reference with delivers-twice", Adapter: "command", Command: []string{"bin/duet", "reference"}, Faults: []string{"delivers-twice"}},
		Environments: []Environment{here},
		Started:      epoch, DurationMs: 5432, Seed: 1, Duet: "0.1.0",
		Purposes: []Purpose{
			silent(), twice(),
			simple("SIGN-001", judge.Pass, ""),
			simple("SIGN-003", judge.NotApplicable, "the ICS does not claim restartable"),
			simple("SIGN-002", judge.Inconclusive, "the IUT was not told within 5s (told)"),
			simple("SIGN-004", judge.Error, "the fake SfB front end crashed: \x01 <nil> & more ]]>"),
		},
		Violations: []Violation{{
			Purpose: "ROUT-002", Environment: here.String(), PCO: "S", Rule: "RFC 3261 §8.1.1.7", Sentence: "the Via branch of INVITE lacks the magic cookie", Time: epoch,
		}},
		Observations: []Observation{{Purpose: "SIGN-001", Environment: here.String(), Sentence: "typing crosses"}},
	}
	place(&r)
	Summarise(&r)
	return r
}

// here is the environment of runs with one, in which the IUT was seen.
var here = Environment{
	Environment: iut.Environment{Transport: "tcp", Dialect: "pidf", Routing: "endpoint-decides", Topology: "online"},
	Fakes:       "embedded", SeenAtS: 1, SeenAtT: 1,
}

// place puts what is played of a result into its first environment, and makes a plan of what there is.
func place(r *Result) {
	for i := range r.Purposes {
		if r.Purposes[i].Verdict != judge.NotApplicable {
			r.Purposes[i].Environment = r.Environments[0].String()
		}
	}
	planned(r)
}

// planned gives a result the plan that asks for just its verdicts, and for all that there could be.
func planned(r *Result) {
	var keys []Key
	for _, p := range r.Purposes {
		keys = append(keys, p.Key())
	}
	n := len(r.Purposes)
	r.Plan = Plan{Digest: DigestOf(keys), Size: n, To: n, Purposes: n, Catalogue: n, Environments: len(r.Environments), Claimed: len(r.Environments)}
}

// passing is a run of n purposes that all passed.
func passing(n int) Result {
	r := Result{Environments: []Environment{here}}
	for i := range n {
		r.Purposes = append(r.Purposes, Purpose{ID: fmt.Sprintf("TEST-%03d", i+1), Suite: "test", Level: Must})
	}
	place(&r)
	return r
}
