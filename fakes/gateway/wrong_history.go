package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// writeHistory puts an IM that has arrived in Teams into the user's SfB conversation history, as faulty gateways do.
func (l *line) writeHistory(m im) {
	switch f := l.g.faults; {
	case f.has(WritesToMailbox):
		l.g.start(func() { l.mail(createItem(l.address, m.Address, l.address, m.Text)) })
	case f.has(ArchivesMinutesLater):
		l.g.after(lateBy, func() { l.mail(createItem(l.address, m.Address, l.address, m.Text)) })
	case f.has(UploadsToMailbox):
		l.g.start(func() { l.mail(uploadItem(l.address, m.Text)) })
	case f.has(WritesTranscripts):
		l.mu.Lock()
		l.wrong.said[m.Address] += m.Text + "\n"
		l.mu.Unlock()
	case f.has(RingsSfBBriefly):
		l.ringBriefly(m.Address)
	}
}

// noteSent does so with a message that the user wrote.
func (l *line) noteSent(peer, text string) {
	switch f := l.g.faults; {
	case f.has(WritesSentToMailbox):
		l.g.start(func() { l.mail(createItem(l.address, l.address, peer, text)) })
	case f.has(CopiesSentToSfB):
		l.copyToSfB(im{Address: l.address, Text: text})
	}
}

// writeTranscript does so with what a person said in a session that has ended.
func (l *line) writeTranscript(peer string) {
	l.mu.Lock()
	said := l.wrong.said[peer]
	delete(l.wrong.said, peer)
	l.mu.Unlock()
	if said != "" {
		l.g.start(func() { l.mail(createItem(l.address, peer, l.address, said)) })
	}
}

// mail asks the mailbox service.
func (l *line) mail(body string) {
	envelope := `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"` +
		` xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">` + body + `</s:Envelope>`
	req, err := http.NewRequestWithContext(l.g.life, http.MethodPost, l.g.config.ExchangeURL, bytes.NewReader([]byte(envelope)))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	if res, err := l.g.teams.http.Do(req); err == nil {
		_ = res.Body.Close()
	}
}

func impersonating(owner string) string {
	return `<s:Header><t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>` + owner +
		`</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></s:Header>`
}

func createItem(owner, from, to, text string) string {
	var safe bytes.Buffer
	_ = xml.EscapeText(&safe, []byte(text))
	return impersonating(owner) + fmt.Sprintf(`<s:Body><m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>`+
		`<t:ItemClass>IPM.Note.Microsoft.Conversation</t:ItemClass><t:Body BodyType="Text">%s</t:Body>`+
		`<t:ToRecipients><t:Mailbox><t:EmailAddress>%s</t:EmailAddress></t:Mailbox></t:ToRecipients>`+
		`<t:From><t:Mailbox><t:EmailAddress>%s</t:EmailAddress></t:Mailbox></t:From>`+
		`</t:Message></m:Items></m:CreateItem></s:Body>`, safe.String(), to, from)
}

func uploadItem(owner, text string) string {
	return impersonating(owner) + `<s:Body><m:UploadItems><m:Items><t:Item CreateAction="CreateNew"><t:Data>` +
		base64.StdEncoding.EncodeToString([]byte(text)) + `</t:Data></t:Item></m:Items></m:UploadItems></s:Body>`
}

// ringBriefly invites the user's SfB client to an IM session in the name of a sender, and takes that back at once.
func (l *line) ringBriefly(sender string) {
	req := sipwire.NewRequest(sip.INVITE, l.aor(), sipwire.UserURI(sender), l.aor())
	l.g.copies.note(req)
	l.g.start(func() {
		flow, err := l.g.trunk.flow(l.g.life)
		if err != nil {
			return
		}
		req.AppendHeader(l.contact(flow))
		sipwire.SetBody(req, "application/sdp", l.sdp())
		over, end := context.WithCancel(l.g.life) // may end twice: a 2xx comes for each client that answers
		defer end()
		tx, err := l.g.trunk.sip.Request(flow, req, func(res *sip.Response, err error) {
			if err != nil || res.StatusCode >= 200 {
				end()
			}
		})
		if err != nil {
			return
		}
		l.g.after(50*time.Millisecond, func() { tx.Cancel() })
		<-over.Done()
	})
}
