package sfb

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// ErrNobodyThere says that a fence or a fault is for an endpoint that is not registered.
var ErrNobodyThere = errors.New("no such endpoint is registered")

// Fence sends an OPTIONS with the header [FenceHeader] to a person's client, over the connection that it registered
// with, so behind everything that was sent there before, and behind what follows from any message that is in the log
// already as [record.SIPIn]. When the client has seen the fence, whatever it has not seen was not sent. An empty instance means all of the person's own clients. The error is [ErrNobodyThere] when there is
// none, and says so when the token is not one.
func (f *FrontEnd) Fence(address, instance, token string) error {
	if record.TokenIn(token) != token || token == "" {
		return fmt.Errorf("a fence to %s needs a correlation token, not %q", address, token)
	}
	f.endpoint.Settle() // what came in before may still be on its way through the router
	sent := 0
	for _, t := range f.location.targets(address) {
		if instance != "" && t.instance != instance || t.party == record.PartyIUT {
			continue
		}
		f.log.Append(record.Event{
			Kind: record.FenceSent, Party: record.PartyTester, To: address, Token: token,
			Attrs: map[string]string{"client": t.party},
		})
		domain := sip.Uri{Scheme: "sip", Host: f.config.Domain}
		req := sipwire.NewRequest(sip.OPTIONS, t.uri, domain, sipwire.UserURI(address))
		req.AppendHeader(sip.NewHeader(FenceHeader, token))
		// Whether the client saw it, the client says; its answer adds nothing.
		if _, err := f.endpoint.Request(t.flow, req, nil); err != nil {
			return fmt.Errorf("%w: %w", ErrNobodyThere, err)
		}
		sent++
	}
	if sent == 0 {
		return fmt.Errorf("a fence for %s %s can't be sent: %w", address, instance, ErrNobodyThere)
	}
	return nil
}

// Inject injects a fault and returns its id. The error is a sentence: no such fault, a parameter is missing, or there is
// nobody whom it could hit.
func (f *FrontEnd) Inject(fault Fault) (id string, err error) {
	if fault.Name == FaultStaleNonce && !f.config.Challenge {
		return "", fmt.Errorf("the fault %q needs a front end that challenges", fault.Name)
	}
	if fault.Name == FaultWrongCertificate {
		if err := f.impostor.check(fault); err != nil {
			return "", err
		}
	}
	if id, err = f.faults.inject(fault); err != nil {
		return "", err
	}
	if fault.Name == FaultDropFlow {
		f.faults.clear(id) // it is over when it has happened
		if err := f.dropFlows(fault); err != nil {
			return "", err
		}
	}
	f.log.Append(record.Event{
		Kind: record.FaultInjected, Party: record.PartyTester, From: fault.User,
		Attrs: map[string]string{"fault": fault.Name, "target": fault.User},
	})
	return id, nil
}

// dropFlows carries [FaultDropFlow] out. All connections are closed or, when one can't be, none.
func (f *FrontEnd) dropFlows(fault Fault) error {
	flows := f.location.flows(fault.User, fault.party())
	if len(flows) == 0 {
		return fmt.Errorf("the fault %q hits nobody: %s has not registered %s: %w",
			fault.Name, fault.party(), cmp.Or(fault.User, "anybody"), ErrNobodyThere)
	}
	for _, flow := range flows {
		if flow.Transport() == "udp" {
			// The peer could not see it, and other users' bindings that share the socket would be gone too.
			return fmt.Errorf("the fault %q needs a connection: %s has registered %s over UDP, where there is none to close",
				fault.Name, fault.party(), cmp.Or(fault.User, "somebody"))
		}
	}
	for _, flow := range flows {
		// First the bindings: once the connection is closed the peer may be back before this side has noticed, and would
		// then be found registered without a break. Whoever has the answer to this may rely on both.
		f.location.flowClosed(flow)
		flow.Close()
		<-flow.Done()
	}
	return nil
}
