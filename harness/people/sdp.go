package people

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// sdpType is the media type of a session description (RFC 8866).
const sdpType = "application/sdp"

// offerOf describes a session with a media line for each modality, as SfB clients write it. Nothing ever flows over the
// media: the descriptions decide where a session goes, and that is all that matters here.
func offerOf(local string, user string, modalities ...string) []byte {
	host, _, err := net.SplitHostPort(local)
	if err != nil {
		host = local
	}
	family := "IP4"
	if strings.Contains(host, ":") {
		family = "IP6"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=- 0 0 IN %s %s\r\ns=session\r\nc=IN %s %s\r\nt=0 0\r\n", family, host, family, host)
	for _, m := range modalities {
		switch m {
		case "message":
			// MS-SIPRE has the message line of Communicator: the port and format mean nothing, the protocol is sip.
			fmt.Fprintf(&b, "m=message 5060 sip sip:%s\r\na=accept-types:text/plain text/html application/im-iscomposing+xml\r\n", user)
		case "audio":
			b.WriteString("m=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")
		case "video":
			b.WriteString("m=video 49172 RTP/AVP 34\r\na=rtpmap:34 H263/90000\r\n")
		default:
			fmt.Fprintf(&b, "m=%s 49174 TCP/RTP/AVP 127\r\na=rtpmap:127 x-data/90000\r\n", m)
		}
	}
	return []byte(b.String())
}

// modalitiesOf are the names of the media lines of a body, sorted, each once. It finds them in the parts of a multipart body
// as well. Another body, or none, has none.
func modalitiesOf(req *sip.Request) []string {
	var found []string
	for line := range strings.Lines(string(req.Body())) {
		if media, ok := strings.CutPrefix(line, "m="); ok {
			if name, _, ok := strings.Cut(media, " "); ok {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
