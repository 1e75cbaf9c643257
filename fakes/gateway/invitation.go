package gateway

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// objection says why an INVITE is nothing for Teams, whose endpoint takes IMs of two people and nothing else. Code 0 means
// that there is none. It is never a 6xx: that would end the invitation at the user's other clients as well (RFC 3261
// section 16.7), and they are where it belongs.
func objection(req *sip.Request, f faults) (code int, headers []sip.Header) {
	if required := sipwire.List(req, "Require"); len(required) > 0 {
		return 420, []sip.Header{sip.NewHeader("Unsupported", strings.Join(required, ", "))}
	}
	if isMultiparty(req, f) {
		return 488, nil
	}
	switch kind := sipwire.ContentType(req); {
	case kind == "application/sdp":
		return mediaObjection(req.Body(), f), nil
	case strings.HasPrefix(kind, "multipart/"):
		// Clients offer the same session in several forms, and send a file transfer as XML with an SDP.
		if sdp, ok := onlySDP(req, f); ok {
			return mediaObjection(sdp, f), nil
		}
	case kind == "":
		return 488, nil // without an offer nobody knows what it will be
	case f.takesInvitation(kind, req.Body()):
		return 0, nil
	}
	return 415, []sip.Header{sip.NewHeader("Accept", "application/sdp")}
}

// isMultiparty says whether an INVITE belongs to a chat of more than two by the headers that SfB clients mark it with.
func isMultiparty(req *sip.Request, f faults) bool {
	if !f.has(TakesTriggeredInvite) && strings.EqualFold(sipwire.Value(req, "TriggeredInvite"), "true") {
		return true
	}
	if f.has(TakesMultiparty) {
		return false
	}
	return sipwire.Has(req, "Roster-Manager") || len(sipwire.List(req, "EndPoints")) > 2
}

// mediaObjection is 0 for an SDP that offers messages and nothing else, and 488 otherwise.
func mediaObjection(sdp []byte, f faults) int {
	media := mediaOf(sdp)
	for i, m := range media {
		if m != "message" && m != "x-ms-message" && !f.takesMedium(m, i) {
			return 488
		}
	}
	if len(media) == 0 {
		return 488
	}
	return 0
}

// mediaOf are the media of an SDP: "message", "audio", in their order.
func mediaOf(sdp []byte) []string {
	var media []string
	for line := range bytes.Lines(sdp) {
		if rest, ok := bytes.CutPrefix(line, []byte("m=")); ok {
			kind, _, _ := bytes.Cut(rest, []byte(" "))
			media = append(media, strings.ToLower(string(bytes.TrimSpace(kind))))
		}
	}
	return media
}

// onlySDP returns the SDPs of a multipart body, one after the other; ok is false when there is none or anything else.
func onlySDP(req *sip.Request, f faults) (sdp []byte, ok bool) {
	_, params, err := mime.ParseMediaType(sipwire.Value(req, "Content-Type"))
	if err != nil {
		return nil, false
	}
	parts := multipart.NewReader(bytes.NewReader(req.Body()), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return sdp, len(sdp) > 0
		}
		if err != nil {
			return nil, false
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		body, err := io.ReadAll(part)
		if kind != "application/sdp" && f.has(TakesFileTransfers) {
			continue
		}
		if kind != "application/sdp" || err != nil {
			return nil, false
		}
		sdp = append(append(sdp, body...), '\n')
		if f.has(ReadsFirstAlternative) {
			return sdp, true
		}
	}
}
