package given

import (
	"fmt"
	"strings"

	"github.com/duet-conformance/duet/harness/people"
)

// imOffer is the session description of an IM session (MS-SIP: m=message with the transport "sip").
const imOffer = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" +
	"m=message 5060 sip null\r\na=accept-types:text/plain\r\n"

// Multiparty is an invitation to a chat of more than two: the INVITE lists all its end points and names who manages the
// roster.
func Multiparty(members ...*people.Person) people.Invitation {
	var list []string
	for _, m := range members {
		list = append(list, "<"+m.User.SIPURI()+">")
	}
	list = append(list, "<sip:third."+members[0].Address()+">")
	return imInvitation(map[string]string{
		"EndPoints":      strings.Join(list, ", "),
		"Roster-Manager": list[0],
	})
}

// TriggeredInvite is an invitation that draws somebody into a chat of more than two that goes on already.
func TriggeredInvite() people.Invitation {
	return imInvitation(map[string]string{"TriggeredInvite": "TRUE"})
}

func imInvitation(headers map[string]string) people.Invitation {
	return people.Invitation{ContentType: "application/sdp", Body: []byte(imOffer), Headers: headers, Modalities: []string{"message"}}
}

// Meeting is an invitation to an SfB meeting with the modalities (application/ms-conf-invite+xml).
func Meeting(organiser *people.Person, modalities ...string) people.Invitation {
	var offered strings.Builder
	for _, m := range modalities {
		fmt.Fprintf(&offered, `<%s available="true"/>`, m)
	}
	body := fmt.Sprintf(`<Conferencing version="2.0"><focus-uri>%s;gruu;opaque=app:conf:focus:id:DUET</focus-uri>`+
		`<subject>weekly</subject>%s</Conferencing>`, organiser.User.SIPURI(), offered.String())
	return people.Invitation{ContentType: "application/ms-conf-invite+xml", Body: []byte(body), Modalities: append([]string{"meeting"}, modalities...)}
}
