package houserules

import (
	"go/ast"
	"go/token"
	"testing"
)

// refused are names that nothing in the project may use, and what to do instead. A name with a dot is a function of that
// package; one without is ginkgo's or gomega's, qualified or not.
var refused = map[string]string{
	"time.Sleep":         "wait for an event, with a named bound",
	"time.Tick":          "wait for an event, with a named bound",
	"Consistently":       "an absence is proven by a fence and the sweep",
	"FlakeAttempts":      "a spec that passes sometimes is wrong",
	"MustPassRepeatedly": "a spec that passes sometimes is wrong",
	"FDescribe":          focused, "FContext": focused, "FWhen": focused, "FIt": focused, "FSpecify": focused, "FEntry": focused,
	"FDescribeTable": focused, "FDescribeTableSubtree": focused, "Focus": focused,
	"PDescribe": pending, "PContext": pending, "PWhen": pending, "PIt": pending, "PSpecify": pending, "PEntry": pending,
	"XDescribe": pending, "XContext": pending, "XWhen": pending, "XIt": pending, "XSpecify": pending, "XEntry": pending,
}

const (
	focused = "a focused spec keeps all others from running"
	pending = "a spec that never runs proves nothing"
)

func noFixedWaits(s source) []string {
	var broken []string
	refuse := func(n ast.Node, name string) {
		if why, ok := refused[name]; ok {
			broken = append(broken, s.at(n)+": "+name+" is refused: "+why)
		}
	}
	bounding := map[ast.Stmt]bool{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok {
				refuse(n, of.Name+"."+n.Sel.Name)
				if of.Name == "ginkgo" || of.Name == "gomega" {
					refuse(n, n.Sel.Name)
				}
				return false
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok {
				refuse(n, f.Name)
			}
			for _, arg := range n.Args { // a decorator
				if f, ok := arg.(*ast.Ident); ok {
					refuse(arg, f.Name)
				}
			}
		case *ast.SelectStmt:
			if len(n.Body.List) > 1 { // the time bounds the wait for something else
				for _, clause := range n.Body.List {
					bounding[clause.(*ast.CommClause).Comm] = true
				}
			}
		case *ast.ExprStmt:
			if !bounding[n] && isWaitForTime(n.X) {
				broken = append(broken, s.at(n)+": a wait for time.After alone is a fixed wait: wait for an event as well")
			}
		}
		return true
	})
	return broken
}

// isWaitForTime recognises <-time.After(d).
func isWaitForTime(x ast.Expr) bool {
	receive, ok := x.(*ast.UnaryExpr)
	if !ok || receive.Op != token.ARROW {
		return false
	}
	call, ok := receive.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := sel.X.(*ast.Ident)
	return ok && of.Name == "time" && sel.Sel.Name == "After"
}

func TestNothingWaitsForAFixedTimeAndNoSpecIsFocused(t *testing.T) {
	in := func(body string) string { return "package p\nfunc f() {\n" + body + "\n}" }
	catches(t, noFixedWaits,
		sample{"suites/a.go", in("time.Sleep(time.Second)"), "suites/a.go:3: time.Sleep is refused"},
		sample{"suites/a.go", in("wait := time.Sleep; wait(1)"), "time.Sleep is refused"},
		sample{"suites/a.go", in("<-time.After(time.Second)"), "a fixed wait"},
		sample{"suites/a.go", in("select { case <-time.After(time.Second): }"), "a fixed wait"},
		sample{"suites/a.go", in("select { case <-time.After(time.Second): case <-done: }"), ""},
		sample{"suites/a.go", in("Consistently(x).Should(BeNil())"), "Consistently is refused"},
		sample{"suites/a.go", in("gomega.Consistently(x).Should(BeNil())"), "Consistently is refused"},
		sample{"suites/a.go", in("FIt(\"x\", func() {})"), "FIt is refused"},
		sample{"suites/a.go", in("ginkgo.FDescribe(\"x\", func() {})"), "FDescribe is refused"},
		sample{"suites/a.go", in("It(\"x\", Focus, func() {})"), "Focus is refused"},
		sample{"suites/a.go", in("It(\"x\", FlakeAttempts(3), func() {})"), "FlakeAttempts is refused"},
		sample{"suites/a.go", in("XIt(\"x\", func() {})"), "XIt is refused"},
		sample{"suites/a.go", in("It(\"x\", func() {}); Eventually(x).Should(BeNil()); window.Focus()"), ""},
	)
	keep(t, noFixedWaits)
}
