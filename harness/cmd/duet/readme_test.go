package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/waiver"
	. "github.com/onsi/gomega"
)

// top is the project's directory.
const top = "../../.."

// block is a fenced piece of README.md.
type block struct{ language, text string }

// readme reads README.md: its text, and the fenced blocks in it.
func readme(t *testing.T) (text string, blocks []block) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$").FindAllStringSubmatch(string(content), -1) {
		blocks = append(blocks, block{m[1], m[2]})
	}
	return string(content), blocks
}

// TestReadmeShowsCommandsThatExist checks each "$ ..." line: the make target, the command of duet and each of its options,
// and the package that go test is given.
func TestReadmeShowsCommandsThatExist(t *testing.T) {
	g := NewWithT(t)
	makefile, err := os.ReadFile(filepath.Join(top, "Makefile"))
	g.Expect(err).NotTo(HaveOccurred())
	known := map[string]bool{"curl": true, "docker": true, "go": true, "set": true}
	text, blocks := readme(t)
	shown := 0
	for _, b := range blocks {
		for _, m := range regexp.MustCompile(`(?m)^\$ (?:[A-Z_]+=\S+ )*(\S+) ?(.*)$`).FindAllStringSubmatch(b.text, -1) {
			shown++
			switch program, args := m[1], m[2]; {
			case program == "make":
				checkTarget(t, string(makefile), strings.Fields(args)[0])
			case program == "bin/duet":
				checkDuet(t, args)
			case !known[program]:
				t.Errorf("README.md shows the program %s, of which this test knows nothing", program)
			}
		}
	}
	if shown < 10 {
		t.Errorf("only %d commands were found in README.md: this test looks in the wrong place", shown)
	}
	for _, m := range regexp.MustCompile("`make ([a-z]+)").FindAllStringSubmatch(text, -1) {
		checkTarget(t, string(makefile), m[1])
	}
	for _, m := range regexp.MustCompile("`(?:bin/)?duet ((?:doctor|fakes|list|merge|run|reference)[^`]*)`").FindAllStringSubmatch(text, -1) {
		checkDuet(t, m[1])
	}
}

func checkTarget(t *testing.T, makefile, target string) {
	t.Helper()
	if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).MatchString(makefile) {
		t.Errorf("README.md names the target %q, which the Makefile does not have", target)
	}
}

// checkDuet checks a command line of duet against the help of that command, and its values against what there is.
func checkDuet(t *testing.T, line string) {
	t.Helper()
	args := strings.Fields(line)
	commands := 0
	for commands < len(args) && !strings.HasPrefix(args[commands], "-") {
		commands++
	}
	help := call(t, append(args[:commands:commands], "--help")...).output
	if !strings.Contains(help, "\n  duet "+strings.Join(args[:commands], " ")) {
		t.Errorf("README.md shows `duet %s`, and there is no such command", line)
	}
	for i, arg := range args[commands:] {
		if !strings.HasPrefix(arg, "--") {
			continue
		}
		if !strings.Contains(help, " "+arg+" ") {
			t.Errorf("README.md shows `duet %s`, and there is no option %s", line, arg)
		}
		if list, ok := map[string][]string{"--only": {"list"}, "--clause": {"list"}, "--suite": {"list"}, "--mutant": {"list", "--mutants"}}[arg]; ok {
			for value := range strings.SplitSeq(args[commands:][i+1], ",") {
				if !regexp.MustCompile(`\b` + regexp.QuoteMeta(value) + `\b`).MatchString(call(t, list...).output) {
					t.Errorf("README.md shows `duet %s`, and there is no %s", line, value)
				}
			}
		}
	}
}

// TestReadmeQuotesPurposesAndMutants checks the lines of output: a purpose has the clause and title that are shown.
func TestReadmeQuotesPurposesAndMutants(t *testing.T) {
	g := NewWithT(t)
	var purposes []purposeItem
	g.Expect(json.Unmarshal([]byte(call(t, "list", "--json").output), &purposes)).To(Succeed())
	is := map[string]string{}
	for _, p := range purposes {
		is[p.ID] = p.Clause + "  " + p.Title
	}
	text, _ := readme(t)
	quoted := regexp.MustCompile(`(?m)^  . (?:pass|FAIL) +([A-Z]+-\d{3}) +(.*?) +\d+ ms$`).FindAllStringSubmatch(text, -1)
	g.Expect(quoted).NotTo(BeEmpty())
	for _, q := range quoted {
		title, cut := strings.CutSuffix(q[2], "…") // a long one is cut in the terminal
		g.Expect(is[q[1]]).To(HavePrefix(title), q[1])
		g.Expect(cut || title == is[q[1]]).To(BeTrue(), q[0])
	}
	mutants := call(t, "list", "--mutants").output
	quoted = regexp.MustCompile(`(?m)^[a-z-]+ +R-\d\d +.*$`).FindAllStringSubmatch(text, -1)
	g.Expect(quoted).NotTo(BeEmpty())
	for _, q := range quoted {
		g.Expect(mutants).To(ContainSubstring(q[0]))
	}
}

