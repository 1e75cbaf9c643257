package record

import (
	"encoding/binary"
	"encoding/hex"
	"html"
	"regexp"
)

var tokenForm = regexp.MustCompile(`duet-[0-9a-f]{12}`)

// Token writes the n-th correlation token of a run with the seed: the same for the same two numbers, and another one for
// every n below 2^48. It is plain ASCII, so it survives every text form that an IM may take on its way.
func Token(seed uint64, n uint64) string {
	// Every step maps the 48-bit numbers onto themselves one to one, so no two messages of a run ever share a token; the
	// mixing (after splitmix64) keeps neighbours from looking alike.
	const mask = 1<<48 - 1
	x := (seed + n*0x9e3779b97f4a7c15) & mask
	x = (x ^ x>>25) * 0xbf58476d1ce4e5b9 & mask
	x = (x ^ x>>23) * 0x94d049bb133111eb & mask
	x ^= x >> 26
	return "duet-" + hex.EncodeToString(binary.BigEndian.AppendUint64(nil, x)[2:])
}

// TokenIn returns the first correlation token in a text, or "". The text may be HTML, whose character references are read;
// a token that markup cuts in two is none.
func TokenIn(text string) string {
	if token := tokenForm.FindString(text); token != "" {
		return token
	}
	return tokenForm.FindString(html.UnescapeString(text))
}
