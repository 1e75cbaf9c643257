package sfb

import (
	"errors"
	"strconv"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// tap records every message in the order of the wire, and judges what came in by itself. It runs before the message is
// handled.
func (f *FrontEnd) tap(frame sipwire.Frame) {
	if f.transit.is(frame.Flow) || frame.Msg != nil && f.transit.passes(frame.Msg) {
		return // the front end talks to itself
	}
	if frame.Msg == nil {
		if !frame.Out { // the front end says such things only when the tester throws them
			f.garbage(frame)
		}
		return
	}
	if !frame.Out {
		f.introduce(frame)
	}
	e := record.Event{
		Kind: record.SIPIn, Time: frame.Time, Party: f.peers.party(frame.Flow), Raw: frame.Raw,
		Token: tokenOf(frame.Msg), Attrs: messageAttrs(frame),
	}
	if frame.Out {
		e.Kind = record.SIPOut
	}
	e.From, e.To = sipwire.FromAddress(frame.Msg), sipwire.ToAddress(frame.Msg)
	e.Text, _ = textOf(frame.Msg)
	f.log.Append(e)
	if frame.Out || f.thrown.excuses(frame) {
		return
	}
	for _, v := range sipwire.Check(frame.Msg, frame.Raw) {
		f.log.Append(record.Event{
			Kind: record.Violation, Party: e.Party, From: e.From, To: e.To, Token: e.Token, Text: v.Sentence,
			Attrs: map[string]string{"rule": v.Rule, "call-id": e.Attrs["call-id"]}, Raw: frame.Raw,
		})
	}
}

// garbage records bytes that are no SIP message, about the people whom they name if that can still be read. What the endpoint does with them (400, or the end of the connection) is
// in the log next.
func (f *FrontEnd) garbage(frame sipwire.Frame) {
	from, to, callID := sipwire.Salvage(frame.Raw)
	e := record.Event{
		Kind: record.SIPIn, Time: frame.Time, Party: f.peers.party(frame.Flow), From: from, To: to,
		Token: record.TokenIn(string(frame.Raw)), Attrs: flowAttrs(frame.Flow), Raw: frame.Raw,
	}
	e.Attrs["call-id"] = callID
	f.log.Append(e)
	if f.thrown.excuses(frame) {
		return
	}
	e.Kind, e.Text = record.Violation, "sends what is no SIP message"
	e.Attrs = map[string]string{"rule": "RFC 3261 §7", "call-id": callID}
	if frame.Err != nil {
		e.Text += ": " + frame.Err.Error()
	}
	if wrong := (*sipwire.SyntaxError)(nil); errors.As(frame.Err, &wrong) {
		e.Attrs["rule"] = wrong.Rule
	}
	f.log.Append(e)
}

// introduce lets a REGISTER say who is at the other end of its flow, so that it is recorded under the right name itself.
func (f *FrontEnd) introduce(frame sipwire.Frame) {
	req, ok := frame.Msg.(*sip.Request)
	if ok && len(sipwire.Values(req, "Via")) > 1 {
		f.peers.hops(frame.Flow)
	}
	if !ok || req.Method != sip.REGISTER {
		return
	}
	address := sipwire.ToAddress(req)
	for _, c := range contactsOf(req) {
		own, personal := f.roster.client(c.instance)
		f.peers.introduce(frame.Flow, own, personal && own.address == address)
	}
}

// onFlow records connections, and ends what lived on one that is gone.
func (f *FrontEnd) onFlow(flow *sipwire.Flow, open bool) {
	if open {
		f.peers.meet(flow)
		f.log.Append(record.Event{Kind: record.FlowOpened, Attrs: flowAttrs(flow)})
		return
	}
	f.log.Append(record.Event{Kind: record.FlowClosed, Party: f.peers.party(flow), Attrs: flowAttrs(flow)})
	f.peers.forget(flow) // first, so that nothing more is sent there
	f.location.flowClosed(flow)
	f.presence.flowClosed(flow)
	f.forks.flowClosed(flow)
}

func flowAttrs(flow *sipwire.Flow) map[string]string {
	return map[string]string{"flow": flow.ID(), "transport": flow.Transport(), "remote": flow.Remote()}
}

func messageAttrs(frame sipwire.Frame) map[string]string {
	attrs := flowAttrs(frame.Flow)
	switch m := frame.Msg.(type) {
	case *sip.Request:
		attrs["start"], attrs["method"] = m.StartLine(), string(m.Method)
	case *sip.Response:
		attrs["start"], attrs["status"] = m.StartLine(), strconv.Itoa(m.StatusCode)
	}
	attrs["call-id"] = sipwire.CallID(frame.Msg)
	if h := frame.Msg.CSeq(); h != nil {
		attrs["method"], attrs["cseq"] = string(h.MethodName), strconv.FormatUint(uint64(h.SeqNo), 10)
	}
	return attrs
}