// TestReadmeNamesFilesThatExist checks links, and what is written like a path of the project.
func TestReadmeNamesFilesThatExist(t *testing.T) {
	text, _ := readme(t)
	var named []string
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], "://") {
			named = append(named, m[1])
		}
	}
	for _, m := range regexp.MustCompile("`((?:suites|fixtures|harness|fakes|\\.ci|\\.tools)/[^` ]*)`").FindAllStringSubmatch(text, -1) {
		named = append(named, m[1])
	}
	if len(named) < 10 {
		t.Errorf("only %d files were found in README.md: this test looks in the wrong place", len(named))
	}
	for _, name := range named {
		if found, err := filepath.Glob(filepath.Join(top, name)); err != nil || len(found) == 0 {
			t.Errorf("README.md names %s, which does not exist", name)
		}
	}
}

// TestReadmeShowsCodeAndConfigThatAreTrue checks that code stands in the file that its first line names, that a duet.yaml
// can be loaded, and that the variables of the contract are the ones that an implementation gets.
func TestReadmeShowsCodeAndConfigThatAreTrue(t *testing.T) {
	g := NewWithT(t)
	text, blocks := readme(t)
	checked := map[string]int{}
	for _, b := range blocks {
		checked[b.language]++
		switch b.language {
		case "yaml":
			_, err := iut.Load(config(t, b.text))
			if strings.HasPrefix(b.text, "waivers:") {
				_, err = waiver.Load(config(t, b.text))
			}
			g.Expect(err).NotTo(HaveOccurred())
		case "go":
			where, code, _ := strings.Cut(b.text, "\n")
			if strings.HasPrefix(where, "package ") {
				checkCompiles(t, b.text) // a vendor's own file
				continue
			}
			content, err := os.ReadFile(filepath.Join(top, strings.TrimPrefix(where, "// ")))
			g.Expect(err).NotTo(HaveOccurred())
			if !strings.Contains(unindented(string(content)), unindented(code)) {
				t.Errorf("README.md shows code that stands no longer in the file that it names (%s):\n%s", where, code)
			}
		}
	}
	g.Expect(checked["yaml"]).To(BeNumerically(">=", 1))
	g.Expect(checked["go"]).To(BeNumerically(">=", 3))

	environ := strings.Join(iut.Env{
		SFBProxy: "x", SIPDomain: "x", SIPUsername: "x", SIPPassword: "x", TeamsURL: "x", TeamsTenant: "x", TeamsClientID: "x",
		TeamsClientSecret: "x", ListenHost: "x", CAFile: "x", Dialect: "x", Routing: "x", ExchangeURL: "x",
	}.Environ(), "\n")
	for _, name := range regexp.MustCompile("`(DUET_[A-Z_]+)`").FindAllStringSubmatch(text, -1) {
		g.Expect(environ).To(ContainSubstring(name[1] + "="))
	}
}

// checkCompiles checks a whole test file against the packages that it imports.
func checkCompiles(t *testing.T, code string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "readme_test.go")
	if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "vet", file).CombinedOutput(); err != nil {
		t.Errorf("README.md shows a test that does not compile: %v\n%s", err, out)
	}
}

// unindented is code without its indentation.
func unindented(code string) string {
	return regexp.MustCompile(`(?m)^\t+`).ReplaceAllString(code, "")
}

// TestReadmeStatesTheExitCodes compares the table with the help of `duet run`.
func TestReadmeStatesTheExitCodes(t *testing.T) {
	text, _ := readme(t)
	help := call(t, "run", "--help").output
	stated := regexp.MustCompile(`(?m)^  (\d)  (.*)$`).FindAllStringSubmatch(help, -1)
	NewWithT(t).Expect(stated).To(HaveLen(5))
	for _, s := range stated {
		NewWithT(t).Expect(text).To(ContainSubstring("| " + s[1] + " | " + s[2]))
	}
}
