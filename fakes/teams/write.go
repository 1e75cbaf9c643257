package teams

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// zipAbove is the size from which an answer is gzipped for a client that takes it: what no longer fits one packet.
const zipAbove = 1400

// write renders an answer, and checks it against the document: the backend may not break the contract that it judges by.
func (x *exchange) write(a answer) (head http.Header, body []byte) {
	head = http.Header{}
	head.Set("Request-Id", x.requestID)
	head.Set("Client-Request-Id", x.clientRequestID())
	if x.plane() == planeGraph {
		head.Set("OData-Version", "4.0")
	}
	for name, values := range a.header {
		head[name] = values
	}
	if a.breaks.rule != "" {
		broken := record.Event{
			Kind: record.Violation, Party: x.party, From: x.from, To: x.to, Token: x.token, Raw: x.wire,
			Text: a.breaks.sentence, Attrs: map[string]string{"rule": a.breaks.rule},
		}
		if a.breaks.unreached != "" {
			broken.Attrs["unreached"] = a.breaks.unreached
		}
		x.b.log.Append(broken)
	}
	if a.stream != nil || a.reset {
		return head, nil
	}
	if a.body != nil {
		x.complete(a.body)
		text, err := json.Marshal(a.body)
		if err != nil {
			panic(fmt.Sprintf("teams: an answer to %s %s can't be written as JSON: %v", x.r.Method, x.r.URL.Path, err))
		}
		body = text
		head.Set("Content-Type", contentType(x.plane()))
		head.Set("Content-Length", strconv.Itoa(len(body)))
	}
	if x.op != nil {
		x.check(a.status, head, body)
	}
	return head, body
}

func contentType(plane string) string {
	if plane == planeGraph {
		return "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
	}
	return "application/json; charset=utf-8"
}

// check records an answer of the backend's own that the document does not allow, as what it is: the tester's fault.
func (x *exchange) check(status int, head http.Header, body []byte) {
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: x.validation(), Status: status, Header: head,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(x.r.Context(), in); err != nil {
		x.b.log.Append(record.Event{
			Kind: record.TesterPanic, Party: record.PartyTester, From: x.from, To: x.to, Token: x.token, Raw: body,
			Text: fmt.Sprintf("the Teams backend's own answer to %s breaks the contract: %v", x.op.id, err),
		})
	}
}

// record appends the exchange to the log, before a client can see the answer. A status of 0 stands for a broken connection.
func (x *exchange) record(status int, head http.Header, body []byte) {
	raw := bytes.NewBuffer(make([]byte, 0, len(x.wire)+len(body)+512))
	raw.Write(x.wire)
	raw.WriteString("\r\n\r\n")
	if status != 0 {
		fmt.Fprintf(raw, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
		_ = head.Write(raw)
		raw.WriteString("\r\n")
		raw.Write(body)
	}
	if x.token == "" {
		x.token = record.TokenIn(string(body))
	}
	x.b.log.Append(record.Event{
		Kind: record.HTTPExchange, Party: x.party, From: x.from, To: x.to, Token: x.token, Raw: raw.Bytes(),
		Attrs: map[string]string{
			"method": x.r.Method, "path": x.r.URL.RequestURI(), "status": strconv.Itoa(status), "plane": x.plane(),
			"ms": strconv.FormatInt(time.Since(x.started).Milliseconds(), 10),
		},
	})
}

// takesGzip says whether a client accepts gzip by name (RFC 9110 section 12.5.3). A weight of zero refuses it.
func takesGzip(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q, given := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return !given || strings.Trim(q, "0.") != ""
		}
	}
	return false
}

// send puts the answer on the wire.
func send(w http.ResponseWriter, r *http.Request, a answer, head http.Header, body []byte, zippers *sync.Pool) {
	for name, values := range head {
		w.Header()[name] = values
	}
	if a.stream != nil {
		a.stream(w, r)
		return
	}
	if len(body) < zipAbove || !takesGzip(r.Header) {
		w.WriteHeader(a.status)
		_, _ = w.Write(body)
		return
	}
	w.Header().Del("Content-Length")
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Add("Vary", "Accept-Encoding")
	w.WriteHeader(a.status)
	zip := zippers.Get().(*gzip.Writer)
	defer zippers.Put(zip)
	zip.Reset(w)
	_, _ = zip.Write(body)
	_ = zip.Close()
}
