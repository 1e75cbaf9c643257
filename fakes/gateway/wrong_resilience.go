package gateway

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// storesLater answers an IM at once and stores it a moment later, if the gateway lives that long.
func (l *line) storesLater(tx *sipwire.ServerTx, text string) bool {
	if !l.g.faults.has(StoresAfterAnswering) {
		return false
	}
	l.g.answer(tx, 200, "")
	timer := time.NewTimer(250 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		_ = l.deliver(l.g.life, tx.Request(), text)
	case <-l.g.life.Done():
	}
	return true
}

// foundOf is what a faulty gateway finds of the messages in a gap.
func (f faults) foundOf(missed []chatMessage) []chatMessage {
	if len(missed) > 0 && f.has(FillsGapButLast) {
		return missed[:len(missed)-1]
	}
	return missed
}

// echo sends to an SfB user what they wrote themselves, and what is found in a chat after a gap.
func (c *courier) echo(ctx context.Context, l *line, m chatMessage) {
	if m.sender() == l.user.ID || m.sender() == "" || !c.g.faults.has(EchoesTheGap) {
		return
	}
	if p, err := c.pairOf(ctx, m.ChatID); err == nil {
		for _, peer := range p.peers {
			c.g.start(func() { _ = c.bring(c.g.life, l, peer.address, m.text(c.g.faults), m.Created) })
		}
	}
}

// queueTwice has a message carried again by all who noticed that it wasn't.
func (c *courier) queueTwice(chatID, messageID string, err error) {
	if !isStatus(err, http.StatusInternalServerError) || !c.g.faults.has(QueuesTwiceOn500) {
		return
	}
	for range 2 {
		c.g.after(firstPause, func() { _ = c.carry(c.g.life, chatID, messageID) })
	}
}

// readAgainAfter is how late ReadsAgainLate is: longer than a message may take.
const readAgainAfter = 15 * time.Second

// late is how long a request is not repeated that was refused.
func (f faults) late(r *refusal) time.Duration {
	if strings.HasPrefix(r.Request, http.MethodGet) && r.passing() && f.has(ReadsAgainLate) {
		return readAgainAfter
	}
	return r.RetryAfter
}

// restsFor is how long LeavesTeamsAlone does.
const restsFor = 10 * time.Second

// stumbled notes that Teams failed.
func (t *teamsClient) stumbled(r *refusal) {
	if r.Status == http.StatusInternalServerError && t.faults.has(LeavesTeamsAlone) {
		t.resting.Store(r.Request, time.Now())
	}
}

// rests says whether a faulty gateway leaves Teams alone about a chat, and drops what is to be carried meanwhile.
func (t *teamsClient) rests(chatID string) (rests bool) {
	t.resting.Range(func(request, failed any) bool {
		rests = strings.Contains(request.(string), chatPath(chatID)) && time.Since(failed.(time.Time)) < restsFor
		return !rests
	})
	return rests
}

// takeOver has another worker carry a message as well that one was slow to read, since it began.
func (c *courier) takeOver(chatID, messageID string, began time.Time) {
	if time.Since(began) > impatience && c.g.faults.has(TakesOverSlowWork) && c.lapses.hurried.first(chatID+" "+messageID) {
		c.g.start(func() { _ = c.carry(c.g.life, chatID, messageID) })
	}
}

// answerTo is the answer to an IM that was stored, since that was begun.
func (f faults) answerTo(began time.Time) int {
	if time.Since(began) > impatience && f.has(Answers408WhenSlow) {
		return 408
	}
	return 200
}

// errSlow is why GivesUpOnSlowReads has no answer.
var errSlow = errors.New("Teams did not answer in time")

// tooSlow says that an answer came too late for a faulty gateway to be there yet.
func (f faults) tooSlow(method string, began time.Time) error {
	if method == http.MethodGet && time.Since(began) > impatience && f.has(GivesUpOnSlowReads) {
		return errSlow
	}
	return nil
}

// afterAll is how much later StoresWhatItRefused stores it.
const afterAll = 300 * time.Millisecond

