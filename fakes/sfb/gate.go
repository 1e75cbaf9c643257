package sfb

import (
	"errors"
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// newGate makes what asks for credentials (RFC 3261 §22), or nil when everyone is let in. Users of the domain have their
// own passwords, by address or by the name before the domain; the service account has its own.
func newGate(c Config, r *roster) *sipwire.Authenticator {
	if !c.Challenge {
		return nil
	}
	return sipwire.NewAuthenticator(c.Realm, func(name string) (password string, known bool) {
		if name == c.ServiceUser && name != "" {
			return c.ServicePassword, true
		}
		u, known := r.user(fullName(name, c.Domain))
		return u.Password, known
	})
}

// fullName is the bare address of a user name.
func fullName(name, domain string) string {
	if !strings.Contains(name, "@") {
		name += "@" + domain
	}
	return strings.ToLower(name)
}

// authenticate checks the credentials of a request and notes whose they are. When there are none, or no good ones, it
// answers: status is that of the challenge, 401 or 407.
func (f *FrontEnd) authenticate(tx *sipwire.ServerTx, status int) bool {
	if f.gate == nil {
		return true
	}
	req := tx.Request()
	name, err := f.gate.Verify(req)
	stale := errors.Is(err, sipwire.ErrStaleNonce)
	if err == nil {
		subject := sipwire.FromAddress(req)
		if req.Method == sip.REGISTER {
			subject = sipwire.ToAddress(req)
		}
		_, stale = f.faults.take(FaultStaleNonce, f.peers.party(tx.Flow()), subject)
	}
	switch {
	case err == nil && !stale:
		if name == f.config.ServiceUser {
			f.peers.prove(tx.Flow(), name, true)
		} else {
			f.peers.prove(tx.Flow(), fullName(name, f.config.Domain), false)
		}
		return true
	case errors.Is(err, sipwire.ErrBadCredentials):
		// RFC 3261 §21.4.4: the same credentials would not help a second time either.
		f.reply(tx, 403, "Forbidden")
	default:
		f.reply(tx, status, "", f.gate.Challenge(status, stale)...)
	}
	return false
}
