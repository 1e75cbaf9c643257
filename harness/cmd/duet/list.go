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
)

func listCommand() *cobra.Command {
	var mutants, covered, asJSON, asMarkdown bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the purposes, or the mutants of the reference",
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			if asMarkdown && !covered {
				return usage{errors.New("--markdown is a form of --coverage; ask for both")}
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
			if asJSON {
				out := json.NewEncoder(c.OutOrStdout())
				out.SetIndent("", "  ")
				return out.Encode(rows.items)
			}
			return rows.print(c.OutOrStdout())
		}),
	}
	c.Flags().BoolVar(&mutants, "mutants", false, "list the mutants: the faults that the reference can be given")
	c.Flags().BoolVar(&covered, "coverage", false, "list the clauses, the purposes that judge each, and what the document leaves open")
	c.MarkFlagsMutuallyExclusive("mutants", "coverage")
	c.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print the coverage as the Markdown that stands in README.md")
	c.MarkFlagsMutuallyExclusive("json", "markdown")
	return c
}

// rows is a list to print, as a table or as the items themselves.
type rows struct {
	head  string
	lines []string
	items any
}

func (r rows) print(w io.Writer) error {
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
