package houserules

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is how long a file may be before it is more than one thought.
const maxLines = 300

func oneThought(s source) []string {
	if n := strings.Count(s.text, "\n"); n > maxLines {
		return []string{fmt.Sprintf("%s has %d lines, more than %d: it is more than one thought", s.path, n, maxLines)}
	}
	return nil
}

func TestFilesAreOneThought(t *testing.T) {
	catches(t, oneThought,
		sample{"fakes/a.go", "package a\n" + strings.Repeat("\n", maxLines), "301 lines"},
		sample{"fakes/a.go", "package a\n" + strings.Repeat("\n", maxLines-1), ""},
	)
	keep(t, oneThought)
}

// nameless are package names that say nothing of what is inside.
var nameless = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "base", "lib", "tools"}

func saysWhatItIs(s source) []string {
	if slices.Contains(nameless, strings.TrimSuffix(s.file.Name.Name, "_test")) {
		return []string{s.at(s.file.Name) + ": a package named " + s.file.Name.Name + " does not say what it is"}
	}
	return nil
}

func TestPackageNamesSayWhatThePackageIs(t *testing.T) {
	catches(t, saysWhatItIs,
		sample{"harness/helpers/a.go", "package helpers", "a package named helpers"},
		sample{"harness/util/a_test.go", "package util_test", "a package named util_test"},
		sample{"harness/judge/a.go", "package judge", ""},
	)
	keep(t, saysWhatItIs)
}

// unfinished are words that promise work instead of being it.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b|panic\("(?:pending|not implemented)`)

func finished(s source) []string {
	var broken []string
	for i, text := range strings.Split(s.text, "\n") {
		if word := unfinished.FindString(text); word != "" {
			broken = append(broken, fmt.Sprintf("%s:%d: %s: finish it, or leave it out", s.path, i+1, word))
		}
	}
	return broken
}

func TestNothingIsLeftUnfinished(t *testing.T) {
	catches(t, finished,
		sample{"fakes/a.go", "package a\n// TO" + "DO: later", "fakes/a.go:2: "},
		sample{"fakes/a.go", "package a\nfunc f() { pa" + `nic("pending") }`, "fakes/a.go:2: "},
		sample{"fakes/a.go", "package a\n// A mastodon.", ""},
	)
	keep(t, finished)
}

func TestPackagesAreDocumentedOnceInDocGo(t *testing.T) {
	comments := map[string][]*ast.File{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		dir := path.Dir(s.path)
		if _, ok := comments[dir]; !ok {
			comments[dir] = nil
		}
		if s.file.Doc == nil {
			continue
		}
		comments[dir] = append(comments[dir], s.file)
		text := s.file.Doc.Text()
		switch name := s.file.Name.Name; {
		case path.Base(s.path) != "doc.go":
			t.Errorf("%s: the package comment belongs into doc.go", s.path)
		case name == "main" && !strings.HasPrefix(text, "Command ") && !strings.HasPrefix(strings.ToLower(text), path.Base(dir)+" "):
			t.Errorf("%s: the comment must begin with the command's name", s.path)
		case name != "main" && !strings.HasPrefix(text, "Package "+name+" "):
			t.Errorf("%s: the package comment must begin with \"Package %s \"", s.path, name)
		}
	}
	for dir, files := range comments {
		if len(files) != 1 {
			t.Errorf("%s: a package has one package comment, and this one has %d", dir, len(files))
		}
	}
}

// rooms are all that may stand at the top level, beside dot-files and what git ignores.
var rooms = []string{"suites", "fixtures", "harness", "fakes", "go.mod", "go.sum", "Makefile", "README.md"}

func TestTopLevelIsAsGiven(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(top, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		made := slices.Contains(strings.Fields(string(ignored)), "/"+e.Name()+"/")
		if !strings.HasPrefix(e.Name(), ".") && !made && !slices.Contains(rooms, e.Name()) {
			t.Errorf("%s does not belong at the top level; there may be %s", e.Name(), strings.Join(rooms, ", "))
		}
	}
}

// The linters have more dependencies than the project: they stay in a module of their own, and there they are pinned.
func TestToolsStayOutOfTheProjectsModule(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	tools, project := read(".tools/go.mod"), read("go.mod")
	for _, tool := range []string{"mvdan.cc/gofumpt", "github.com/golangci/golangci-lint/v2"} {
		if !regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(tool) + ` v[0-9]+\.[0-9]+\.[0-9]+`).MatchString(tools) {
			t.Errorf("%s is not pinned in .tools/go.mod", tool)
		}
		if strings.Contains(project, tool) {
			t.Errorf("%s is in the project's own go.mod", tool)
		}
	}
	if regexp.MustCompile(`(?m)^tool\b`).MatchString(project) {
		t.Error("the project's own go.mod has tools")
	}
}
