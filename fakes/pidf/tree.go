package pidf

import (
	"errors"
	"fmt"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// MaxSize is the size in bytes of a document that [Parse] reads.
const MaxSize = xmltree.MaxSize

// tree reads the XML of a document. Its errors name the section of RFC 3863 that is broken.
func tree(body []byte) (*xmltree.Element, error) {
	root, err := xmltree.Parse(body)
	section := "§7" // of what endangers its reader
	switch {
	case err == nil:
		return root, nil
	case errors.Is(err, xmltree.ErrForm):
		section = "§4"
	case errors.Is(err, xmltree.ErrEmpty):
		section = "§4.1.1"
	}
	return nil, fmt.Errorf("the presence document %w (RFC 3863 %s)", err, section)
}
