package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
)

// wires goes along the ways between the implementation and the fakes, in the order in which it needs them.
func (p patient) wires(ctx context.Context) []Check {
	if p.ofTester() {
		do := "see the sentence; without the fakes nothing can be said of the implementation"
		if errors.Is(p.ready, iut.ErrNotStarted) {
			do = "state in the configuration a program that can be started from here (iut.command, iut.restart)"
		}
		return []Check{bad(Tester, "the start", p.ready.Error(), do)}
	}
	events := p.world.Events(0, p.world.Mark())
	return []Check{p.toTeams(events), p.webhook(ctx, events), p.toSfB(events), p.fromSfB(), p.clock(events)}
}

// toTeams: the implementation has fetched a token.
func (p patient) toTeams(events []record.Event) Check {
	const what = "implementation -> Teams backend"
	told := p.world.Env().TeamsURL
	if seen(events, record.TokenIssued) || seen(events, record.HTTPExchange, "plane", "graph") || p.ready == nil {
		return good(what, "it came to %s, with its credentials", told)
	}
	for _, e := range events {
		if e.Kind == record.HTTPExchange && e.Party == record.PartyIUT {
			return bad(IUT, what, fmt.Sprintf("%s %s was answered %s", e.Attr("method"), e.Attr("path"), e.Attr("status")),
				"check DUET_TEAMS_TENANT, DUET_TEAMS_CLIENT_ID and DUET_TEAMS_CLIENT_SECRET")
		}
	}
	return p.neverCame(what, told, "DUET_TEAMS_URL", hostOf(told), p.cfg.IXIT.TLS)
}

// toSfB: the implementation has sent the front end a request.
func (p patient) toSfB(events []record.Event) Check {
	const what = "implementation -> SfB front end"
	told := p.world.Env().SFBProxy
	switch {
	case seen(events, record.Bound):
		return good(what, "it registered a user at %s", told)
	case seen(events, record.SIPIn):
		last := ""
		for _, e := range events {
			if e.Kind == record.SIPOut && e.Party == record.PartyIUT && e.Attr("status") >= "400" {
				last = e.Attr("status") + " to " + e.Attr("method")
			}
		}
		return bad(IUT, what, "it spoke to "+told+" and registered nobody; the last refusal it got is "+last,
			"check DUET_SIP_USERNAME and DUET_SIP_PASSWORD, and the REGISTER against the contract")
	}
	return p.neverCame(what, told, "DUET_SFB_PROXY", p.world.Places().ForIUT.SIP[p.cfg.IXIT.Transport], p.cfg.IXIT.Transport == "tls")
}

// neverCame tells apart who did not come at all from who came and did not trust what was found.
func (p patient) neverCame(what, told, variable, address string, secure bool) Check {
	came, secured := p.doors.strangers(address)
	switch {
	case came > 0 && secure && secured == 0:
		return bad(IUT, what, fmt.Sprintf("it connected to %s and did not begin TLS", told), "let it use TLS, as "+variable+" says")
	case came > 0 && secure:
		return bad(IUT, what, fmt.Sprintf("it connected to %s and gave up during the TLS handshake", told),
			"let it trust the certificate authority in DUET_CA_FILE ("+p.world.Env().CAFile+"), and check the name that it expects")
	case secured > 0:
		return bad(IUT, what, fmt.Sprintf("it began TLS at %s, which has none", told), "let it use "+variable+" as it is")
	case came > 0:
		return bad(IUT, what, fmt.Sprintf("it connected to %s and said nothing that the protocol knows", told), "look into its log")
	}
	if p.doors.elsewhere {
		return bad(IUT, what, fmt.Sprintf("nothing that it said came to %s within %s: it did not come, or did not trust what it found", told, p.cfg.IXIT.Bounds.Ready),
			fmt.Sprintf("look into its log: is %s set so, and DUET_CA_FILE trusted?", variable))
	}
	return bad(IUT, what, fmt.Sprintf("it never came to %s within %s", told, p.cfg.IXIT.Bounds.Ready),
		fmt.Sprintf("is it running, with %s set so? Can it resolve the name and pass the firewall? Try there: nc -vz %s", variable, strings.Replace(address, ":", " ", 1)))
}

