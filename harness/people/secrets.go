package people

import "github.com/duet-conformance/duet/harness/judge"

// Secrets are what the IUT knows of each system that the other must not learn.
type Secrets struct{ SfB, Teams SideSecrets }

// SideSecrets are those of one system.
type SideSecrets struct {
	// Kept are the secrets.
	Kept []judge.Secret
	// Shown is what the IUT says to the system to be let in, secret or not: what it has sent there must have some of it.
	Shown []judge.Secret
}
