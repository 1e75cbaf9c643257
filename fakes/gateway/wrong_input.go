package gateway

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// chokes lets a faulty gateway stop at SIP that it should survive. It sees every message before it is handled.
func (g *Gateway) chokes(frame sipwire.Frame) {
	if frame.Out {
		return
	}
	f, brought := g.faults, g.trunk.brought(frame.Flow)
	switch {
	case brought && frame.Err != nil && f.has(ChokesOnMalformedSIP),
		!brought && frame.Err != nil && f.has(ChokesOnStrangersSIP),
		len(frame.Raw) > longSIP && f.has(ChokesOnLongSIP),
		unknownMethod(frame.Msg) && f.has(ChokesOnUnknownMethods),
		bytes.Count(frame.Raw, []byte("multipart/")) > 4 && f.has(ChokesOnNestedBodies):
		g.choked.Store(true)
	}
}

// longSIP is more than any IM needs.
const longSIP = 16 << 10

var knownMethods = strings.Split(allowed, ", ")

func unknownMethod(msg sip.Message) bool {
	req, ok := msg.(*sip.Request)
	return ok && !slices.Contains(knownMethods, string(req.Method))
}

// chokesOn lets a faulty gateway stop at a notification that it could not read.
func (g *Gateway) chokesOn(r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	deep := strings.Contains(err.Error(), "exceeded max depth")
	switch f := g.faults; {
	case errors.As(err, &tooLarge) && f.has(ChokesOnLongJSON),
		deep && f.has(ChokesOnDeepJSON),
		r.Header.Get("Content-Encoding") != "" && f.has(ChokesOnCompressedJSON),
		!deep && !errors.As(err, &tooLarge) && f.has(ChokesOnBrokenJSON):
		g.deaf.Store(true)
	}
}