// webhook: the backend reached the webhook, and was answered.
func (p patient) webhook(ctx context.Context, events []record.Event) Check {
	const what = "Teams backend -> the implementation's webhook"
	if seen(events, record.Notification, "outcome", "delivered") {
		return good(what, "a change notification was delivered")
	}
	for _, e := range events {
		if e.Kind == record.Violation && e.Party == record.PartyIUT && strings.Contains(e.Text, "notification URL") {
			return bad(IUT, what, e.Text+reachable(ctx, e.Text), "state in ixit.listenHost an address of the implementation that this machine reaches, and answer the validation as the contract says")
		}
	}
	for _, e := range events {
		if e.Kind == record.Notification {
			return bad(IUT, what, fmt.Sprintf("a change notification was answered %s (0: not at all)", e.Attr("status")), "let the webhook answer 2xx within 3 s")
		}
	}
	if p.ready == nil {
		return good(what, "it was told of a user who signed in")
	}
	return bad(IUT, what, "no subscription led to a notification: it made none for /interop/v1/activity", "let it subscribe as section 3.1 of the contract says")
}

var link = regexp.MustCompile(`https?://[^\s"]+`)

// reachable says whether a connection to the URL in a sentence can be made from here.
func reachable(ctx context.Context, sentence string) string {
	u, err := url.Parse(link.FindString(sentence))
	if err != nil || u.Host == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", hostOf(u.String()))
	if err != nil {
		return fmt.Sprintf("; from here a connection can't be made (%v)", err)
	}
	_ = conn.Close()
	return "; a connection can be made"
}

// fromSfB: an IM passed through the implementation in each direction.
func (p patient) fromSfB() Check {
	const what = "SfB front end -> the implementation, and an IM through it in each direction"
	switch {
	case p.ready != nil:
		return bad(IUT, what, p.ready.Error(), "first mend what is wrong above; if nothing is, play SIGN-001: it shows the messages")
	case p.fence != nil:
		return bad(IUT, what, p.fence.Error(), "play MSG-001 and MSG-002: they show where the IM is lost")
	}
	return good(what, "both arrived")
}

// skewBound is how far clocks may be apart before times in presence and tokens begin to lie.
const skewBound = 2 * time.Second

var date = regexp.MustCompile(`(?mi)^date:[ \t]*(.+?)\r?$`)

// clock compares the dates that the implementation wrote with ours. A date has whole seconds, and came a moment ago.
func (p patient) clock(events []record.Event) Check {
	const what = "the implementation's clock"
	for _, e := range events {
		if e.Party != record.PartyIUT || e.Kind != record.SIPIn && e.Kind != record.Notification {
			continue
		}
		raw := e.Raw
		if e.Kind == record.Notification { // the request is ours
			_, raw, _ = bytes.Cut(raw, []byte("\nHTTP/1."))
		}
		said := date.FindSubmatch(raw)
		if said == nil {
			continue
		}
		at, err := http.ParseTime(string(said[1]))
		if err != nil {
			continue
		}
		if skew := at.Sub(e.Time); skew > skewBound || skew < -skewBound-time.Second {
			return bad(IUT, what, fmt.Sprintf("it says %s, and here it is %s: %s apart", at.UTC().Format(time.RFC3339), e.Time.UTC().Format(time.RFC3339), skew.Round(time.Second)),
				"set both clocks by NTP")
		}
		return good(what, "it agrees with ours within %s", skewBound)
	}
	return unseen(what, "it states no time in what it sends, so it can't be seen")
}

// seen says whether there is an event of the implementation of a kind, with an attribute that has a value.
func seen(events []record.Event, kind record.Kind, attr ...string) bool {
	for _, e := range events {
		if e.Kind == kind && (e.Party == record.PartyIUT || e.Party == "") && (len(attr) == 0 || e.Attr(attr[0]) == attr[1]) {
			return true
		}
	}
	return false
}

// hostOf is the host and port of a URL.
func hostOf(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return root
	}
	return u.Host
}
