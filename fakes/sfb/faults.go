package sfb

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/agext/levenshtein"
	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Fault is one way in which the tester asks the front end to misbehave.
type Fault struct {
	// ID names an injected fault, so that it can be taken back. The front end gives it; ignored when injecting.
	ID string `json:"id,omitempty"`
	// Name is one of the Fault constants.
	Name string `json:"name"`
	// User is the bare address whom it concerns; empty means everyone.
	User string `json:"user,omitempty"`
	// Params are what the fault's constant documents. Every fault takes "times", after how many uses it is over
	// ("0" means never), and "party", whom alone it hits: as in [record.Event.Party], the IUT unless said.
	Params map[string]string `json:"params,omitempty"`
}

// The faults. The comment says what each does, its parameters, and how often unless "times" says otherwise.
const (
	// FaultMinExpires answers 423 with Min-Expires to REGISTER, PUBLISH and SUBSCRIBE for less. Params: seconds. For ever.
	FaultMinExpires = "min-expires"
	// FaultGrant grants this expiry, whatever was asked for, to REGISTER, PUBLISH and SUBSCRIBE. Params: seconds. For ever.
	FaultGrant = "grant"
	// FaultStaleNonce answers good credentials with a new challenge that says stale=true (RFC 7616 §3.3). Once. Only
	// for a front end that challenges.
	FaultStaleNonce = "stale-nonce"
	// FaultForgetEtag answers 412 to a PUBLISH with SIP-If-Match, and forgets what was published under that
	// tag, as a server does that lost its state (RFC 3903 §6). Once.
	FaultForgetEtag = "forget-etag"
	// FaultDropFlow closes at once the connections over which the party has registered the user, and with each whatever
	// else the party does over it. TCP and TLS only: over UDP there is none to close, which is an error.
	FaultDropFlow = "drop-flow"
	// FaultWrongCertificate shows a wrong certificate to the next peer that connects over TLS, whoever that is: a party is not
	// known before it says something. Params: certificate, one of [authority.Wrongs]. Once.
	FaultWrongCertificate = "wrong-certificate"
	// FaultLoseAnswers loses what the party answers to a request that is from or to the user, until the front end has sent it
	// again: as UDP may, and over UDP only. Params: method. Once.
	FaultLoseAnswers = "lose-answers"
	// FaultOtherDialect tells the party of the user's own presence, the next time that it changes, in the dialect in which the
	// party did not subscribe, by a NOTIFY. However that is answered, the subscription goes on; when it is refused, what it
	// said is told at once in the right dialect. Once.
	FaultOtherDialect = "other-dialect"
	// FaultServerHistory is no misbehaviour: the front end keeps the user's conversation history itself, as it does where
	// server-side conversation history is on (Set-CsConversationHistoryConfiguration), and the user's clients write none. For ever.
	FaultServerHistory = "server-history"
	// FaultRespond answers requests that are from or to the user, instead of handling them. Params: method,
	// status, reason (optional), retry-after (seconds, optional). Once.
	FaultRespond = "respond"
)

// faultForm is what a fault needs to be accepted.
type faultForm struct {
	numbers []string // parameters that must be there and be whole numbers
	texts   []string // parameters that must be there
	maybe   []string // parameters that may be there
	times   int      // uses until it is over, 0 for ever
}

func faultForms() map[string]faultForm {
	return map[string]faultForm{
		FaultMinExpires:       {numbers: []string{"seconds"}},
		FaultGrant:            {numbers: []string{"seconds"}},
		FaultStaleNonce:       {times: 1},
		FaultForgetEtag:       {times: 1},
		FaultDropFlow:         {times: 1},
		FaultServerHistory:    {},
		FaultOtherDialect:     {times: 1},
		FaultWrongCertificate: {texts: []string{"certificate"}, times: 1},
		FaultLoseAnswers:      {texts: []string{"method"}, times: 1},
		FaultRespond:          {numbers: []string{"status"}, texts: []string{"method"}, maybe: []string{"reason", "retry-after"}, times: 1},
	}
}

