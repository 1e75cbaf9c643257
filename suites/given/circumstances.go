package given

import (
	"context"
	"fmt"
	"strconv"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/emiago/sipgo/sip"
)

// GrantsOf makes the front end grant no more than the seconds to the person's registrations, publications and
// subscriptions, whatever is asked for.
func GrantsOf(ctx context.Context, seconds int, to *people.Person) {
	atSfB(ctx, to, sfb.FaultGrant, map[string]string{"seconds": strconv.Itoa(seconds)})
}

// MinimumOf makes the front end refuse registrations of the person for less than the seconds (423, RFC 3261 §10.3).
func MinimumOf(ctx context.Context, seconds int, of *people.Person) {
	atSfB(ctx, of, sfb.FaultMinExpires, map[string]string{"seconds": strconv.Itoa(seconds)})
}

// StaleNonce makes the front end answer the next good credentials for the person with a new challenge (RFC 7616 §3.3).
func StaleNonce(ctx context.Context, of *people.Person) {
	atSfB(ctx, of, sfb.FaultStaleNonce, nil)
}

// ForgottenPublication makes the front end forget what was published for the person: the next refresh gets 412.
func ForgottenPublication(ctx context.Context, of *people.Person) {
	atSfB(ctx, of, sfb.FaultForgetEtag, nil)
}

// ServerSideHistory makes the front end keep the conversation histories of the people itself, in place of their clients.
func ServerSideHistory(ctx context.Context, of ...*people.Person) {
	for _, p := range of {
		atSfB(ctx, p, sfb.FaultServerHistory, nil)
	}
}

// AnswersLost makes the front end lose what the IUT answers to the next request of a method for the person, until it has
// sent the request again (RFC 3261 section 17.1). Only a run over UDP loses anything; see [CameAgain].
func AnswersLost(ctx context.Context, method sip.RequestMethod, to *people.Person) {
	atSfB(ctx, to, sfb.FaultLoseAnswers, map[string]string{"method": string(method)})
}

// untried ends a purpose that has shown nothing, because what it is about did not come to pass: it is inconclusive.
func untried(scene *people.Scene, format string, args ...any) {
	scene.Halt(judge.Finding{Verdict: judge.Inconclusive, Sentence: fmt.Sprintf(format, args...)})
}

// CameAgain makes sure that the request with which an IM came to the IUT came there twice: else a purpose about
// repetitions has shown nothing, and is inconclusive.
func CameAgain(ctx context.Context, method sip.RequestMethod, im *people.IM) {
	scene := im.Scene()
	must(im.From, scene.Sync(ctx))
	sent := record.Select(scene.Log.All(), record.And(record.Is(record.SIPOut), record.By(record.PartyIUT),
		record.With("call-id", im.Conversation), record.With("method", string(method)), record.With("status", "")))
	if len(sent) < 2 {
		untried(scene, "the front end was to send the %s of %s to the implementation again; its log shows that %d times", method, im, len(sent))
	}
}

// OtherDialect makes the front end tell the IUT of the person's own presence, when that changes next, in the dialect in which
// the IUT did not subscribe; and then, if the IUT refuses that, in the right one.
func OtherDialect(ctx context.Context, of *people.Person) {
	atSfB(ctx, of, sfb.FaultOtherDialect, nil)
}

// BrokenConnection closes the connection over which the IUT has registered the person, and waits until the registrar
// has dropped what was registered over it.
func BrokenConnection(ctx context.Context, of *people.Person) {
	scene := of.Scene()
	mark := scene.Log.Len()
	atSfB(ctx, of, sfb.FaultDropFlow, nil)
	ctx, cancel := context.WithTimeout(ctx, scene.Bounds.Registration)
	defer cancel()
	_, err := scene.Log.Wait(ctx, mark, record.And(record.Is(record.Unbound), record.From(of.Address())))
	must(of, err)
}

// WrongCertificate makes the front end show the IUT a certificate that is wrong, one of [authority.Wrongs], when it connects
// next, and breaks its connection so that it does. Nobody else may connect meanwhile.
func WrongCertificate(ctx context.Context, wrong authority.Wrong, to *people.Person) {
	atSfB(ctx, to, sfb.FaultWrongCertificate, map[string]string{"certificate": string(wrong)})
	BrokenConnection(ctx, to)
}

