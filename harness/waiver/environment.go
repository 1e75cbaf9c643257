package waiver

import (
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
)

// overlap says whether some environment fits both patterns.
func overlap(a, b string) bool {
	if a == iut.AnyEnvironment || b == iut.AnyEnvironment {
		return true
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] != bs[i] && as[i] != iut.AnyEnvironment && bs[i] != iut.AnyEnvironment {
			return false
		}
	}
	return true
}
