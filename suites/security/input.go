package security

import (
	"bytes"
	"compress/gzip"
	"context"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Hostile SIP", func() {
	for _, throw := range []struct {
		id, title string
		throw     func(ctx context.Context, alix *people.Person)
		catches   []gateway.Fault
	}{
		{"SEC-050", "the torture messages of RFC 4475 from the front end", func(ctx context.Context, alix *people.Person) {
			given.Thrown(ctx, alix, torture(alix)...)
		}, []gateway.Fault{gateway.ChokesOnMalformedSIP, gateway.ChokesOnUnknownMethods}},
		{"SEC-051", "the torture messages of RFC 4475 from a stranger", func(ctx context.Context, alix *people.Person) {
			alix.Stranger().Throw(ctx, torture(alix)...)
		}, []gateway.Fault{gateway.ChokesOnStrangersSIP}},
		{"SEC-052", "messages with far too much in them", func(ctx context.Context, alix *people.Person) {
			given.Thrown(ctx, alix, long(alix)...)
		}, []gateway.Fault{gateway.ChokesOnLongSIP}},
		{"SEC-053", "bodies of parts within parts, and of no parts at all", func(ctx context.Context, alix *people.Person) {
			given.Thrown(ctx, alix, nested(alix)...)
		}, []gateway.Fault{gateway.ChokesOnNestedBodies}},
	} {
		purpose.It(throw.id, throw.title+" stop nothing",
			purpose.Clause("X-16"), purpose.Extended,
			purpose.Ensure("that the IUT, on receipt of "+throw.title+", has the user registered still or again, and serves the next IM each way."),
			pair, purpose.Catches(throw.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				throw.throw(ctx, alix)

				Expect(alix).To(match.BeRegistered())
				Expect(megan.SfB.Send(ctx, alix, "anybody there?")).To(match.ArriveOnlyAt(alix.Teams))
				Expect(alix.Teams.Send(ctx, megan, "sure")).To(match.ArriveOnlyAt(megan.SfB))
			})
	}
})

// misleading is JSON, or what looks like it, that is no change notification.
var misleading = []string{
	``, ` `, `{`, `null`, `[]`, `"text"`, `17`, `{}`, `{"value":`, `{"value":null}`, `{"value":{}}`, `{"value":"x"}`, `{"value":[]}`,
	`{"value":[null,1,"x",[],{}]}`, `{"value":[{"clientState":5,"resource":{},"subscriptionId":[]}]}`,
	`{"value":[{"resource":"chats('","clientState":null}]}`, `{"value":[{"lifecycleEvent":true}]}`,
	"\xff\xfe\x00", "{\"value\":[{\"resource\":\"\x00\"}]}", `{"value":[{"resourceData":"x"}]}`, "<xml/>", "value=1&value=2",
}

var _ = Describe("Hostile notifications", func() {
	for _, post := range []struct {
		id, title string
		post      func(ctx context.Context, mallory *people.Stranger)
		catches   []gateway.Fault
	}{
		{"SEC-060", "notifications that are broken or of other types", func(ctx context.Context, mallory *people.Stranger) {
			for _, body := range misleading {
				mallory.Post(ctx, "something that is no notification", "application/json", "", []byte(body))
			}
			mallory.Post(ctx, "a form", "application/x-www-form-urlencoded", "", []byte("value=1"))
		}, []gateway.Fault{gateway.ChokesOnBrokenJSON}},
		{"SEC-061", "notifications that are nested without end", func(ctx context.Context, mallory *people.Stranger) {
			for _, open := range []string{`[`, `{"a":`} {
				deep := `{"value":[{"resourceData":` + strings.Repeat(open, 100_000)
				mallory.Post(ctx, "a notification that is nested without end", "application/json", "", []byte(deep))
			}
		}, []gateway.Fault{gateway.ChokesOnDeepJSON}},
		{"SEC-062", "notifications that are far too long", func(ctx context.Context, mallory *people.Stranger) {
			long := []byte(`{"value":[{"clientState":"` + strings.Repeat("x", 9<<20) + `"}]}`)
			mallory.Post(ctx, "a notification of 9 MB", "application/json", "", long)
		}, []gateway.Fault{gateway.ChokesOnLongJSON}},
		{"SEC-063", "notifications that are small and unpack to far too much", func(ctx context.Context, mallory *people.Stranger) {
			mallory.Post(ctx, "a notification that unpacks to 16 MB", "application/json", "gzip", bomb(16<<20))
		}, []gateway.Fault{gateway.ChokesOnCompressedJSON}},
	} {
		purpose.It(post.id, post.title+" stop nothing",
			purpose.Clause("X-17"), purpose.Extended,
			purpose.Ensure("that the IUT, on receipt of "+post.title+" at its webhook, serves the next message from Teams."),
			pair, purpose.Catches(post.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				post.post(ctx, alix.Stranger())

				Expect(alix.Teams.Send(ctx, megan, "still there?")).To(match.ArriveOnlyAt(megan.SfB))
			})
	}
})

// bomb is a text of so many spaces in a JSON object, compressed.
func bomb(size int) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	spaces := bytes.Repeat([]byte{' '}, 1<<20)
	for written := 0; written < size; written += len(spaces) {
		_, _ = w.Write(spaces) // into memory
	}
	_, _ = w.Write([]byte(`{"value":[]}`))
	_ = w.Close()
	return out.Bytes()
}
