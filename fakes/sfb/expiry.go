package sfb

import (
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// unasked is the expiry of a request that did not ask for one.
const unasked = time.Duration(-1)

// expiry decides what is granted to a peer's REGISTER, PUBLISH or SUBSCRIBE for the user; see [presenceDeps]. (RFC 3261 §10.3
// step 7, RFC 3903 §6 step 5, RFC 6665 §4.2.1.1.)
func (f *FrontEnd) expiry(from peer, user string, asked time.Duration) (granted time.Duration, refused bool) {
	if asked == 0 {
		return 0, false
	}
	if params, ok := f.faults.take(FaultGrant, from.party, user); ok {
		return seconds(params), false
	}
	shortest := f.config.MinExpires
	if params, ok := f.faults.take(FaultMinExpires, from.party, user); ok {
		shortest = seconds(params)
	}
	if asked < 0 {
		return max(f.config.DefaultExpires, shortest), false
	}
	if asked < shortest {
		return shortest, true
	}
	return min(asked, max(f.config.MaxExpires, shortest)), false
}

func seconds(params map[string]string) time.Duration {
	n, _ := strconv.Atoi(params["seconds"]) // checked when the fault was injected
	return time.Duration(n) * time.Second
}

// expiresHeader is what a message's Expires header asks for, or [unasked]. What is no number of 32 bits (RFC 3261 §20.19)
// asks for nothing; the check of single messages reports it.
func expiresHeader(msg sip.Message) time.Duration {
	return deltaSeconds(sipwire.Value(msg, "Expires"))
}

// deltaSeconds reads a number of seconds, or [unasked] when it is none.
func deltaSeconds(text string) time.Duration {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 32)
	if err != nil {
		return unasked
	}
	return time.Duration(n) * time.Second
}
