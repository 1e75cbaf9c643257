package teams

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
)

// The contract's worked exchanges are what a vendor copies from, so they are held against the OpenAPI document like any other.
func TestTheContractsExamplesFitTheContract(t *testing.T) {
	text, err := os.ReadFile("../../fixtures/contract/exchanges.md")
	if err != nil {
		t.Fatal(err)
	}
	c := readContract(handlers())
	var asked *openapi3filter.RequestValidationInput // the request before
	blocks := regexp.MustCompile("(?s)```http\n(.*?)\n```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 20 {
		t.Fatalf("only %d examples were found", len(blocks))
	}
	for _, block := range blocks {
		head, body, _ := strings.Cut(block[1], "\n\n")
		wire := bufio.NewReader(strings.NewReader(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n"))
		first, _, _ := strings.Cut(head, "\n")
		var err error
		switch {
		case strings.HasPrefix(first, "POST /notifications?"):
			asked = nil
		case strings.HasPrefix(first, "POST /notifications"):
			asked = nil
			err = fits(c, body)
		case strings.HasPrefix(first, "HTTP/"):
			var res *http.Response
			if res, err = http.ReadResponse(wire, nil); err == nil && asked != nil {
				in := &openapi3filter.ResponseValidationInput{
					RequestValidationInput: asked, Status: res.StatusCode, Header: res.Header,
					Options: &openapi3filter.Options{IncludeResponseStatus: true},
				}
				err = openapi3filter.ValidateResponse(t.Context(), in.SetBodyBytes([]byte(body)))
			}
		default:
			var r *http.Request
			if r, err = http.ReadRequest(wire); err != nil {
				break
			}
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			x := &exchange{r: r}
			op, params, _ := c.find(r)
			if op == nil {
				t.Errorf("%s: the OpenAPI document does not have it", first)
				continue
			}
			x.op, x.params = op, params
			asked = x.validation()
			err = openapi3filter.ValidateRequest(t.Context(), asked)
		}
		if err != nil {
			t.Errorf("%s: %v", first, err)
		}
	}
}

// fits holds a notification against its schema.
func fits(c *contract, body string) error {
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return err
	}
	schema := c.notifications
	if strings.Contains(body, "lifecycleEvent") {
		schema = c.lifecycle
	}
	return schema.VisitJSON(v)
}
