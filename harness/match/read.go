package match

import (
	"errors"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// ReadUnchangedAt succeeds when the person at the client reads what the sender of an IM typed.
//
//	Expect(im).To(match.ReadUnchangedAt(alix.Teams))
func ReadUnchangedAt(client Client) types.GomegaMatcher {
	return read("ReadUnchangedAt", client, func(im *people.IM) string { return im.Text })
}

// ReadAs succeeds when the person at the client reads the text: what is left of formatting for instance. The token is
// no part of it, nor is white space at the ends.
//
//	Expect(im).To(match.ReadAs("salt & pepper", megan.SfB))
func ReadAs(text string, client Client) types.GomegaMatcher {
	return read("ReadAs", client, func(*people.IM) string { return text })
}

func read(name string, client Client, text func(*people.IM) string) types.GomegaMatcher {
	return matcher{
		name: name, instead: "match.ReadAs with the text that is to be read",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if err := receiverOf(im, client); err != nil {
				return nil, err
			}
			want := text(im)
			if want == "" {
				return nil, errors.New("needs a text, and was given none")
			}
			return judge.Reads{IM: sent(im), At: client.Name(), Text: want, Within: delivery(im)}, nil
		}),
	}
}
