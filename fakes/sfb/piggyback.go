package sfb

import (
	"fmt"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// answer gives the 200 to a SUBSCRIBE when the lock is given back. To a watcher who asked for it, the state of the
// subscriptions rides in it (MS-SIP, piggyback of the first NOTIFY); told says whether it does. The caller holds the lock.
func (p *presence) answer(tx *sipwire.ServerTx, res *sip.Response, granted time.Duration, how manner, subs ...*subscription) (told bool) {
	if how.dialect == inPIDF {
		p.afterwards(func() { _ = tx.Respond(res) })
		return false
	}
	res.AppendHeader(sip.NewHeader("Event", sipwire.Value(tx.Request(), "Event")))
	res.AppendHeader(sip.NewHeader("Supported", optionBENotify+", "+optionPiggyback))
	state := "terminated;expires=0"
	if granted > 0 {
		state = fmt.Sprintf("active;expires=%d", int(granted/time.Second))
	}
	res.AppendHeader(sip.NewHeader("subscription-state", state))
	if !how.piggyback || len(subs) == 0 {
		p.afterwards(func() { _ = tx.Respond(res) })
		return false
	}
	p.carry(res, subs)
	serials := make([]uint64, len(subs))
	for i, s := range subs {
		serials[i] = s.presentity.serial
	}
	p.afterwards(func() {
		if tx.Respond(res) != nil {
			return // the flow is gone, and its subscriptions end with it
		}
		p.update(func() {
			for i, s := range subs {
				p.notified(s, notice{serial: serials[i], quiet: true}, 200)
			}
		})
	})
	return true
}

// carry puts the state of the subscriptions, all of one dialog, into the answer. It takes the number of the NOTIFY that
// it stands for.
func (p *presence) carry(res *sip.Response, subs []*subscription) {
	number, _ := sipwire.CSeq(subs[0].dialog.Request(methodBENotify))
	res.AppendHeader(sip.NewHeader("ms-piggyback-cseq", strconv.FormatUint(uint64(number), 10)))
	batch := subs[0].batch
	if batch == nil {
		contentType, body := subs[0].presentity.told(subs[0].how)
		sipwire.SetBody(res, contentType, body)
		return
	}
	list := msrtc.List{URI: "sip:" + batch.watcher, Unknown: batch.unknown}
	parts := []msrtc.Part{{Type: msrtc.TypeList, Body: list.Marshal()}}
	for _, s := range subs {
		contentType, body := s.presentity.told(s.how)
		parts = append(parts, msrtc.Part{Type: contentType, Body: body})
	}
	contentType, body := msrtc.Related(parts)
	sipwire.SetBody(res, contentType, body)
}
