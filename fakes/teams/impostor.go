package teams

import (
	"fmt"
	"net"
	"slices"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
)

// Disguise makes [FaultWrongCertificate] possible at a listener over which [Backend.Handler] is served: one of package authority,
// which nobody but the IUT connects to. With any other it does nothing. Call it before the listener is served.
func (b *Backend) Disguise(l net.Listener) {
	secure, ok := l.(*authority.Listener)
	if !ok {
		return
	}
	secure.ShowWrong(b.wrongCertificate)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.secure = secure
}

// checkDisguise says what is wrong with a [FaultWrongCertificate], if anything. The caller has the lock.
func (b *Backend) checkDisguise(f Fault) error {
	wrong := authority.Wrong(f.Params["certificate"])
	switch {
	case !slices.Contains(authority.Wrongs(), wrong):
		return fmt.Errorf("the fault %s needs as certificate one of %q, not %q", f.Name, authority.Wrongs(), wrong)
	case b.secure == nil:
		return fmt.Errorf("the fault %s needs a backend that serves HTTPS with certificates of its own", f.Name)
	}
	return nil
}

// wrongCertificate carries [FaultWrongCertificate] out, and records what the peer makes of it.
func (b *Backend) wrongCertificate() (authority.Wrong, func(accepted bool)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := b.faults.take(FaultWrongCertificate, func(*activeFault) bool { return true })
	if f == nil {
		return "", nil
	}
	wrong := f.Params["certificate"]
	return authority.Wrong(wrong), func(accepted bool) {
		kind := record.ImpostorRefused
		if accepted {
			kind = record.ImpostorAccepted
		}
		b.log.Append(record.Event{Kind: kind, Party: record.PartyIUT, From: f.User, Attrs: map[string]string{"certificate": wrong}})
	}
}