// WrongTeamsCertificate makes the backend show the IUT a certificate that is wrong, one of [authority.Wrongs], when it connects
// next, and breaks its connections so that it does. It returns when the person has done something in Teams since, which the
// IUT has to ask the backend about.
func WrongTeamsCertificate(ctx context.Context, wrong authority.Wrong, of *people.Person) {
	atTeams(ctx, of, teams.FaultWrongCertificate, map[string]string{"certificate": string(wrong)})
	of.Teams.Type(ctx)
}

// PostsRefusedOnce makes the backend answer the IUT's next post of a message to the person with a status, and a
// Retry-After of the seconds when there are any.
func PostsRefusedOnce(ctx context.Context, status, retryAfter int, to *people.Person) {
	params := map[string]string{"path": postPath, "method": "POST", "status": strconv.Itoa(status), "times": "1"}
	if retryAfter > 0 {
		params["retry-after"] = strconv.Itoa(retryAfter)
	}
	atTeams(ctx, to, teams.FaultRespond, params)
}

// PostWasRefused waits until the backend has answered a post of a message to the person with the status (bound: Delivery).
// Where none comes, the purpose is inconclusive.
func PostWasRefused(ctx context.Context, status int, to *people.Person) {
	scene := to.Scene()
	ctx, cancel := context.WithTimeout(ctx, scene.Bounds.Delivery)
	defer cancel()
	refused := record.And(record.Is(record.HTTPExchange), record.By(record.PartyIUT), record.About(to.Address()),
		record.With("method", "POST"), record.With("status", strconv.Itoa(status)))
	if _, err := scene.Log.Wait(ctx, 0, refused); err != nil {
		untried(scene, "the implementation was expected to post a message to %s, which the Teams backend would have answered with %d; it did not within %s (delivery)",
			to, status, scene.Bounds.Delivery)
	}
}

// PostsRefused makes the backend refuse every post of a message to the person for good, as it does a chat that is no more.
func PostsRefused(ctx context.Context, status int, to *people.Person) {
	atTeams(ctx, to, teams.FaultRespond, map[string]string{"path": postPath, "method": "POST", "status": strconv.Itoa(status)})
}

// AnswerLostOnce makes the connection break after the backend has stored the IUT's next post of a message to the person,
// and before it could say so.
func AnswerLostOnce(ctx context.Context, to *people.Person) {
	atTeams(ctx, to, teams.FaultResetConnection, map[string]string{"path": postPath, "method": "POST", "after": "true", "times": "1"})
}

// NotificationsTwice makes the backend deliver every change notification about the person twice, as Graph may.
func NotificationsTwice(ctx context.Context, about *people.Person) {
	atTeams(ctx, about, teams.FaultDuplicateNotifications, nil)
}

// NotificationsAgainLater makes the backend deliver the change notification of each message of the person twice, the second
// time behind that of the next one, as Graph may.
func NotificationsAgainLater(ctx context.Context, about *people.Person) {
	atTeams(ctx, about, teams.FaultDuplicateNotifications, map[string]string{"later": "true"})
}

// NotificationOvertaken makes the backend deliver the change notification of a person's next message behind that of the one
// after it: Graph promises no order.
func NotificationOvertaken(ctx context.Context, by *people.Person) {
	atTeams(ctx, by, teams.FaultReverseNotifications, map[string]string{"times": "1"})
}

// postPath is where the IUT posts messages on the interop plane.
const postPath = `^/interop/v1/chats/[^/]+/messages$`

func atSfB(ctx context.Context, p *people.Person, name string, params map[string]string) {
	_, err := p.Scene().SfB.Control.Inject(ctx, sfb.Fault{Name: name, User: p.Address(), Params: params})
	must(p, err)
}

// atTeams injects a fault for the person, which over ends again.
func atTeams(ctx context.Context, p *people.Person, name string, params map[string]string) (over func()) {
	control := p.Scene().Teams.Control
	id, err := control.InjectFault(ctx, teams.Fault{Name: name, User: p.Address(), Params: params})
	must(p, err)
	return func() { must(p, control.RemoveFault(ctx, id)) }
}

// must ends the purpose when the tester's own side refused.
func must(p *people.Person, err error) {
	if err != nil {
		p.Scene().Halt(judge.Finding{Verdict: judge.Error, Sentence: err.Error()})
	}
}

// Thrown makes the front end send the IUT bytes as they are, over the connection with which it has registered the person. It
// returns when the IUT has been through them, and the log says what became of the connection.
func Thrown(ctx context.Context, to *people.Person, messages ...[]byte) {
	must(to, to.Scene().SfB.Control.Throw(ctx, to.Address(), messages...))
	must(to, to.Scene().Sync(ctx))
}
