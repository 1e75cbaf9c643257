package houserules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// module is the import path that all of the project's own begin with.
const module = "github.com/duet-conformance/duet/"

// top is the project's directory.
const top = "../.."

// source is one Go file of the project.
type source struct {
	path string // from the top, with slashes
	text string
	file *ast.File
	fset *token.FileSet
}

// room is the first part of the path: "fakes".
func (s source) room() string {
	room, _, _ := strings.Cut(s.path, "/")
	return room
}

// at is where something stands: "fakes/record/log.go:12".
func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

// rule finds what is wrong with a file, one sentence each.
type rule func(source) []string

func parse(t *testing.T, path, text string) source {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: path, text: text, file: file, fset: fset}
}

// sources reads every Go file of the project.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != top && (strings.HasPrefix(name, ".") || name == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		all = append(all, parse(t, filepath.ToSlash(rel), string(text)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files were found under %s: the rules look in the wrong place", len(all), top)
	}
	return all
}

// keep checks that the whole project keeps a rule.
func keep(t *testing.T, r rule) {
	t.Helper()
	for _, s := range sources(t) {
		for _, broken := range r(s) {
			t.Error(broken)
		}
	}
}

// sample is a file that a rule must or must not let pass.
type sample struct {
	path, text string
	// broken is a part of the sentence that the rule must say; "" when the file is right.
	broken string
}

// catches checks that a rule says what it should about made-up files.
func catches(t *testing.T, r rule, samples ...sample) {
	t.Helper()
	for _, c := range samples {
		said := strings.Join(r(parse(t, c.path, c.text)), "\n")
		switch {
		case c.broken == "" && said != "":
			t.Errorf("nothing is wrong with %s:\n%s\nand the rule says: %s", c.path, c.text, said)
		case c.broken != "" && !strings.Contains(said, c.broken):
			t.Errorf("of %s:\n%s\nthe rule should say %q, and says %q", c.path, c.text, c.broken, said)
		}
	}
}
