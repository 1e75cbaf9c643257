package judge

import (
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/duet-conformance/duet/fakes/record"
)

// Reads claims what the person at a client reads when it shows an IM. The token is no part of it, nor is white space at
// the ends, nor how lines are ended.
type Reads struct {
	IM IM
	// At is the client.
	At string
	// Text is what they read.
	Text   string
	Within Window
}

// String is the claim as a sentence.
func (c Reads) String() string {
	return c.IM.String() + " reads " + quote(c.Text) + " at " + place(c.At) + " within " + c.Within.String()
}

// Tokens is that of the IM.
func (c Reads) Tokens() []string { return []string{c.IM.Token} }

// Judge implements [Claim].
func (c Reads) Judge(events []record.Event, now time.Time) Finding {
	t := follow(c.IM, events)
	at, _ := t.at(c.At)
	want := readable(c.Text, "", c.IM.Token)
	for _, e := range at {
		if got := readable(e.Text, e.Attr("content-type"), c.IM.Token); got != want {
			return broken(c, ErrUnchanged, "it reads "+quote(got)+difference(want, got), e)
		}
	}
	switch {
	case len(at) > 0 && at[0].Time.After(c.Within.End()):
		return broken(c, ErrArrives, "it was shown "+c.Within.after(at[0].Time), at[0])
	case len(at) > 0:
		return kept(append(at, t.iut...))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return broken(c, ErrArrives, t.seen()).missing(IM{Via: c.At}.system(), c.At, c.IM.String())
}

// readable is a text as a person reads it, without the token. A client that shows HTML shows its text, with what entities
// stand for, and neither tags nor scripts.
func readable(text, contentType, token string) string {
	if strings.Contains(contentType, "html") {
		text = textOfHTML(text)
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if before, after, ok := strings.Cut(text, token); ok && token != "" {
		text = strings.TrimRight(before, " \n\t\u00a0") + after
	}
	return strings.TrimSpace(text)
}

// textOfHTML is the text between the tags. Line breaks and the ends of paragraphs are line ends.
func textOfHTML(source string) string {
	var text strings.Builder
	hidden := false
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := tokens.Next()
		switch token := tokens.Token(); {
		case kind == html.ErrorToken: // the end
			return text.String()
		case kind == html.TextToken && !hidden:
			text.WriteString(token.Data)
		case token.DataAtom == atom.Script || token.DataAtom == atom.Style:
			hidden = kind == html.StartTagToken
		case token.DataAtom == atom.Br, kind == html.EndTagToken && (token.DataAtom == atom.P || token.DataAtom == atom.Div):
			text.WriteByte('\n')
		}
	}
}

// difference points at the first character that differs, where two long texts look the same at a glance.
func difference(want, got string) string {
	w, g := []rune(want), []rune(got)
	for i := range w {
		if i >= len(g) {
			return ", which ends before " + quote(string(w[i:]))
		}
		if w[i] != g[i] {
			return ", which has " + quote(string(g[i:i+1])) + " in place of " + quote(string(w[i:i+1])) +
				" after " + quote(string(w[max(0, i-12):i]))
		}
	}
	if len(g) > len(w) {
		return ", which goes on with " + quote(string(g[len(w):]))
	}
	return ""
}
