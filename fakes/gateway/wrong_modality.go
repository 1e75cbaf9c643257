package gateway

import (
	"bytes"
	"context"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// takesForText says whether a faulty gateway takes a type for plain text.
func (f faults) takesForText(kind string) bool {
	return kind == fileOffer && f.has(PostsFileOffers) || kind == "text/html" && f.has(PostsHTMLSource) ||
		kind == "text/rtf" && f.has(PostsRTFSource)
}

// takesMedium says whether a faulty gateway takes a medium that is no message; nr is its place in the offer.
func (f faults) takesMedium(medium string, nr int) bool {
	switch medium {
	case "video":
		return f.has(TakesVideo)
	case "applicationsharing":
		return f.has(TakesSharing)
	case "data":
		return f.has(TakesData) || f.has(TakesFileTransfers)
	}
	return nr > 0 && f.has(LooksAtFirstMedium)
}

// takesInvitation says whether a faulty gateway takes an INVITE with a body that is no session description.
func (f faults) takesInvitation(kind string, body []byte) bool {
	if kind != "application/ms-conf-invite+xml" {
		return false
	}
	return f.has(TakesIMMeetings) && bytes.Contains(body, []byte("<im ")) ||
		f.has(TakesSharingMeetings) && bytes.Contains(body, []byte("<sharing "))
}

// objectWrongly answers what is no IM as a faulty gateway does. It is false when there is nothing wrong to do.
func (l *line) objectWrongly(tx *sipwire.ServerTx, code int) bool {
	f := l.g.faults
	now, _ := l.view()
	beside, meeting := now.InTeams && now.InSfB, code == 415
	switch {
	case meeting && f.has(DeclinesMeetingsForAll):
		l.g.answer(tx, 603, "")
	case meeting && f.has(PostsMeetingInvitations), !meeting && f.has(PostsMissedCalls):
		l.g.answer(tx, code, "")
		l.g.start(func() { _ = l.deliver(l.g.life, tx.Request(), "You were called in Skype for Business.") })
	case !meeting && f.has(LeavesCallsUnanswered):
	case !meeting && f.has(TakesCallsWhereActive) && beside && decide(now, f) == inTeams:
		l.accept(tx, false)
	case !meeting && f.has(EndsCallsForActiveSfB) && beside && decide(now, f) != inTeams:
		l.g.answer(tx, 600, "")
	default:
		return false
	}
	return true
}

// referred answers a REFER within a session: an IM session leads to nothing else.
func (s *session) referred(tx *sipwire.ServerTx) {
	l := s.l
	if !l.g.faults.has(FollowsReferrals) {
		l.g.answer(tx, 405, "", sip.NewHeader("Allow", allowed))
		return
	}
	l.g.answer(tx, 202, "")
	target := strings.Trim(sipwire.Value(tx.Request(), "Refer-To"), "<> ")
	l.g.start(func() { l.call(l.g.life, strings.TrimPrefix(target, "sip:")) })
}

// call places an audio call for the user and takes it back when it rings; only for faults.
func (l *line) call(ctx context.Context, address string) {
	flow, err := l.g.trunk.flow(ctx)
	if err != nil {
		return
	}
	req := l.invitation(flow, address)
	sdp := bytes.ReplaceAll(l.sdp(), []byte("m=message 5060 sip sip:"+l.address), []byte("m=audio 49170 RTP/AVP 0"))
	sipwire.SetBody(req, "application/sdp", sdp)
	ctx, cancel := context.WithTimeout(ctx, byeBound)
	defer cancel()
	if s, _, _ := l.ring(ctx, flow, req); s != nil {
		s.hangUp()
	}
}
