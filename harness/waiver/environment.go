package waiver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/report"
)

// parts are those of the pattern of an environment, with the words that each may be beside "any".
var parts = []struct {
	name  string
	words []string
}{
	{"transport", []string{"udp", "tcp", "tls"}},
	{"dialect", []string{"pidf", "msrtc"}},
	{"routing", []string{"endpoint-decides", "registrar-decides"}},
	{"topology", []string{"online", "hybrid"}},
}

// wrongEnvironment says why a text is no pattern for [report.Environment.Is], or "".
func wrongEnvironment(pattern string) string {
	if pattern == report.AnyEnvironment {
		return ""
	}
	given := strings.Split(pattern, "/")
	if len(given) != len(parts) {
		return fmt.Sprintf("%q is neither any nor transport/dialect/routing/topology, of which each part may be any", pattern)
	}
	for i, word := range given {
		if word != report.AnyEnvironment && !slices.Contains(parts[i].words, word) {
			return fmt.Sprintf("%q is no %s; there are %s, and any", word, parts[i].name, strings.Join(parts[i].words, ", "))
		}
	}
	return ""
}

// overlap says whether some environment fits both patterns.
func overlap(a, b string) bool {
	if a == report.AnyEnvironment || b == report.AnyEnvironment {
		return true
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] != bs[i] && as[i] != report.AnyEnvironment && bs[i] != report.AnyEnvironment {
			return false
		}
	}
	return true
}
