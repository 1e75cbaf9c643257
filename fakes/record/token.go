package record

import (
	"fmt"
	"html"
	"regexp"
)

var tokenForm = regexp.MustCompile(`duet-[0-9a-f]{12}`)

// Token writes the n-th correlation token of a run with the seed. It is plain ASCII, so it survives every text form that
// an IM may take on its way.
func Token(seed uint64, n uint64) string {
	// splitmix64 spreads neighbouring numbers over the whole range and never maps two of them to one value; the low 48
	// bits are enough to tell the messages of one run apart.
	x := seed + n*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return fmt.Sprintf("duet-%012x", x&0xffffffffffff)
}

// TokenIn returns the first correlation token in a text, or "".
func TokenIn(text string) string {
	if token := tokenForm.FindString(text); token != "" {
		return token
	}
	return tokenForm.FindString(html.UnescapeString(text))
}
