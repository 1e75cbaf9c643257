package teams

import (
	"fmt"
	"net/http"
	"time"
)

// handler serves one operation.
type handler func(*exchange) answer

// answer is what an exchange ends with.
type answer struct {
	status int
	header http.Header // beside what every answer has; may be nil
	body   any         // written as JSON; nil means none
	// breaks, when its rule is set, is the violation that the request is.
	breaks breach
	// stream, when set, writes the body, for as long as it likes, after the head was sent.
	stream func(w http.ResponseWriter, r *http.Request)
	// reset breaks the connection instead of answering.
	reset bool
}

// breach says which rule a peer broke, and how, in a sentence. unreached is that of [record.Violation].
type breach struct{ rule, sentence, unreached string }

func ok(body any) answer      { return answer{status: http.StatusOK, body: body} }
func created(body any) answer { return answer{status: http.StatusCreated, body: body} }
func noContent() answer       { return answer{status: http.StatusNoContent} }

// refuse is an OData error, as Graph has them; the rest of its inner error is filled in when it is written.
func refuse(status int, code, format string, args ...any) answer {
	return answer{status: status, body: &odataError{Error: odataErrorBody{Code: code, Message: fmt.Sprintf(format, args...)}}}
}

// breaking makes the answer one to a violation.
func (a answer) breaking(rule, format string, args ...any) answer {
	a.breaks = breach{rule: rule, sentence: fmt.Sprintf(format, args...)}
	return a
}

// with adds a header.
func (a answer) with(name, value string) answer {
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(name, value)
	return a
}

// odataError is Graph's error resource. Graph's pages spell the last property both ways; the SDKs read only innerError.
type odataError struct {
	Error odataErrorBody `json:"error"`
}

type odataErrorBody struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	InnerError struct {
		Date            string `json:"date"`
		RequestID       string `json:"request-id"`
		ClientRequestID string `json:"client-request-id"`
	} `json:"innerError"`
}

// oauthError is an error of the token endpoint: RFC 6749 section 5.2 with what Microsoft adds. It is no OData error.
type oauthError struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
}

// complete fills in what an error says about its own request.
func (x *exchange) complete(body any) {
	now := time.Now().UTC()
	switch e := body.(type) {
	case *odataError:
		e.Error.InnerError.Date = now.Format("2006-01-02T15:04:05")
		e.Error.InnerError.RequestID = x.requestID
		e.Error.InnerError.ClientRequestID = x.clientRequestID()
	case *oauthError:
		e.Timestamp = now.Format("2006-01-02 15:04:05Z")
		e.TraceID, e.CorrelationID = x.requestID, x.requestID
		e.Description = fmt.Sprintf("AADSTS%d: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s",
			e.Codes[0], e.Description, e.TraceID, e.CorrelationID, e.Timestamp)
	}
}

// clientRequestID is the caller's own name for the request, which Graph echoes, or the server's.
func (x *exchange) clientRequestID() string {
	if id := x.r.Header.Get("client-request-id"); id != "" {
		return id
	}
	return x.requestID
}

// The refusals that several operations share.

func notFound(what, id string) answer {
	return refuse(http.StatusNotFound, "NotFound", "No %s with the id '%s' was found.", what, id)
}

func noSuchUser(key string) answer {
	return refuse(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", key)
}

func badRequest(format string, args ...any) answer {
	return refuse(http.StatusBadRequest, "BadRequest", format, args...)
}

func forbidden(format string, args ...any) answer {
	return refuse(http.StatusForbidden, "Forbidden", format, args...)
}
