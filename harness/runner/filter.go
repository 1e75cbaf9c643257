package runner

import (
	"strings"

	"github.com/duet-conformance/duet/harness/plan"
)

// filter is the label filter that makes ginkgo play exactly the purposes that are played; "" when none is.
func filter(played []plan.Item) string {
	var ids []string
	for _, item := range played {
		ids = append(ids, item.ID)
	}
	if len(ids) == 0 {
		return ""
	}
	return "tp: containsAny {" + strings.Join(ids, ", ") + "}"
}