// storesAfterRefusing stores an IM after all that was refused because the connection to Teams broke.
func (l *line) storesAfterRefusing(req *sip.Request, text string, err error) {
	var r *refusal
	if !errors.As(err, &r) && l.g.faults.has(StoresWhatItRefused) {
		l.g.after(afterAll, func() { _ = l.deliver(l.g.life, req, text) })
	}
}

// givesUpBroken says whether a faulty gateway takes a connection to Teams that broke for the last word.
func (f faults) givesUpBroken(err error) bool {
	return f.has(AcceptsUnstored) || f.has(StoresWhatItRefused) || errors.Is(err, errSlow)
}

// givesUpOn says whether a faulty gateway takes a failure that will pass for the last word.
func (f faults) givesUpOn(r *refusal) bool {
	return r.Status == http.StatusTooManyRequests && f.has(GivesUpOn429) ||
		r.Status == http.StatusServiceUnavailable && f.has(GivesUpOn503) ||
		r.Status == http.StatusInternalServerError && (f.has(GivesUpOn500) || f.has(QueuesTwiceOn500))
}

// reauthorizedAfter is how late ReauthorizesLate is: longer than a message may take.
const reauthorizedAfter = 8 * time.Second

// goodUntil is until when a subscription is taken to be good that was granted until some time.
func (f faults) goodUntil(granted time.Time) time.Time {
	if time.Until(granted) < subscriptionLife/2 && f.has(IgnoresGrantedLife) {
		return time.Now().Add(subscriptionLife)
	}
	return granted
}

// impatience is how long faulty gateways wait for Teams.
const impatience = 200 * time.Millisecond

// patientWith bounds one attempt at a request; only a faulty gateway gives up on it before the whole request is given up.
func (f faults) patientWith(ctx context.Context, method string, attempt int) (context.Context, context.CancelFunc) {
	if method == http.MethodPost && attempt == 0 && f.has(PostsAgainWhenSlow) {
		return context.WithTimeout(ctx, impatience)
	}
	return ctx, func() {}
}

// namesAnew says whether a faulty gateway takes a repetition for a message of its own.
func (f faults) namesAnew(attempt int) bool {
	return attempt > 0 && (f.has(RetriesAsNew) || f.has(PostsAgainWhenSlow))
}

// losesWith says whether a faulty gateway takes an IM for delivered that failed for a reason.
func (f faults) losesWith(err error) bool {
	return brokenOff(err) && f.has(LosesWithConnection)
}

// acceptsUnstored says whether a faulty gateway takes an IM for stored that failed for a reason.
func (f faults) acceptsUnstored(err error) bool {
	var r *refusal
	return f.has(AcceptsUnstored) && !errors.As(err, &r)
}

// timers are those of the transactions. A faulty gateway waits so long before it sends a request again that it never does.
func (g *Gateway) timers() sipwire.Timers {
	t := g.config.Timers
	if g.faults.has(SendsOnce) {
		t.T1 = time.Minute
	}
	return t
}

// tooOld is from when on DropsOverdue takes a message for one from long ago.
const tooOld = time.Second

// overdue says whether a faulty courier finds a message too old to be carried.
func (c *courier) overdue(ctx context.Context, m chatMessage) bool {
	if time.Since(m.Created) <= tooOld {
		return false
	}
	switch f := c.g.faults; {
	case f.has(DropsOverdue):
		return true
	case f.has(SendsOverdueAndSaysNo):
		_ = c.tell(ctx, m.ChatID, m.ID, &undelivered{Code: 408, Reason: "it took too long"})
	case f.has(BeginsAnewAfterSleep):
		if l, _ := c.g.roster.find(ctx, m.sender()); l != nil {
			l.wrong.beside.Store(true)
			l.endpoint.poke()
		}
	}
	return false
}

// briefly is how long RemembersForAMoment remembers a message.
const briefly = 500 * time.Millisecond

// forgotten says whether a faulty courier no longer knows that it was told of a message before. Teams names messages by the
// millisecond in which they were written.
func (c *courier) forgotten(messageID string) bool {
	ms, err := strconv.ParseInt(messageID, 10, 64)
	return err == nil && time.Since(time.UnixMilli(ms)) > briefly && c.g.faults.has(RemembersForAMoment)
}
