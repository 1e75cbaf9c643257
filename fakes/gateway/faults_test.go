package gateway

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestFaultsAreWellFormed(t *testing.T) {
	name, clause := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`), regexp.MustCompile(`^R-(0[1-9]|1[0-4])$|^X-(0[1-9]|1[1-9])$`)
	all := Faults()
	if !slices.IsSortedFunc(all, func(a, b Fault) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the faults are not sorted by name")
	}
	seen, liars := map[string]bool{}, 0
	for _, f := range all {
		if !name.MatchString(f.Name) || !clause.MatchString(f.Clause) || f.Breaks == "" {
			t.Errorf("a fault is malformed: %+v", f)
		}
		if seen[f.Name] {
			t.Errorf("two faults are called %s", f.Name)
		}
		seen[f.Name] = true
		if f.Liar {
			liars++
		}
	}
	if liars != 3 {
		t.Errorf("there are %d liars, not 3", liars)
	}
}

func TestAMisspeltFaultNamesTheNearest(t *testing.T) {
	_, err := New(Config{SFBProxy: "sip:127.0.0.1", Faults: []string{"delivers-twise"}})
	if err == nil || !strings.Contains(err.Error(), DeliversTwice.Name) {
		t.Errorf("the error is %v", err)
	}
}

func TestConfigFromEnvNamesWhatIsMissing(t *testing.T) {
	_, err := ConfigFromEnv(func(name string) string {
		if name == "DUET_SIP_PASSWORD" {
			return ""
		}
		return "x"
	})
	if err == nil || !strings.Contains(err.Error(), "DUET_SIP_PASSWORD") || strings.Contains(err.Error(), "DUET_SIP_DOMAIN") {
		t.Errorf("the error is %v", err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	for _, config := range []Config{
		{SFBProxy: "http://127.0.0.1"},
		{SFBProxy: "sip:127.0.0.1;transport=sctp"},
		{SFBProxy: "sip:127.0.0.1", CAFile: "no-such-file.pem"},
		{SFBProxy: "sip:127.0.0.1", Dialect: "morse"},
		{SFBProxy: "sip:127.0.0.1", Routing: "by-chance"},
	} {
		if _, err := New(config); err == nil {
			t.Errorf("%+v was taken", config)
		}
	}
}

func TestTextOfHTML(t *testing.T) {
	for html, want := range map[string]string{
		"<p>yes &amp; <b>soon</b></p>\n<p>now</p>":                  "yes & soon\nnow",
		"one<br>two<br/>three":                                      "one\ntwo\nthree",
		"<div>a  b&nbsp; c</div>":                                   "a b  c",
		`<emoji alt="😀"></emoji> <img alt="cat" src="x">`:           "😀 cat",
		"<ul><li>1</li><li>2</li></ul><script>evil()</script>after": "1\n2\nafter",
		"1 < 2 &lt;b&gt;":                                           "1 < 2 <b>",
		"":                                                          "",
	} {
		if got := textOfHTML(html, faults{}); got != want {
			t.Errorf("%q reads %q, not %q", html, got, want)
		}
	}
}
