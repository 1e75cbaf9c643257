package sipwire

import (
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Salvage reads whom a message is about that [Parse] refuses: the bare addresses of its first From and To, and its first
// Call-ID, each "" when that can't be read either.
func Salvage(raw []byte) (from, to, callID string) {
	for _, f := range fields(raw) {
		switch {
		case f.key == "from" && from == "":
			from = salvageAddress(f.value)
		case f.key == "to" && to == "":
			to = salvageAddress(f.value)
		case f.key == "call-id" && callID == "":
			callID = f.value
		}
	}
	return from, to, callID
}

// salvageAddress finds the URI in a From or To value. Quotes are not looked at: they may be what is broken.
func salvageAddress(value string) string {
	if _, rest, ok := strings.Cut(value, "<"); ok {
		value, _, _ = strings.Cut(rest, ">")
	} else {
		value, _, _ = strings.Cut(value, ";")
	}
	var uri sip.Uri
	if sip.ParseUri(strings.TrimSpace(value), &uri) != nil || uri.User == "" {
		return ""
	}
	return Address(uri)
}
