package report

// The exit codes of a run. [Outcome.ExitCode] gives the first four; ExitUsage is for a command line or a config that asks
// for nothing that can be run.
const (
	ExitConformant    = 0
	ExitNotConformant = 1
	ExitInconclusive  = 2
	ExitError         = 3
	ExitUsage         = 4
)

// ExitCode is what the process that made the run ends with. That of [Waived] is 0, so that a build whose failures are all
// expected goes on; who certifies looks at the result, which is another one than [Conformant]'s. What is no outcome, such as that of a [Result] that was never
// summarised, is the tester's failure.
func (o Outcome) ExitCode() int {
	switch o {
	case Conformant, Waived:
		return ExitConformant
	case NotConformant, NotAsWaived:
		return ExitNotConformant
	case Inconclusive:
		return ExitInconclusive
	default:
		return ExitError
	}
}
