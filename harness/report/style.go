package report

import (
	"io"
	"os"
)

// tone is how a line stands out where there are colours. It never carries meaning of its own: the text says the same.
type tone string

// The tones, as the parameters of ECMA-48 SGR; plain has none.
const (
	plain    tone = ""
	strong   tone = "1"
	faint    tone = "2"
	bad      tone = "1;31"
	good     tone = "32"
	doubtful tone = "33"
)

// line is a line of output with its tone.
type line struct {
	text string
	tone tone
}

// paint puts a text in a tone, if there are colours.
func paint(text string, t tone, colours bool) string {
	if !colours || t == plain || text == "" {
		return text
	}
	return "\x1b[" + string(t) + "m" + text + "\x1b[0m"
}

// hasColours says whether a writer is a terminal whose user has not asked for none (NO_COLOR set, or TERM=dumb).
func hasColours(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
