package sfb

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"unicode/utf16"

	"github.com/duet-conformance/duet/fakes/record"
)

// ExchangePath is where a mailbox service is asked (Exchange Web Services).
const ExchangePath = "/EWS/Exchange.asmx"

// Exchange serves what of a mailbox service a conversation history is written through: the SOAP operations CreateItem and
// UploadItems (MS-OXWSCORE, MS-OXWSBTRF). SfB clients write theirs elsewhere in this front end, so whoever writes here is
// the IUT, whatever credentials it has; what it writes is in the history of the mailbox's owner and in the log, where
// [record.PartyIUT] has caused it. Everything else is refused with the fault of EWS.
func (f *FrontEnd) Exchange() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+ExchangePath, f.exchange)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if said := recover(); said != nil {
				f.panicked(said, debug.Stack())
				http.Error(w, "the mailbox service crashed", http.StatusInternalServerError)
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

// mailbox is an address in a request.
type mailbox struct {
	Address string `xml:"Mailbox>EmailAddress"`
}

// ewsRequest is what is read of a request. The names of the elements do, whatever their namespaces are.
type ewsRequest struct {
	SMTP      string `xml:"Header>ExchangeImpersonation>ConnectingSID>PrimarySmtpAddress"`
	OtherSMTP string `xml:"Header>ExchangeImpersonation>ConnectingSID>SmtpAddress"`
	Principal string `xml:"Header>ExchangeImpersonation>ConnectingSID>PrincipalName"`
	Create    *struct {
		Folder mailbox `xml:"SavedItemFolderId>DistinguishedFolderId"`
		Items  struct {
			All []ewsItem `xml:",any"`
		} `xml:"Items"`
	} `xml:"Body>CreateItem"`
	Upload *struct {
		Items []struct {
			Data string `xml:"Data"`
		} `xml:"Items>Item"`
	} `xml:"Body>UploadItems"`
}

// ewsItem is an item that is created.
type ewsItem struct {
	Class   string  `xml:"ItemClass"`
	Subject string  `xml:"Subject"`
	Text    string  `xml:"Body"`
	From    mailbox `xml:"From"`
	To      mailbox `xml:"ToRecipients"`
}

func (f *FrontEnd) exchange(w http.ResponseWriter, r *http.Request) {
	var in ewsRequest
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err == nil {
		err = xml.Unmarshal(body, &in)
	}
	switch {
	case err != nil:
		soapFault(w, http.StatusBadRequest, "ErrorSchemaValidation", err.Error())
	case in.Create != nil:
		for _, item := range in.Create.Items.All {
			owner := firstOf(in.SMTP, in.OtherSMTP, in.Principal, in.Create.Folder.Address)
			f.deposit(owner, item)
		}
		soapSuccess(w, "CreateItem", len(in.Create.Items.All))
	case in.Upload != nil:
		for _, item := range in.Upload.Items {
			// What is uploaded is a stream of MAPI properties; the text in it is legible, in one byte a character or in two.
			data, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(item.Data))
			f.deposit(firstOf(in.SMTP, in.OtherSMTP, in.Principal), ewsItem{Text: legible(data)})
		}
		soapSuccess(w, "UploadItems", len(in.Upload.Items))
	default:
		soapFault(w, http.StatusInternalServerError, "ErrorInvalidRequest", "only CreateItem and UploadItems are served")
	}
}

// deposit puts an item into its owner's history.
func (f *FrontEnd) deposit(owner string, item ewsItem) {
	from, to := strings.ToLower(item.From.Address), strings.ToLower(item.To.Address)
	text := strings.TrimSpace(item.Subject + " " + item.Text)
	if owner = strings.ToLower(owner); owner == "" {
		owner = firstOf(to, from)
	}
	e := HistoryEntry{Class: HistoryIM, From: from, To: to, Text: text, Token: record.TokenIn(text), By: record.PartyIUT}
	if strings.Contains(item.Class, "Missed") {
		e.Class = HistoryMissed
	}
	f.history.add(owner, e)
}

// legible is the text of bytes that are UTF-8 or UTF-16, whichever has a token in it.
func legible(data []byte) string {
	if wide := make([]uint16, len(data)/2); record.TokenIn(string(data)) == "" {
		for i := range wide {
			wide[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
		}
		return string(utf16.Decode(wide))
	}
	return string(data)
}

// firstOf is the first of the texts that is not empty.
func firstOf(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

const (
	soapHead = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">` +
		`<s:Body xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">`
	soapTail = `</s:Body></s:Envelope>`
)

func soapSuccess(w http.ResponseWriter, operation string, items int) {
	one := fmt.Sprintf(`<m:%sResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:%[1]sResponseMessage>`, operation)
	soap(w, http.StatusOK, fmt.Sprintf(`<m:%sResponse><m:ResponseMessages>%s</m:ResponseMessages></m:%[1]sResponse>`, operation, strings.Repeat(one, items)))
}

func soapFault(w http.ResponseWriter, status int, code, reason string) {
	var text strings.Builder
	_ = xml.EscapeText(&text, []byte(reason)) // a Builder takes everything
	soap(w, status, `<s:Fault><faultcode>s:Client</faultcode><faultstring>`+text.String()+`</faultstring><detail><ResponseCode>`+code+`</ResponseCode></detail></s:Fault>`)
}

func soap(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, soapHead+body+soapTail) // a client that is gone needs no answer
}
