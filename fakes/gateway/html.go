package gateway

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// textOfHTML is what people read when they see the HTML of a Teams message: without tags, entities as what they stand for,
// every paragraph and line break on a new line, pictures as their alternative text.
func textOfHTML(source string, f faults) string {
	var text plain
	hidden := 0 // how many elements are open whose content nobody sees
	tokens := xhtml.NewTokenizer(strings.NewReader(source))
	for {
		kind := tokens.Next()
		token := tokens.Token()
		switch kind {
		case xhtml.ErrorToken: // the end: anything that is no HTML is text
			return strings.TrimRight(text.String(), "\n ")
		case xhtml.TextToken:
			if f.has(KeepsEntities) {
				token.Data = html.EscapeString(token.Data)
			}
			if hidden == 0 {
				text.words(token.Data)
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			switch {
			case token.DataAtom == atom.Br:
				text.WriteByte('\n')
			case isBlock(token.DataAtom):
				text.paragraph()
			case isHidden(token.DataAtom) && kind == xhtml.StartTagToken && !f.has(ShowsScripts):
				hidden++
			}
			text.WriteString(alternative(token))
		case xhtml.EndTagToken:
			switch {
			case isBlock(token.DataAtom):
				text.paragraph()
			case isHidden(token.DataAtom):
				hidden = max(0, hidden-1)
			}
		}
	}
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Tr, atom.Blockquote, atom.Pre,
		atom.H1, atom.H2, atom.H3:
		return true
	}
	return false
}

func isHidden(a atom.Atom) bool { return a == atom.Script || a == atom.Style || a == atom.Title }

// alternative is the text that stands for a picture; Teams' emoji are pictures, too.
func alternative(token xhtml.Token) string {
	if token.DataAtom != atom.Img && token.Data != "emoji" {
		return ""
	}
	for _, a := range token.Attr {
		if a.Key == "alt" {
			return a.Val
		}
	}
	return ""
}

// plain is text under construction.
type plain struct {
	strings.Builder
	space bool // white space has just been written, so more of it adds nothing
}

// paragraph starts a new line, unless the text is at the start of one.
func (p *plain) paragraph() {
	if s := p.String(); s != "" && !strings.HasSuffix(s, "\n") {
		p.WriteByte('\n')
	}
	p.space = false
}

// words adds text as a browser shows it: white space of any length is one space, and none starts a line. The no-break
// space, which Teams' editor writes for each second of two spaces, is a space that stays.
func (p *plain) words(s string) {
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f':
			if all := p.String(); all != "" && !p.space && !strings.HasSuffix(all, "\n") {
				p.WriteByte(' ')
			}
			p.space = true
			continue
		case '\u00a0':
			p.WriteByte(' ')
		default:
			p.WriteRune(r)
		}
		p.space = false
	}
}
