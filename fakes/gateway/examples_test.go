package gateway

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// The contract's worked exchanges are what a vendor copies from: each SIP message there is judged as one of an IUT would be.
func TestTheContractsExamplesAreProperSIP(t *testing.T) {
	text, err := os.ReadFile("../../fixtures/contract/exchanges.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sip\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 30 {
		t.Fatalf("only %d examples were found", len(blocks))
	}
	methods := map[sip.RequestMethod]bool{}
	for _, block := range blocks {
		raw := wire(block[1])
		first, _, _ := strings.Cut(block[1], "\n")
		msg, err := sip.NewParser().ParseSIP([]byte(raw))
		if err != nil {
			t.Errorf("%s: %v", first, err)
			continue
		}
		for _, v := range sipwire.Check(msg, []byte(raw)) {
			t.Errorf("%s: %s (%s)", first, v.Sentence, v.Rule)
		}
		if req, ok := msg.(*sip.Request); ok {
			methods[req.Method] = true
		}
		if sipwire.ContentType(msg) == pidf.ContentType {
			if _, err := pidf.Parse(msg.Body()); err != nil {
				t.Errorf("%s: %v", first, err)
			}
		}
	}
	for _, method := range []sip.RequestMethod{sip.REGISTER, "PUBLISH", sip.SUBSCRIBE, sip.NOTIFY, sip.INVITE, sip.ACK, sip.MESSAGE, sip.BYE} {
		if !methods[method] {
			t.Errorf("there is no example of %s", method)
		}
	}
}

// wire is an example as it was on the wire: lines of the head, and of an SDP, end in CR LF; text and XML are as they are.
func wire(example string) string {
	head, body, _ := strings.Cut(strings.TrimSuffix(example, "\n"), "\n\n")
	switch {
	case strings.HasPrefix(body, "v=0"):
		body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n"
	case strings.HasPrefix(body, "<?xml"):
		body += "\n"
	}
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body
}
