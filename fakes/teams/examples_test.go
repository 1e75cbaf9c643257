package teams

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
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

// The worked example of a rich notification says what comes of each step, and so it must.
func TestTheContractsRichExampleComesToWhatItSays(t *testing.T) {
	text, err := os.ReadFile("../../fixtures/contract/exchanges.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)\n## 17\\. .*?(\\{\n  \"validationTokens\".*?\n\\})\n```.*?\n`([0-9a-f]{64})`\n.*?```json\n(.*?)\n```").FindStringSubmatch(string(text))
	if example == nil {
		t.Fatal("there is no such example")
	}
	var note struct {
		Value []struct {
			Encrypted struct {
				Data      []byte `json:"data"`
				Signature []byte `json:"dataSignature"`
			} `json:"encryptedContent"`
		} `json:"value"`
	}
	var want any
	if err := errors.Join(json.Unmarshal([]byte(example[1]), &note), json.Unmarshal([]byte(example[3]), &want)); err != nil {
		t.Fatal(err)
	}
	key, err := hex.DecodeString(example[2])
	if err != nil {
		t.Fatal(err)
	}
	content := note.Value[0].Encrypted
	mac := hmac.New(sha256.New, key)
	mac.Write(content.Data)
	if !hmac.Equal(mac.Sum(nil), content.Signature) {
		t.Error("dataSignature is another")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(content.Data, content.Data)
	plain := content.Data[:len(content.Data)-int(content.Data[len(content.Data)-1])]
	var got any
	if err := json.Unmarshal(plain, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it is %s", plain)
	}
}
