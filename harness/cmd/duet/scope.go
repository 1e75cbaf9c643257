package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/spf13/cobra"
)

// scope is what a command line says of what to run, and where.
type scope struct {
	config                                string
	selection                             purpose.Selection
	environment                           string
	transport, dialect, routing, topology string
	shard                                 string
}

func (s *scope) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&s.config, "config", "", "the vendor's `file` (duet.yaml): how to start the implementation and what it claims")
	flags.StringSliceVar(&s.selection.IDs, "only", nil, "run these purposes only (`ROUT-001,...`)")
	flags.StringSliceVar(&s.selection.Clauses, "clause", nil, "run the purposes of these clauses only (`R-08,...`)")
	flags.StringSliceVar(&s.selection.Suites, "suite", nil, "run the purposes of these suites only (`routing,...`)")
	flags.StringVar(&s.selection.Filter, "label-filter", "", "run what ginkgo's label filter `expression` matches")
	flags.StringVar(&s.environment, "environment", "", "run in the environments that fit this `pattern` only: transport/dialect/routing/topology, of which each part may be any")
	for _, narrow := range s.narrowing() {
		flags.StringVar(narrow.value, narrow.name, "", narrow.usage)
		c.MarkFlagsMutuallyExclusive("environment", narrow.name)
	}
	flags.StringVar(&s.shard, "shard", "", "run one of several parts of about the same size only: `i/n`, such as 2/3, or index/3 in a pod of an indexed Job; duet merge puts their reports together")
}

// narrowing are the options that narrow a run to some of the environments that the ICS claims, by one part each: pattern makes
// one for [iut.Config.Narrowed] of the value.
func (s *scope) narrowing() []narrowing {
	return []narrowing{
		{"transport", &s.transport, "run over this SIP `transport` only, one that the implementation claims: udp, tcp or tls", "%s/any/any/any"},
		{"dialect", &s.dialect, "run in this `dialect` of presence only, one that the implementation claims: pidf or msrtc", "any/%s/any/any"},
		{"routing", &s.routing, "run only where this one decides `who` gets an IM, as the implementation claims: endpoint-decides or registrar-decides", "any/any/%s/any"},
		{"topology", &s.topology, "run in this `topology` of the SfB side only, one that the implementation claims: online or hybrid", "any/any/any/%s"},
	}
}

type narrowing struct {
	name           string
	value          *string
	usage, pattern string
}

// load reads the config, or takes the reference's, and narrows it as the command line asks for.
func (s *scope) load() (iut.Config, error) {
	cfg := iut.Default()
	if s.config != "" {
		var err error
		if cfg, err = iut.Load(s.config); err != nil {
			return cfg, err
		}
	}
	all := append(s.narrowing(), narrowing{name: "environment", value: &s.environment, pattern: "%s"})
	for _, narrow := range all {
		if *narrow.value == "" {
			continue
		}
		narrowed, err := cfg.Narrowed(fmt.Sprintf(narrow.pattern, *narrow.value))
		if err != nil {
			return cfg, fmt.Errorf("--%s: %w", narrow.name, err)
		}
		cfg = narrowed
	}
	return cfg, nil
}

// plan is what there is to do: all of the plan, or the shard of it. A catalogue that is broken is a failure; all else is usage.
func (s *scope) plan(cfg iut.Config) (plan.Part, error) {
	catalogue, err := purpose.Catalogue()
	if err != nil {
		return plan.Part{}, failure{err}
	}
	made, err := plan.Make(catalogue, s.selection, cfg)
	if err != nil {
		return plan.Part{}, usage{err}
	}
	if s.shard == "" {
		return made.Whole(), nil
	}
	part, err := made.OfShard(ofIndex(s.shard))
	if err != nil {
		return plan.Part{}, usage{fmt.Errorf("--shard: %w", err)}
	}
	return part, nil
}

// indexVariable is where Kubernetes tells a pod of an indexed Job which one it is, from 0.
const indexVariable = "JOB_COMPLETION_INDEX"

// ofIndex is a shard with its number in place of the word index, where that number is known.
func ofIndex(shard string) string {
	of, ok := strings.CutPrefix(shard, "index/")
	index, err := strconv.Atoi(os.Getenv(indexVariable))
	if !ok || err != nil {
		return shard
	}
	return strconv.Itoa(index+1) + "/" + of
}
