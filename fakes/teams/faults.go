package teams

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// faults are those in force. The backend's lock guards them.
type faults struct {
	active []*activeFault // oldest first
}

// activeFault is a fault with its parameters read.
type activeFault struct {
	Fault
	id         string
	left       int // uses; negative: no end
	path       *regexp.Regexp
	status     int
	retryAfter string
	after      bool
	delay      time.Duration // or how long a subscription is granted
}

// faultParams are the parameters that each fault takes.
func faultParams(name string) []string {
	switch name {
	case FaultRespond:
		return []string{"status", "path", "method", "retry-after", "after", "times"}
	case FaultResetConnection:
		return []string{"path", "method", "after", "times"}
	case FaultDuplicateNotifications:
		return []string{"later", "times"}
	case FaultReverseNotifications:
		return []string{"times"}
	case FaultGrant:
		return []string{"seconds", "times"}
	case FaultSlow:
		return []string{"ms", "path", "method", "times"}
	case FaultDelayNotifications, FaultGiveUpEarly:
		return []string{"ms", "times"}
	case FaultWrongCertificate:
		return []string{"certificate", "times"}
	}
	return nil
}

// readFault checks a fault. The error is a sentence.
func readFault(f Fault) (*activeFault, error) {
	if !slices.Contains(FaultNames(), f.Name) {
		return nil, fmt.Errorf("there is no fault %q; the faults are %s", f.Name, strings.Join(FaultNames(), ", "))
	}
	for name := range f.Params {
		if !slices.Contains(faultParams(f.Name), name) {
			return nil, fmt.Errorf("the fault %s has no parameter %q; it has %q", f.Name, name, faultParams(f.Name))
		}
	}
	a := &activeFault{Fault: f, id: uuid.NewString(), left: -1, retryAfter: f.Params["retry-after"], after: f.Params["after"] == "true"}
	var err error
	if a.path, err = regexp.Compile(f.Params["path"]); err != nil {
		return nil, fmt.Errorf("the fault %s: the path is no regular expression: %w", f.Name, err)
	}
	number := func(name string, least, most int, into *int) {
		text, given := f.Params[name]
		if n, bad := strconv.Atoi(text); given && (bad != nil || n < least || n > most) {
			err = fmt.Errorf("the fault %s: %s must be a number from %d to %d, not %q", f.Name, name, least, most, text)
		} else if given {
			*into = n
		}
	}
	if f.Name == FaultWrongCertificate {
		a.left = 1
	}
	number("times", 1, 1<<30, &a.left)
	ms := 0
	number("ms", 1, 3_600_000, &ms)
	seconds := 0
	number("seconds", 1, 3600, &seconds)
	number("status", 400, 599, &a.status)
	ignored := 0
	number("retry-after", 0, 1<<30, &ignored)
	a.delay = time.Duration(ms)*time.Millisecond + time.Duration(seconds)*time.Second
	switch {
	case err != nil:
		return nil, err
	case f.Name == FaultRespond && a.status == 0:
		return nil, fmt.Errorf("the fault %s needs a status", f.Name)
	case (f.Name == FaultDelayNotifications || f.Name == FaultGiveUpEarly || f.Name == FaultSlow) && ms == 0:
		return nil, fmt.Errorf("the fault %s needs ms", f.Name)
	case f.Name == FaultGrant && seconds == 0:
		return nil, fmt.Errorf("the fault %s needs seconds", f.Name)
	}
	return a, nil
}

// hits says whether a fault is about a change.
func (a *activeFault) hits(c change) bool { return a.User == "" || a.User == c.from || a.User == c.to }

// take finds a fault in force, and uses it once.
func (f *faults) take(name string, fits func(*activeFault) bool) *activeFault {
	for i, a := range f.active {
		if a.Name != name || !fits(a) {
			continue
		}
		if a.left--; a.left == 0 {
			f.active = slices.Delete(f.active, i, i+1)
		}
		return a
	}
	return nil
}

// remove ends a fault; ids that are not there are no error.
func (f *faults) remove(id string) {
	f.active = slices.DeleteFunc(f.active, func(a *activeFault) bool { return a.id == id })
}

// inject puts a fault in force. Some happen at once and are over.
func (b *Backend) inject(f Fault) (id string, err error) {
	a, err := readFault(f)
	if err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if f.Name == FaultWrongCertificate {
		if err := b.checkDisguise(f); err != nil {
			return "", err
		}
	}
	b.log.Append(record.Event{
		Kind: record.FaultInjected, Party: record.PartyTester, From: f.User, Attrs: map[string]string{"fault": f.Name, "target": f.User},
	})
	switch f.Name {
	case FaultExpireToken:
		for _, g := range b.grants {
			if g.user == nil {
				g.expires = time.Time{}
			}
		}
	case FaultDropSubscriptions:
		for _, s := range b.sortedSubscriptions() {
			if s.lifecycleURL != "" {
				b.end(s, "dropped")
				b.tellLifecycle(s, "subscriptionRemoved")
			}
		}
	case FaultRequireReauthorization:
		for _, s := range b.sortedSubscriptions() {
			if s.lifecycleURL != "" {
				s.hold()
				b.tellLifecycle(s, "reauthorizationRequired")
			}
		}
	case FaultWrongCertificate:
		b.faults.active = append(b.faults.active, a)
		b.secure.Break()
	default:
		b.faults.active = append(b.faults.active, a)
	}
	return a.id, nil
}

// misbehave answers the IUT wrongly, where a fault says so, instead of doing what was asked.
func (x *exchange) misbehave() *answer { return x.wrongAnswer(false) }

// loseAnswer does so after what was asked was done.
func (x *exchange) loseAnswer() *answer { return x.wrongAnswer(true) }

func (x *exchange) wrongAnswer(after bool) *answer {
	if x.party != record.PartyIUT {
		return nil
	}
	x.b.mu.Lock()
	defer x.b.mu.Unlock()
	fits := func(a *activeFault) bool { return a.after == after && x.concerns(a) }
	if x.b.faults.take(FaultResetConnection, fits) != nil {
		return &answer{reset: true}
	}
	f := x.b.faults.take(FaultRespond, fits)
	if f == nil {
		return nil
	}
	a := refuse(f.status, faultCode(f.status), "The service can't answer now.")
	if x.plane() == planeToken {
		a = refuseToken(f.status, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.")
	}
	if f.retryAfter != "" {
		a = a.with("Retry-After", f.retryAfter)
	}
	return &a
}

// concerns says whether a fault hits this request.
func (x *exchange) concerns(a *activeFault) bool {
	method := a.Params["method"]
	return (a.User == "" || a.User == x.from || a.User == x.to) &&
		(method == "" || method == x.r.Method) && a.path.MatchString(x.r.URL.RequestURI())
}

// dawdle carries [FaultSlow] out: it returns when the answer may go, or nobody waits for it any more.
func (x *exchange) dawdle() {
	if x.party != record.PartyIUT {
		return
	}
	x.b.mu.Lock()
	f := x.b.faults.take(FaultSlow, x.concerns)
	x.b.mu.Unlock()
	if f == nil {
		return
	}
	timer := time.NewTimer(f.delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.r.Context().Done():
	case <-x.b.ctx.Done():
	}
}

// faultCode is the error code that Graph has for a status.
func faultCode(status int) string {
	switch status {
	case http.StatusTooManyRequests:
		return "TooManyRequests"
	case http.StatusUnauthorized:
		return "InvalidAuthenticationToken"
	case http.StatusServiceUnavailable:
		return "ServiceUnavailable"
	}
	return strings.ReplaceAll(http.StatusText(status), " ", "")
}
