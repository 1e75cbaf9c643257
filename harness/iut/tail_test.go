package iut

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/onsi/gomega"
)

func TestATailIsReadFromAPlaceOn(t *testing.T) {
	g := gomega.NewWithT(t)
	var out tail
	since := func(first int64, most int) string {
		text, left := out.since(first, most)
		return fmt.Sprintf("%d+%s", left, text)
	}
	g.Expect(since(0, 10)).To(gomega.Equal("0+"))
	fmt.Fprint(&out, "one two ")
	mark := out.length()
	g.Expect(since(mark, 10)).To(gomega.Equal("0+"))
	fmt.Fprint(&out, "three")
	g.Expect(since(mark, 10)).To(gomega.Equal("0+three"))
	g.Expect(since(mark, 2)).To(gomega.Equal("3+ee"))
	g.Expect(out.String()).To(gomega.Equal("one two three"))

	_, _ = out.Write(bytes.Repeat([]byte("x"), 5*tailSize))
	text, left := out.since(mark, 10*tailSize)
	g.Expect(len(text)).To(gomega.Equal(tailSize), "no more than that is ever returned")
	g.Expect(left).To(gomega.Equal(int64(len("three") + 4*tailSize)))
	g.Expect(out.String()).To(gomega.HaveLen(tailSize))
}
