package sfb

import "github.com/duet-conformance/duet/fakes/sipwire"

type gate struct{}

func newGate(Config) *gate { return &gate{} }

func (f *FrontEnd) authenticate(tx *sipwire.ServerTx, status int) bool { return true }
