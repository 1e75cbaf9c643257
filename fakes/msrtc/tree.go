package msrtc

import (
	"fmt"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// MaxSize is the size in bytes of a document that is read.
const MaxSize = xmltree.MaxSize

// tree reads the XML of a document and looks for its root. what names the document in errors.
func tree(body []byte, what, space, local string) (*xmltree.Element, error) {
	root, err := xmltree.Parse(body)
	if err != nil {
		return nil, fmt.Errorf("%s %w", what, err)
	}
	if !root.Is(space, local) {
		return nil, fmt.Errorf("%s has the root element <%s> in the namespace %q, not <%s> in %q", what, root.Name.Local, root.Name.Space, local, space)
	}
	return root, nil
}
