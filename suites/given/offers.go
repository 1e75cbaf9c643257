package given

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/duet-conformance/duet/harness/people"
)

// Placed is something that one person begins with another and that is no IM session.
type Placed func(ctx context.Context, from, to *people.Person) *people.Call

// CallWith offers the media in one session description, a line for each.
func CallWith(media ...string) Placed {
	return func(ctx context.Context, from, to *people.Person) *people.Call {
		return from.SfB.Call(ctx, to, media...)
	}
}

// MeetingWith invites to an SfB meeting with the modalities.
func MeetingWith(modalities ...string) Placed {
	return func(ctx context.Context, from, to *people.Person) *people.Call {
		return from.SfB.Invite(ctx, to, Meeting(from, modalities...))
	}
}

// audioOffer and dataOffer are the lines that a session description has for more than messages.
const (
	audioOffer = "m=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
	dataOffer  = "m=data 49174 TCP/RTP/AVP 127\r\na=rtpmap:127 x-data/90000\r\n"
)

// sessionLines are the lines of a session description before those of its media.
var sessionLines, _, _ = strings.Cut(imOffer, "m=")

// FileTransfer offers a file as SfB clients do since 2010: what it is in one part, the session for it in the other.
func FileTransfer(ctx context.Context, from, to *people.Person) *people.Call {
	const request = `<request xmlns="http://schemas.microsoft.com/rtc/2009/05/filetransfer" requestId="1"><publishFile><fileInfo>` +
		`<id>{0F6C3D8E-7D5B-4C0A-9B1E-2A4F5E6D7C8B}</id><name>plan.txt</name><size>3</size></fileInfo></publishFile></request>`
	return from.SfB.Invite(ctx, to, people.Invitation{
		ContentType: "multipart/mixed; boundary=part",
		Body:        parts("application/ms-filetransfer+xml", request, "application/sdp", sessionLines+dataOffer),
		Modalities:  []string{"data"},
	})
}

// IMOrAudio offers two forms of the same session, of which the second has audio beside the messages.
func IMOrAudio(ctx context.Context, from, to *people.Person) *people.Call {
	return from.SfB.Invite(ctx, to, people.Invitation{
		ContentType: "multipart/alternative; boundary=part",
		Body:        parts("application/sdp", imOffer, "application/sdp", imOffer+audioOffer),
		Modalities:  []string{"audio", "message"},
	})
}

// fileOffer is how older SfB clients offer a file, inside an IM session.
const fileOffer = "Application-Name: File Transfer\r\nApplication-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n" +
	"Invitation-Command: INVITE\r\nInvitation-Cookie: 42\r\nApplication-File: plan.txt\r\nApplication-FileSize: 3\r\n"

// FileInIM offers a file with the INVITE of an IM session: it rides where the first message would.
func FileInIM(ctx context.Context, from, to *people.Person) *people.Call {
	return from.SfB.Invite(ctx, to, imInvitation(map[string]string{
		"ms-text-format": "text/x-msmsgsinvite; charset=UTF-8;ms-body=" + base64.StdEncoding.EncodeToString([]byte(fileOffer)),
	}))
}

// FileOffer is the offer of a file as a MESSAGE in an IM session.
func FileOffer() people.Form {
	return people.Form{
		Text: "plan.txt", ContentType: "text/x-msmsgsinvite; charset=UTF-8",
		Body: func(token string) string { return fileOffer + "Duet-Token: " + token + "\r\n" },
	}
}

// parts writes a multipart body with the boundary "part": type, content, type, content and so on. Each part ends with an
// empty line, because SfB's own reader cuts the end of a part short.
func parts(typesAndContents ...string) []byte {
	var b strings.Builder
	for i := 0; i+1 < len(typesAndContents); i += 2 {
		b.WriteString("--part\r\nContent-Type: " + typesAndContents[i] + "\r\n\r\n" + typesAndContents[i+1] + "\r\n\r\n")
	}
	b.WriteString("--part--\r\n")
	return []byte(b.String())
}
