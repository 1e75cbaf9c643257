package record

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Everything that a fake sees goes through here on its way to the tester, so this is the second version of encoding/json,
// which takes half the time of the first. It is told to take what an IUT may have sent: text that is no UTF-8 becomes the
// replacement character, as in the first version.
var anyText = jsontext.AllowInvalidUTF8(true)

// encoder writes events as JSON, one a line.
type encoder struct{ out *jsontext.Encoder }

func newEncoder(w io.Writer) encoder { return encoder{jsontext.NewEncoder(w, anyText)} }

func (e encoder) encode(event Event) error { return json.MarshalEncode(e.out, &event) }

// decoder reads what an encoder wrote.
type decoder struct{ in *jsontext.Decoder }

func newDecoder(r io.Reader) decoder { return decoder{jsontext.NewDecoder(r, anyText)} }

// decode reads the next event. The error is [io.EOF] when there is none.
func (d decoder) decode() (Event, error) {
	var event Event
	err := json.UnmarshalDecode(d.in, &event)
	return event, err
}
