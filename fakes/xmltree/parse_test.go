package xmltree_test

import (
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/xmltree"
	. "github.com/onsi/gomega"
)

func TestADocumentIsReadIntoATree(t *testing.T) {
	g := NewWithT(t)
	root, err := xmltree.Parse([]byte(`<?xml version="1.0"?>
		<a xmlns="urn:one" xmlns:o="urn:two" n=" 7 " yes="1" at="2026-11-27T06:00:00+01:00" o:n="8"> <b> text </b><o:b/></a>`))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(root.Is("urn:one", "a")).To(BeTrue())
	g.Expect(root.Child("b").Value()).To(Equal("text"))
	g.Expect(root.Children).To(HaveLen(2))
	g.Expect(root.Child("c")).To(BeNil())
	n, err := root.Number("n", true)
	g.Expect(n, err).To(BeEquivalentTo(7))
	other, there := root.AttrIn("urn:two", "n")
	g.Expect(there).To(BeTrue())
	g.Expect(other).To(Equal("8"))
	yes, err := root.Truth("yes")
	g.Expect(yes, err).To(BeTrue())
	at, err := root.Moment("at")
	g.Expect(at.String(), err).To(Equal("2026-11-27 05:00:00 +0000 UTC"))
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	for _, bad := range []struct {
		name, text string
		kind       error
		says       string
	}{
		{"nothing", " ", xmltree.ErrEmpty, "is empty"},
		{"half", "<a>", xmltree.ErrForm, "is not well-formed XML"},
		{"two", "<a/><b/>", xmltree.ErrForm, "has a second root element <b>"},
		{"text outside", "<a/>b", xmltree.ErrForm, "has text outside its root element"},
		{"an entity", `<!DOCTYPE a [<!ENTITY e "e">]><a/>`, xmltree.ErrEntityUse, "document type"},
		{"size", "<a>" + strings.Repeat("b", xmltree.MaxSize) + "</a>", xmltree.ErrLimit, "bytes"},
		{"depth", strings.Repeat("<a>", xmltree.MaxDepth+1), xmltree.ErrLimit, "more than 32 deep"},
		{"breadth", "<a>" + strings.Repeat("<b/>", xmltree.MaxElements) + "</a>", xmltree.ErrLimit, "more than 4096 elements"},
	} {
		t.Run(bad.name, func(t *testing.T) {
			g := NewWithT(t)
			_, err := xmltree.Parse([]byte(bad.text))
			g.Expect(err).To(MatchError(bad.kind))
			g.Expect(err).To(MatchError(ContainSubstring(bad.says)))
		})
	}
}