// concerns says whether the fault hits a request of its method that comes from the party or goes to it.
func (fault Fault) concerns(req *sip.Request, party string) bool {
	return fault.party() == party && fault.Params["method"] == string(req.Method) &&
		(fault.User == "" || fault.User == sipwire.FromAddress(req) || fault.User == sipwire.ToAddress(req))
}

// loses carries [FaultLoseAnswers] out.
func (f *FrontEnd) loses(flow *sipwire.Flow, req *sip.Request) bool {
	party := f.peers.of(flow).party
	_, ok := f.faults.takeIf(FaultLoseAnswers, func(fault Fault) bool { return fault.concerns(req, party) })
	return ok
}

// faults holds what was injected. Its methods are safe for concurrent use and never call out.
type faults struct {
	mu   sync.Mutex
	last int
	live []*liveFault // oldest first
}

type liveFault struct {
	Fault
	left int // uses, 0 for ever
}

// inject checks and stores a fault and returns its id. The error is a sentence for the tester.
func (f *faults) inject(fault Fault) (string, error) {
	left, err := fault.check()
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	fault.ID = "fault-" + strconv.Itoa(f.last)
	f.live = append(f.live, &liveFault{Fault: fault, left: left})
	return fault.ID, nil
}

// check says how often the fault is to be used, or what is wrong with it.
func (fault Fault) check() (times int, err error) {
	form, known := faultForms()[fault.Name]
	if !known {
		return 0, fmt.Errorf("there is no fault %q; the nearest is %q", fault.Name, nearestFault(fault.Name))
	}
	for _, name := range form.numbers {
		if n, err := strconv.Atoi(fault.Params[name]); err != nil || n < 0 {
			return 0, fmt.Errorf("the fault %q needs a whole number as %q, not %q", fault.Name, name, fault.Params[name])
		}
	}
	for _, name := range form.texts {
		if fault.Params[name] == "" {
			return 0, fmt.Errorf("the fault %q needs a %q", fault.Name, name)
		}
	}
	times = form.times
	for name, value := range fault.Params {
		if name == "times" {
			if times, err = strconv.Atoi(value); err != nil || times < 0 {
				return 0, fmt.Errorf("the fault %q is to be used %q times, which is no whole number", fault.Name, value)
			}
			continue
		}
		if name != "party" && !slices.Contains(form.numbers, name) && !slices.Contains(form.texts, name) && !slices.Contains(form.maybe, name) {
			return 0, fmt.Errorf("the fault %q takes no parameter %q", fault.Name, name)
		}
	}
	return times, nil
}

func nearestFault(name string) string {
	best, least := "", -1
	for candidate := range faultForms() {
		d := levenshtein.Distance(name, candidate, nil)
		if least < 0 || d < least || d == least && candidate < best {
			best, least = candidate, d
		}
	}
	return best
}

// party is whom the fault hits.
func (fault Fault) party() string { return cmp.Or(fault.Params["party"], record.PartyIUT) }

// take uses the oldest live fault of the name that hits the party and concerns the user (and none of the others), and
// returns its parameters. ok is false when there is none.
func (f *faults) take(name, party, user string) (params map[string]string, ok bool) {
	return f.takeIf(name, func(fault Fault) bool {
		return fault.party() == party && (fault.User == "" || fault.User == user)
	})
}

// takeIf is [faults.take] with a condition of the caller's own. The condition is asked under the lock.
func (f *faults) takeIf(name string, fits func(Fault) bool) (params map[string]string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range f.live {
		if fault.Name != name || !fits(fault.Fault) {
			continue
		}
		if fault.left == 1 {
			f.live = slices.Delete(f.live, i, i+1)
		} else if fault.left > 1 {
			fault.left--
		}
		return fault.Params, true
	}
	return nil, false
}

// has says whether a fault of the name concerns the user. Asking does not use it.
func (f *faults) has(name, user string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.live, func(fault *liveFault) bool {
		return fault.Name == name && (fault.User == "" || fault.User == user)
	})
}

// clear takes back one fault, or all when the id is empty. It says whether there was any such.
func (f *faults) clear(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.live)
	f.live = slices.DeleteFunc(f.live, func(fault *liveFault) bool { return id == "" || fault.ID == id })
	return len(f.live) < before
}
