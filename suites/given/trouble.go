package given

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/people"
)

// SubscriptionsRemoved makes the backend end all of the IUT's subscriptions that have a lifecycle URL and say so there, and
// refuse new ones for some tenths of a second, so that there is a gap.
func SubscriptionsRemoved(ctx context.Context, tester *people.Person) {
	everywhere(ctx, tester, teams.FaultRespond, map[string]string{"path": `^/v1\.0/subscriptions$`, "method": "POST", "status": "503", "times": "6"})
	everywhere(ctx, tester, teams.FaultDropSubscriptions, nil)
}

// FellIntoGap makes sure that an IM was written in Teams while the IUT had no subscription to messages: else a purpose about the
// gap has shown nothing, and is inconclusive.
func FellIntoGap(ctx context.Context, im *people.IM) {
	scene := im.Scene()
	must(im.From, scene.Sync(ctx))
	written := record.Select(scene.Log.From(im.Mark), record.And(record.Is(record.MessagePosted), record.Carrying(im.Token)))
	if len(written) == 0 || scene.Subscriptions.HeldMessages(written[0]) {
		untried(scene, "%s was to be written while the implementation had no subscription to messages; it had made one by then", im)
	}
}

// NewsOf waits until the IUT has answered the change notification of an IM that is in Teams (bound: Told), so that the next one in
// the same chat is not queued behind it. An IUT that is not told of what it wrote itself is not waited for any longer.
func NewsOf(ctx context.Context, im *people.IM) {
	scene := im.Scene()
	within, cancel := context.WithTimeout(ctx, scene.Bounds.OrDefault().Told)
	defer cancel()
	_, err := scene.Log.Wait(within, im.Mark, record.And(record.Is(record.Notification), record.Carrying(im.Token), record.With("outcome", "delivered")))
	if within.Err() == nil || ctx.Err() != nil {
		must(im.From, err)
	}
}

// ReauthorizationRequired makes the backend hold back all change notifications until their subscriptions are reauthorized,
// and say so.
func ReauthorizationRequired(ctx context.Context, tester *people.Person) {
	everywhere(ctx, tester, teams.FaultRequireReauthorization, nil)
}

// BriefSubscriptions makes the backend end all of the IUT's subscriptions that have a lifecycle URL and say so there, and grant
// those to the person's messages that the IUT makes in their place no more than the seconds. It returns when there is one (bound:
// Recovery); an IUT that makes none is judged elsewhere, and the purpose is inconclusive.
func BriefSubscriptions(ctx context.Context, seconds int, of *people.Person) {
	scene := of.Scene()
	mark := scene.Log.Len()
	over := atTeams(ctx, of, teams.FaultGrant, map[string]string{"seconds": strconv.Itoa(seconds)})
	everywhere(ctx, of, teams.FaultDropSubscriptions, nil)
	within, cancel := context.WithTimeout(ctx, scene.Bounds.OrDefault().Recovery)
	defer cancel()
	_, err := scene.Log.Wait(within, mark, record.And(record.Is(record.GrantShortened), record.From(of.Address())))
	// What is made in place of a brief one is to be granted what it asks for.
	over()
	if within.Err() != nil && ctx.Err() == nil {
		untried(scene, "the implementation was expected to make subscriptions anew when the Teams backend had removed them; it made none to %s's messages within %s (recovery)",
			of, scene.Bounds.OrDefault().Recovery)
	}
	must(of, err)
}

// ToldAnew makes sure that the IUT was told of an IM by a subscription that it has made since the backend removed those before:
// an IUT that has the message from elsewhere was not tried, and the purpose is inconclusive.
func ToldAnew(ctx context.Context, im *people.IM) {
	NewsOf(ctx, im)
	scene := im.Scene()
	of := func(filters ...record.Filter) []record.Event {
		return record.Select(scene.Log.All(), record.And(filters...))
	}
	for _, told := range of(record.Is(record.Notification), record.Carrying(im.Token), record.With("outcome", "delivered")) {
		for _, brief := range of(record.Is(record.GrantShortened), record.From(im.From.Address())) {
			id := told.Attr("subscription")
			if id == brief.Attr("subscription") || scene.Subscriptions.MadeAfter(id, brief) {
				return
			}
		}
	}
	untried(scene, "the implementation was expected to be told of %s by a subscription that it had renewed, or made in place of one; it was not", im)
}

// Refusal is a request of the IUT that the backend is to refuse.
type Refusal struct {
	status int
	id     string // of the fault
}

// ReadRefusedOnce makes the backend answer with the status when the IUT reads messages of the chat of an IM next, or all of
// somebody's.
func ReadRefusedOnce(ctx context.Context, status int, in *people.IM) Refusal {
	path := `^/v1\.0/(chats/` + inPath(in.Conversation) + `/messages|users/[^/]+/chats/getAllMessages)`
	id := everywhere(ctx, in.From, teams.FaultRespond, map[string]string{"path": path, "method": "GET", "status": strconv.Itoa(status), "times": "1"})
	return Refusal{status, id}
}

