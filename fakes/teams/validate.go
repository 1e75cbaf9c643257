package teams

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// maxBody is the most that a request body may have, on the wire and decoded. Graph takes 4 MB; no message of the contract
// comes near this.
const maxBody = 1 << 20

// read takes the body in, gunzipped where it says so, and keeps the request as it came for the log.
func (x *exchange) read() *answer {
	raw := &bytes.Buffer{}
	fmt.Fprintf(raw, "%s %s %s\r\nHost: %s\r\n", x.r.Method, x.r.URL.RequestURI(), x.r.Proto, x.r.Host)
	_ = x.r.Header.Write(raw)
	raw.WriteString("\r\n")
	body, a := x.readInTime()
	raw.Write(body)
	x.body, x.wire, x.token = body, raw.Bytes(), record.TokenIn(string(body))
	if a != nil {
		x.identify()
	}
	return a
}

// readInTime reads the body and gives up on one that trickles in, since whoever sends so might hold a connection for ever.
func (x *exchange) readInTime() ([]byte, *answer) {
	if x.r.Body == nil || x.r.Body == http.NoBody {
		return nil, nil
	}
	// Where a connection has no deadlines (in tests without one), nothing is lost but the bound.
	_ = x.conn.SetReadDeadline(time.Now().Add(x.b.cfg.BodyTimeout))
	defer func() { _ = x.conn.SetReadDeadline(time.Time{}) }()
	return x.readBody()
}

func (x *exchange) readBody() ([]byte, *answer) {
	var in io.Reader = http.MaxBytesReader(nil, x.r.Body, maxBody)
	switch encoding := strings.ToLower(x.r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip":
		zip, err := gzip.NewReader(in)
		if err != nil {
			a := badRequest("The request body is said to be gzipped, and is not.").
				breaking("RFC 9110 section 8.4", "%s %s: the body has Content-Encoding gzip and can't be gunzipped: %v", x.r.Method, x.r.URL.Path, err)
			return nil, &a
		}
		in = zip
	default:
		a := refuse(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The content encoding '%s' is not supported.", encoding).
			breaking("RFC 9110 section 8.4", "%s %s: the body has the unsupported Content-Encoding %q", x.r.Method, x.r.URL.Path, encoding)
		return nil, &a
	}
	body, err := io.ReadAll(io.LimitReader(in, maxBody+1))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong) || len(body) > maxBody:
		a := refuse(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request body has more than %d bytes.", maxBody).
			with("Connection", "close").
			breaking("openapi.yaml requestBody", "%s %s: the body has more than %d bytes", x.r.Method, x.r.URL.Path, maxBody)
		return body[:min(len(body), 1<<10)], &a
	case errors.Is(err, os.ErrDeadlineExceeded):
		a := refuse(http.StatusRequestTimeout, "RequestTimeout", "The request body did not come in within %s.", x.b.cfg.BodyTimeout).
			with("Connection", "close").
			breaking("RFC 9110 section 15.5.9", "%s %s: after %s only %d bytes of the body had come", x.r.Method, x.r.URL.Path, x.b.cfg.BodyTimeout, len(body))
		return body, &a
	case err != nil:
		a := badRequest("The request body broke off.").
			breaking("RFC 9110 section 8.6", "%s %s: the body broke off after %d bytes: %v", x.r.Method, x.r.URL.Path, len(body), err)
		return body, &a
	}
	return body, nil
}

// validation is the exchange as the validator takes it.
func (x *exchange) validation() *openapi3filter.RequestValidationInput {
	return &openapi3filter.RequestValidationInput{
		Request: x.r, PathParams: x.params, Route: x.op.route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc, // rights were checked by authenticate
			RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true,
		},
	}
}

// validate holds the request against the document.
func (x *exchange) validate() *answer {
	for name := range x.r.URL.Query() {
		if !x.op.queries[name] {
			a := badRequest("The query option '%s' is not allowed.", name).
				breaking("openapi.yaml "+x.op.id+" parameters", "%s %s: the contract has no query option %q there", x.r.Method, x.r.URL.Path, name)
			return &a
		}
	}
	if len(x.body) > 0 && isJSON(x.r.Header.Get("Content-Type")) {
		if err := checkJSON(x.body); err != nil {
			a := badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.").
				breaking("openapi.yaml "+x.op.id+" requestBody", "%s %s: the body %v", x.r.Method, x.r.URL.Path, err)
			return &a
		}
	}
	x.r.Body = io.NopCloser(bytes.NewReader(x.body))
	x.r.ContentLength = int64(len(x.body))
	if len(x.body) == 0 {
		x.r.Body = http.NoBody
	}
	err := openapi3filter.ValidateRequest(x.r.Context(), x.validation())
	if err == nil {
		return nil
	}
	rule, reason := where(x.op, err)
	a := badRequest("The request does not fit the contract: %s: %s.", rule, reason)
	if x.op.plane == planeToken {
		a = refuseToken(http.StatusBadRequest, "invalid_request", 900144, "The request does not fit the contract: "+rule+": "+reason)
	}
	a = a.breaking("openapi.yaml "+rule, "%s %s: %s: %s", x.r.Method, x.r.URL.Path, rule, reason)
	return &a
}

// where turns a validator's error into the place in the document (operation, part, JSON pointer, schema keyword) and the reason.
func where(op *operation, err error) (rule, reason string) {
	rule = op.id
	var bad *openapi3filter.RequestError
	if errors.As(err, &bad) {
		switch {
		case bad.Parameter != nil:
			rule += " " + bad.Parameter.In + " " + bad.Parameter.Name
		default:
			rule += " requestBody"
		}
		reason = bad.Reason
	}
	var schema *openapi3.SchemaError
	if errors.As(err, &schema) {
		// The message of an allOf is in the schema that failed inside it.
		for inner := schema; errors.As(inner.Origin, &inner); {
			schema = inner
		}
		if at := schema.JSONPointer(); len(at) > 0 {
			rule += " /" + strings.Join(at, "/")
		}
		rule, reason = rule+" ("+schema.SchemaField+")", schema.Reason
	}
	if reason == "" {
		reason = err.Error() // last, since it dumps the value
	}
	return rule, strings.TrimRight(strings.SplitN(reason, "\n", 2)[0], ".: ")
}

func isJSON(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && media == "application/json"
}
