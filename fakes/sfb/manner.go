package sfb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// dialect is the kind of document that a watcher is sent.
type dialect int

const (
	inPIDF       dialect = iota // a presence document
	inCategories                // the categories that everybody sees
	inRoaming                   // the categories that the user's own endpoints see
)

// methodBENotify is a NOTIFY that nobody answers (MS-SIP, best effort NOTIFY).
const methodBENotify sip.RequestMethod = "BENOTIFY"

// The options of a watcher's Supported header (MS-SIP): to be told by BENOTIFY, and the first time in the answer.
const (
	optionBENotify  = "ms-benotify"
	optionPiggyback = "ms-piggyback-first-notify"
)

// ruleSubscribe names what a SUBSCRIBE in the dialect of SfB breaks.
const ruleSubscribe = "MS-PRES, subscription"

// manner is how a watcher wants to be told.
type manner struct {
	dialect dialect
	// wanted are the categories that it asked for.
	wanted []string
	// quiet watchers get BENOTIFY instead of NOTIFY, piggyback ones the first state in the answer to their SUBSCRIBE.
	quiet, piggyback bool
}

// other is how a watcher of the user's own presence is told who subscribed in the other dialect.
func (m manner) other() manner {
	if m.dialect == inRoaming {
		return manner{dialect: inPIDF}
	}
	return manner{dialect: inRoaming}
}

// confuses says whether a watcher is to be told in the wrong dialect now, see [FaultOtherDialect]. The caller holds the lock.
func (p *presence) confuses(s *subscription) bool {
	if !s.self() || s.over || s.batch != nil {
		return false
	}
	_, confuse := p.faults.take(FaultOtherDialect, s.party, s.presentity.address)
	return confuse
}

// last is what a watcher is told of the end: nothing more, when the answer to its SUBSCRIBE says it already.
func (m manner) last(state string) string {
	if m.piggyback {
		return stateUntold
	}
	return state
}

// interest is what a SUBSCRIBE asks for. batch is nil when it is about one person.
type interest struct {
	how   manner
	batch *msrtc.Batch
}

// interestOf reads what a SUBSCRIBE asks for, or how to refuse it.
func interestOf(req *sip.Request) (interest, refusal) {
	broken := func(err error) (interest, refusal) {
		return interest{}, refusal{code: 400, reason: "Bad Subscription", rule: ruleSubscribe, sentence: err.Error()}
	}
	w := interest{how: manner{quiet: supports(req, optionBENotify), piggyback: supports(req, optionPiggyback)}}
	kind := sipwire.ContentType(req)
	switch name, _ := eventOf(req); {
	case name == msrtc.EventSelf:
		w.how.dialect = inRoaming
		if len(req.Body()) == 0 {
			return w, refusal{}
		}
		if kind != msrtc.TypeRoaming {
			return broken(fmt.Errorf("a SUBSCRIBE to the own presence carries %s; this one carries %q", msrtc.TypeRoaming, kind))
		}
		if err := msrtc.CheckSelfSubscription(req.Body()); err != nil {
			return broken(err)
		}
		return w, refusal{}
	case kind == msrtc.TypeBatch:
		if unknown := unsupported(req, "Require", "adhoclist", "categorylist"); len(unknown) > 0 {
			return interest{}, refusal{code: 420, reason: "Bad Extension", headers: []sip.Header{sip.NewHeader("Unsupported", strings.Join(unknown, ", "))}}
		}
		b, err := msrtc.ParseBatch(req.Body())
		if err != nil {
			return broken(err)
		}
		w.how.dialect, w.batch = inCategories, &b
		return w, refusal{}
	case accepts(req, pidf.ContentType):
		return interest{}, refusal{} // the standard way, whatever else is supported
	case accepts(req, msrtc.TypeCategories):
		w.how.dialect, w.how.wanted = inCategories, msrtc.DefaultCategories()
		return w, refusal{}
	}
	return interest{}, refusal{code: 406, reason: "Not Acceptable", headers: []sip.Header{
		sip.NewHeader("Accept", pidf.ContentType+", "+msrtc.TypeCategories),
	}}
}

// accepts says whether the sender takes documents of the type. Who says nothing takes presence documents (RFC 3856 §6.5).
func accepts(req *sip.Request, contentType string) bool {
	kinds := sipwire.List(req, "Accept")
	if len(kinds) == 0 {
		return contentType == pidf.ContentType
	}
	return slices.ContainsFunc(kinds, func(kind string) bool {
		kind, _ = sipwire.ParseParams(kind)
		return strings.EqualFold(kind, contentType) || strings.EqualFold(kind, "application/*") || kind == "*/*"
	})
}

// told is the present state as a watcher is told it.
func (s *presentity) told(how manner) (contentType string, body []byte) {
	switch how.dialect {
	case inCategories:
		return msrtc.TypeCategories, s.forEverybody(how.wanted).Marshal()
	case inRoaming:
		return msrtc.TypeRoaming, s.forSelf().Marshal()
	}
	return pidf.ContentType, s.aggregate().Marshal()
}

// forEverybody are the wanted categories as colleagues see them: those that the server makes, and whatever endpoints
// published into the colleagues' container themselves.
func (s *presentity) forEverybody(wanted []string) msrtc.Categories {
	d := msrtc.Categories{URI: "sip:" + s.address}
	for _, c := range msrtc.Aggregate(s.aggregate()) {
		if slices.Contains(wanted, c.Name) {
			d.Items = append(d.Items, c)
		}
	}
	for _, c := range s.stored() {
		if c.Container == msrtc.ContainerColleagues && c.Other != nil && slices.Contains(wanted, c.Name) {
			d.Items = append(d.Items, c.Category)
		}
	}
	return d
}

// forSelf is all that the user's endpoints published, what was published as documents too.
func (s *presentity) forSelf() msrtc.Roaming {
	d := msrtc.Categories{URI: "sip:" + s.address}
	for _, c := range s.stored() {
		d.Items = append(d.Items, s.shown(c))
	}
	documents := s.aggregateOf(func(pub *publication) bool { return !pub.owned })
	for _, c := range msrtc.FromDocument(documents, msrtc.ContainerEndpoints) {
		c.Version, c.ExpireType = 1, msrtc.ExpireUser
		d.Items = append(d.Items, c)
	}
	return msrtc.Roaming{Categories: d}
}
