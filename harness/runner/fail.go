package runner

import (
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"
)

// hearAssertions lets a failed assertion end the story that it stands in.
var hearAssertions = sync.OnceFunc(func() { gomega.RegisterFailHandler(fail) })

// broken is the panic that ends a story which is played without ginkgo.
type broken struct{ why string }

// String is what is printed of one that nobody catches: an assertion that stands outside of every story.
func (b broken) String() string { return "an assertion failed that belongs to no purpose: " + b.why }

// fail ends the story under way: through ginkgo while that plays it, else with a panic for the stage to catch. It does
// not return. skip is how many callers there are between fail and who is to blame.
func fail(why string, skip ...int) {
	if !aside.Load() && ginkgo.CurrentSpecReport().LeafNodeType.Is(types.NodeTypeIt) {
		ginkgo.Fail(why, append(skip, 0)[0]+1)
	}
	panic(broken{why})
}
