package sfb

import (
	"encoding/base64"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/duet-conformance/duet/fakes/record"
)

const (
	ewsHead = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><ExchangeImpersonation><ConnectingSID>` +
		`<PrimarySmtpAddress>Alix@contoso.test</PrimarySmtpAddress></ConnectingSID></ExchangeImpersonation></s:Header><s:Body>`
	ewsTail = `</s:Body></s:Envelope>`
)

func TestWhatIsWrittenToTheMailboxServiceIsInTheHistory(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	f := New(Config{Domain: "contoso.test"}, log)
	t.Cleanup(func() { _ = f.Close() })
	server := httptest.NewServer(f.Exchange())
	t.Cleanup(server.Close)
	wide := make([]byte, 0, 64)
	for _, unit := range utf16.Encode([]rune("lunch? duet-0123456789ab")) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	message := `<CreateItem><Items><Message><ItemClass>IPM.Note.Microsoft.Conversation</ItemClass><Body>lunch? duet-0123456789ab</Body>` +
		`<ToRecipients><Mailbox><EmailAddress>alix@contoso.test</EmailAddress></Mailbox></ToRecipients>` +
		`<From><Mailbox><EmailAddress>megan@contoso.test</EmailAddress></Mailbox></From></Message></Items></CreateItem>`
	for name, c := range map[string]struct {
		body   string
		status int
		class  string
	}{
		"CreateItem":           {ewsHead + message + ewsTail, 200, "im"},
		"missed":               {ewsHead + strings.Replace(message, "Microsoft.Conversation", "Microsoft.Missed", 1) + ewsTail, 200, "missed"},
		"by nobody in special": {`<Envelope><Body>` + message + `</Body></Envelope>`, 200, "im"},
		"UploadItems":          {ewsHead + `<UploadItems><Items><Item><Data>` + base64.StdEncoding.EncodeToString(wide) + `</Data></Item></Items></UploadItems>` + ewsTail, 200, "im"},
		"FindItem":             {ewsHead + `<FindItem/>` + ewsTail, 500, ""},
		"garbage":              {"<Envelope", 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			mark := log.Len()
			res, err := server.Client().Post(server.URL+ExchangePath, "text/xml", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if text, _ := io.ReadAll(res.Body); res.StatusCode != c.status || !strings.Contains(string(text), "Envelope") {
				t.Errorf("it answered %s: %s", res.Status, text)
			}
			written := record.Select(log.From(mark), record.Is(record.HistoryRecorded))
			if c.class == "" {
				if len(written) > 0 {
					t.Errorf("there is %v in the history", written)
				}
				return
			}
			if len(written) != 1 {
				t.Fatalf("there are %d entries", len(written))
			}
			e := written[0]
			if e.Party != record.PartyIUT || e.From != "alix@contoso.test" || e.Token != "duet-0123456789ab" || e.Attr("class") != c.class {
				t.Errorf("recorded as %+v", e)
			}
			if own := f.history.of("alix@contoso.test"); own[len(own)-1].Token != e.Token {
				t.Errorf("the history is %+v", own)
			}
		})
	}
	res, err := server.Client().Get(server.URL + ExchangePath)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET is answered %s", res.Status)
	}
}
