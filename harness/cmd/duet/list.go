package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func listCommand() *cobra.Command {
	var mutants, covered, planned, asJSON, asMarkdown bool
	var what scope
	c := &cobra.Command{
		Use:   "list",
		Short: "List the purposes, the mutants of the reference, or what a run will do",
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			if asMarkdown && !covered {
				return usage{errors.New("--markdown is a form of --coverage; ask for both")}
			}
			if planned {
				return listPlan(c, what, asJSON)
			}
			if err := plansOnly(c); err != nil {
				return err
			}
			catalogue, err := purpose.Catalogue()
			if err != nil {
				return err
			}
			if asMarkdown {
				_, err := io.WriteString(c.OutOrStdout(), coverageOf(catalogue).markdown())
				return err
			}
			rows := purposeRows(catalogue)
			if mutants {
				rows = mutantRows(catalogue)
			}
			if covered {
				rows = coverageOf(catalogue).rows()
			}
			return rows.write(c.OutOrStdout(), asJSON)
		}),
	}
	c.Flags().BoolVar(&mutants, "mutants", false, "list the mutants: the faults that the reference can be given")
	c.Flags().BoolVar(&covered, "coverage", false, "list the clauses, the purposes that judge each, and what the document leaves open")
	c.Flags().BoolVar(&planned, "plan", false, "list what a run with the same options will do: the purposes in each environment, and what is not applicable")
	what.register(c)
	c.MarkFlagsMutuallyExclusive("mutants", "coverage", "plan")
	c.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print the coverage as the Markdown that stands in README.md")
	c.MarkFlagsMutuallyExclusive("json", "markdown")
	c.MarkFlagsMutuallyExclusive("plan", "markdown")
	return c
}

// listPlan prints the plan of a run.
func listPlan(c *cobra.Command, what scope, asJSON bool) error {
	cfg, err := what.load()
	if err != nil {
		return usage{err}
	}
	part, err := what.plan(cfg)
	if err != nil {
		return err
	}
	return plannedRows(part, cfg.ICS).write(c.OutOrStdout(), asJSON)
}

// plansOnly refuses the options of a run where no plan is asked for: nothing would come of them.
func plansOnly(c *cobra.Command) error {
	var of scope
	run := &cobra.Command{}
	of.register(run)
	var wrong error
	run.Flags().VisitAll(func(f *pflag.Flag) {
		if wrong == nil && c.Flags().Changed(f.Name) {
			wrong = usage{fmt.Errorf("--%s is about a run; ask for its --plan", f.Name)}
		}
	})
	return wrong
}

// rows is a list to print, as a table or as the items themselves.
type rows struct {
	head  string
	lines []string
	items any
}

func (r rows) write(w io.Writer, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(r.items)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if r.head != "" {
		fmt.Fprintln(table, r.head)
	}
	for _, line := range r.lines {
		fmt.Fprintln(table, line)
	}
	return table.Flush()
}

// purposeItem is a purpose as `duet list --json` writes it.
type purposeItem struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Suite    string   `json:"suite"`
	Clause   string   `json:"clause"`
	Level    string   `json:"level"`
	Sentence string   `json:"sentence"`
	Catches  []string `json:"catches"`
	// Claims and Denies are what the ICS must, and must not, claim for the purpose to apply.
	Claims []string `json:"claims,omitempty"`
	Denies []string `json:"denies,omitempty"`
}

func purposeRows(catalogue []purpose.Purpose) rows {
	r := rows{head: "ID\tCLAUSE\tLEVEL\tSUITE\tTITLE"}
	items := []purposeItem{}
	for _, p := range catalogue {
		item := purposeItem{ID: p.ID, Title: p.Title, Suite: p.Suite, Clause: p.Clause, Level: string(p.Level), Sentence: p.Sentence, Catches: namesOf(p.Catches), Claims: p.Claims, Denies: p.Denies}
		items = append(items, item)
		r.lines = append(r.lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%s", p.ID, p.Clause, p.Level, p.Suite, p.Title))
	}
	r.items = items
	return r
}

// mutantItem is a mutant as `duet list --mutants --json` writes it.
type mutantItem struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Clause string `json:"clause"`
	Breaks string `json:"breaks"`
	// Liar marks one that is wrong as a whole. Nothing certifies it; no single purpose has to name it.
	Liar bool `json:"liar"`
	// Needs is what a run must be for the fault to show: "routing:registrar-decides".
	Needs    string   `json:"needs,omitempty"`
	CaughtBy []string `json:"caughtBy"`
}

func mutantRows(catalogue []purpose.Purpose) rows {
	r := rows{head: "NAME\tCLAUSE\tWHAT IS WRONG WITH IT"}
	items := []mutantItem{}
	for _, f := range gateway.Faults() {
		item := mutantItem{ID: f.Name, Name: f.Name, Clause: f.Clause, Breaks: f.Breaks, Liar: f.Liar, Needs: f.Needs, CaughtBy: purpose.Catching(catalogue, f)}
		items = append(items, item)
		r.lines = append(r.lines, fmt.Sprintf("%s\t%s\t%s", f.Name, f.Clause, f.Breaks))
	}
	r.items = items
	return r
}
