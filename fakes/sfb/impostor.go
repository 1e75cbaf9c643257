package sfb

import (
	"fmt"
	"net"
	"slices"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
)

// impostor is what [FaultWrongCertificate] needs. The zero value can't do it.
type impostor struct{ able atomic.Bool }

// check says what is wrong with a [FaultWrongCertificate], if anything.
func (i *impostor) check(fault Fault) error {
	wrong := authority.Wrong(fault.Params["certificate"])
	switch {
	case !slices.Contains(authority.Wrongs(), wrong):
		return fmt.Errorf("the fault %q needs as %q one of %q, not %q", fault.Name, "certificate", authority.Wrongs(), wrong)
	case !i.able.Load():
		return fmt.Errorf("the fault %q needs a front end that serves TLS with certificates of its own", fault.Name)
	}
	return nil
}

// disguise makes a listener show wrong certificates when a fault says so, if it can.
func (f *FrontEnd) disguise(l net.Listener) {
	secure, ok := l.(*authority.Listener)
	if !ok {
		return
	}
	secure.ShowWrong(f.wrongCertificate)
	f.impostor.able.Store(true)
}

// wrongCertificate carries [FaultWrongCertificate] out, and records what the peer makes of it.
func (f *FrontEnd) wrongCertificate() (authority.Wrong, func(accepted bool)) {
	var hit Fault
	if _, ok := f.faults.takeIf(FaultWrongCertificate, func(fault Fault) bool { hit = fault; return true }); !ok {
		return "", nil
	}
	wrong := hit.Params["certificate"]
	return authority.Wrong(wrong), func(accepted bool) {
		kind := record.ImpostorRefused
		if accepted {
			kind = record.ImpostorAccepted
		}
		f.log.Append(record.Event{
			Kind: kind, Party: hit.party(), From: hit.User, Attrs: map[string]string{"certificate": wrong},
		})
	}
}
