package sipwire

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

func TestStreamIsCutTheSameHoweverItIsDelivered(t *testing.T) {
	first := "MESSAGE sip:a SIP/2.0\r\nVia: x\r\nContent-\r\n Length: 1\r\nl : 5\r\n\r\nhello"
	second := "SIP/2.0 200 OK\r\nCONTENT-LENGTH:\r\n 0\r\n\r\n"
	stream := "\r\n" + first + "\r\n\r\n" + second + first
	for name, r := range map[string]io.Reader{
		"at once":      bytes.NewReader([]byte(stream)),
		"byte by byte": iotest.OneByteReader(bytes.NewReader([]byte(stream))),
		"in halves":    iotest.HalfReader(bytes.NewReader([]byte(stream))),
		"with the end": iotest.DataErrReader(bytes.NewReader([]byte(stream))),
	} {
		t.Run(name, func(t *testing.T) {
			pongs := 0
			s := framer{r: r, pong: func() { pongs++ }}
			for i, want := range []string{first, second, first} {
				if raw, err := s.next(); err != nil || string(raw) != want {
					t.Fatalf("message %d is %q, %v; expected %q", i, raw, err, want)
				}
			}
			if raw, err := s.next(); raw != nil || err != io.EOF {
				t.Errorf("after the last message came %q, %v", raw, err)
			}
			if pongs != 1 {
				t.Errorf("%d pongs; expected one", pongs)
			}
		})
	}
}

func FuzzFramer(f *testing.F) {
	f.Add([]byte("MESSAGE sip:a SIP/2.0\r\nl: 2\r\n\r\nok\r\n\r\nSIP/2.0 200 OK\r\nl: 0\r\n\r\n"))
	f.Add([]byte("\r\n\r\n\r\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		var cuts [2][][]byte
		for i, r := range []io.Reader{bytes.NewReader(stream), iotest.OneByteReader(bytes.NewReader(stream))} {
			s := framer{r: r, pong: func() {}}
			for {
				raw, err := s.next()
				if raw == nil {
					break
				}
				cuts[i] = append(cuts[i], raw)
				if err != nil {
					break
				}
			}
		}
		if len(cuts[0]) != len(cuts[1]) {
			t.Errorf("%d messages at once, %d byte by byte", len(cuts[0]), len(cuts[1]))
		}
	})
}

// A peer that resets the connection has not necessarily stopped in the middle of a message: the rest may have been lost on
// the way.
func TestAResetCutsNoMessage(t *testing.T) {
	half := io.MultiReader(strings.NewReader("OPTIONS sip:alix@contoso.test SIP/2.0\r\nCall-"), iotest.ErrReader(syscall.ECONNRESET))
	in := framer{r: half, pong: func() {}}
	if raw, err := in.next(); raw != nil || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("next gives %q and %v", raw, err)
	}
}