// inPath is a regular expression for an id in a path. Whether a colon or an @ is escaped there is the client's choice (RFC 3986
// section 3.3).
func inPath(id string) string {
	var path strings.Builder
	for _, c := range []byte(id) {
		fmt.Fprintf(&path, `(?:%s|(?i:%%%02x))`, regexp.QuoteMeta(string(rune(c))), c)
	}
	return path.String()
}

// ReadWasRefused makes sure that the IUT was refused when it read an IM: an IUT that has the message from elsewhere was not
// tried, and the purpose is inconclusive. A refusal that is still to come is taken back; those of others stay.
func ReadWasRefused(ctx context.Context, r Refusal, im *people.IM) {
	scene := im.Scene()
	must(im.From, scene.Sync(ctx))
	must(im.From, scene.Teams.Control.RemoveFault(ctx, r.id))
	met := record.Select(scene.Log.From(im.Mark), record.And(record.Is(record.HTTPExchange), record.By(record.PartyIUT),
		record.With("method", http.MethodGet), record.With("status", strconv.Itoa(r.status))))
	if len(met) == 0 {
		untried(scene, "the implementation was expected to read %s, to which the Teams backend would have answered %d once; its log shows no such request", im, r.status)
	}
}

// everywhere makes the backend misbehave towards the IUT, whomever it is about.
func everywhere(ctx context.Context, tester *people.Person, name string, params map[string]string) (id string) {
	id, err := tester.Scene().Teams.Control.InjectFault(ctx, teams.Fault{Name: name, Params: params})
	must(tester, err)
	return id
}

// SlowBackend makes the backend hold back each of its answers to the IUT that is about the person, until it is told to be prompt:
// an IUT that reads everybody's messages after a gap would come late to those of the purposes that follow.
func SlowBackend(ctx context.Context, by time.Duration, to *people.Person) (prompt func()) {
	return atTeams(ctx, to, teams.FaultSlow, map[string]string{"ms": strconv.FormatInt(by.Milliseconds(), 10)})
}

// AnswersWereHeldBack makes sure that the IUT had to wait for an answer of the backend about the sender of an IM, or about
// its receiver, for as long as was asked for: else a purpose about slow answers has shown nothing, and is inconclusive.
func AnswersWereHeldBack(ctx context.Context, by time.Duration, im *people.IM) {
	scene := im.Scene()
	must(im.From, scene.Sync(ctx))
	slow := record.Select(scene.Log.From(im.Mark), record.And(record.Is(record.HTTPExchange), record.By(record.PartyIUT), func(e record.Event) bool {
		took, err := strconv.ParseInt(e.Attr("ms"), 10, 64)
		return err == nil && took >= by.Milliseconds()
	}))
	if len(slow) == 0 {
		untried(scene, "after %s the implementation was expected to ask the Teams backend something, to be answered after %s; its log shows no answer that took so long", im, by)
	}
}

// NewsGivenUpEarly makes the backend take its first attempt at each change notification about the person for unanswered after a time,
// until over is called. It is for an implementation that stands still: one that runs has the time that the contract gives it.
func NewsGivenUpEarly(ctx context.Context, after time.Duration, about *people.Person) (over func()) {
	return atTeams(ctx, about, teams.FaultGiveUpEarly, map[string]string{"ms": strconv.FormatInt(after.Milliseconds(), 10)})
}

// LateNews makes the backend hold back every change notification about the person.
func LateNews(ctx context.Context, by time.Duration, about *people.Person) {
	atTeams(ctx, about, teams.FaultDelayNotifications, map[string]string{"ms": strconv.FormatInt(by.Milliseconds(), 10)})
}

// CameLate makes sure that an IM that was written in Teams was shown no earlier than the news of it could come: an IUT that has
// the message from elsewhere was not tried, and the purpose is inconclusive.
func CameLate(ctx context.Context, by time.Duration, im *people.IM) {
	scene := im.Scene()
	must(im.From, scene.Sync(ctx))
	of := func(kind record.Kind) []record.Event {
		return record.Select(scene.Log.All(), record.And(record.Is(kind), record.Carrying(im.Token)))
	}
	sent, shown := of(record.IMSent), of(record.IMShown)
	if len(sent) == 0 || len(shown) == 0 {
		return // which is judged elsewhere
	}
	if took := shown[0].Time.Sub(sent[0].Time); took < by {
		untried(scene, "%s was shown after %s, before the Teams backend told the implementation of it, which it did after %s", im, took.Round(time.Millisecond), by)
	}
}
