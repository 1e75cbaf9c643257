// Package suites links every suite into a program: importing it registers the whole catalogue.
//
// Each suite is a package of its own and holds the purposes of one behaviour. The specs are in ordinary files, not in
// _test files, so the same ones run under go test and ginkgo (from this package's test), inside the duet command, and
// from a vendor's own test.
package suites

import (
	_ "github.com/duet-conformance/duet/suites/history"
	_ "github.com/duet-conformance/duet/suites/messaging"
	_ "github.com/duet-conformance/duet/suites/modality"
	_ "github.com/duet-conformance/duet/suites/optout"
	_ "github.com/duet-conformance/duet/suites/presence"
	_ "github.com/duet-conformance/duet/suites/resilience"
	_ "github.com/duet-conformance/duet/suites/routing"
	_ "github.com/duet-conformance/duet/suites/security"
	_ "github.com/duet-conformance/duet/suites/signin"
	_ "github.com/duet-conformance/duet/suites/topology"
)
