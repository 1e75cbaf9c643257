package gateway

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// textOf reads the text of a MESSAGE. ok is false for a type that can't be read.
func textOf(msg sip.Message, f faults) (text string, ok bool) {
	return decodeText(sipwire.Value(msg, "Content-Type"), msg.Body(), f)
}

// decodeText reads text of a media type: plain, HTML, or several forms of the same of which one will do.
func decodeText(contentType string, body []byte, f faults) (text string, ok bool) {
	return decodePart(contentType, body, f, 0)
}

// deepest is how deep parts may stand within parts. No client goes deeper, and each level is read once more.
const deepest = 4

// decodePart is [decodeText] of a part that stands within so many others.
func decodePart(contentType string, body []byte, f faults, within int) (text string, ok bool) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", false
	}
	switch {
	case kind == "text/plain" && f.has(TakesTypedMarkup):
		return textOfHTML(decodeCharset(params["charset"], body, f), f), true
	case kind == "text/plain", f.takesForText(kind):
		return decodeCharset(params["charset"], body, f), true
	case kind == "text/html":
		return textOfHTML(decodeCharset(params["charset"], body, f), f), true
	case strings.HasPrefix(kind, "multipart/") && within < deepest && !f.has(RefusesAlternatives):
		parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
		for {
			part, err := parts.NextPart()
			if err != nil {
				return "", false
			}
			content, err := io.ReadAll(part)
			if err != nil {
				return "", false
			}
			if text, ok := decodePart(part.Header.Get("Content-Type"), content, f, within+1); ok {
				return text, true
			}
		}
	}
	return "", false
}

// decodeCharset reads bytes in UTF-8, which SIP has for text that says nothing else (RFC 3261 section 7.4.1), or ISO 8859-1.
func decodeCharset(charset string, body []byte, f faults) string {
	latin := strings.EqualFold(charset, "iso-8859-1") || !utf8.Valid(body)
	if !latin && !f.has(BreaksUnicodeInTeams) {
		return string(body)
	}
	runes := make([]rune, len(body))
	for i, b := range body {
		runes[i] = rune(b)
	}
	return string(runes)
}

// firstMessage returns the message that rides in an INVITE, in the ms-text-format header (MS-SIP). refused says that it
// is of a kind that Teams can't take, such as the offer of a file.
func firstMessage(req *sip.Request, f faults) (text string, rides, refused bool) {
	format := sipwire.Value(req, "ms-text-format")
	if format == "" {
		return "", false, false
	}
	kind, params := sipwire.ParseParams(format)
	body, rides := sipwire.Param(params, "ms-body")
	if strings.EqualFold(kind, fileOffer) && !f.has(PostsFileOffers) {
		return "", rides, true
	}
	if !rides {
		return "", false, false
	}
	content, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return "", false, false // not consumed, so it comes again as a MESSAGE
	}
	charset, _ := sipwire.Param(params, "charset")
	boundary, _ := sipwire.Param(params, "boundary")
	if f.has(PostsFirstHTMLSource) {
		kind = "text/plain"
	}
	text, ok := decodeText(kind+"; charset="+orDefault(charset, "UTF-8")+"; boundary="+strconv.Quote(boundary), content, f)
	if strings.HasPrefix(kind, "multipart/") && f.has(DropsFirstAlternatives) {
		text = "" // which is not posted
	}
	return text, ok, false
}

// fileOffer is the type in which SfB clients offer a file inside an IM session.
const fileOffer = "text/x-msmsgsinvite"

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// isTyping says whether a request only tells that its sender types: SfB's INFO, or the standard's MESSAGE (RFC 3994).
func isTyping(req *sip.Request) bool {
	switch sipwire.ContentType(req) {
	case "application/xml":
		return bytes.Contains(req.Body(), []byte("KeyboardActivity"))
	case "application/im-iscomposing+xml":
		return true
	}
	return false
}

// latin1 is text as a gateway sends it that never heard of Unicode.
func latin1(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xff {
			return '?'
		}
		return r
	}, text)
}
