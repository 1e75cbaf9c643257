// Package purpose is the catalogue: the clauses that an implementation must keep, and the test purposes that judge it.
//
// A purpose is a record (id, title, clause, level, sentence, cast, the mutants that it catches) and the story that plays
// it. [It] registers both, as a ginkgo spec that carries the record's labels, so ginkgo's own filters work on it. The
// catalogue is checked as a whole ([Lint]) before anything runs: a bad entry stops the tester, never the IUT.
package purpose
