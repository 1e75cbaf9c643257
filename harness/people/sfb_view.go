package people

import (
	"cmp"
	"slices"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// methodBENotify is a NOTIFY that is not answered (MS-SIP, best effort NOTIFY).
const methodBENotify sip.RequestMethod = "BENOTIFY"

// The words of an SfB client's contact list.
const (
	wordOffline    = "Offline"
	wordOnThePhone = "On the phone"
	wordIMOnly     = "IM Only"
	wordAvailable  = "Available"
)

// seen is what a client makes of a person's presence.
type seen struct {
	words                    string
	capabilities, activities []string // by their names in PIDF
}

// view is how a client watches one person, in one dialect. It is used under the watch's lock but for asks, begins and
// headers.
type view interface {
	// asks is the address that a SUBSCRIBE to the person is sent to.
	asks(me, person string) string
	// begins adds to the first SUBSCRIBE what only that one has.
	begins(subscribe *sip.Request, me, person string)
	// headers are in every SUBSCRIBE.
	headers() []sip.Header
	// reads makes something of what a NOTIFY, or an answer, carries.
	reads(person, contentType string, body []byte) (seen, error)
}

// newView is a view in a dialect.
func newView(dialect string) view {
	if dialect == "msrtc" {
		return &categoriesView{known: map[string]msrtc.Category{}}
	}
	return documentView{}
}

// documentView watches a person by presence documents, each of which says everything.
type documentView struct{}

func (documentView) asks(_, person string) string { return person }

func (documentView) begins(*sip.Request, string, string) {}

func (documentView) headers() []sip.Header {
	return []sip.Header{sip.NewHeader("Accept", pidf.ContentType)}
}

func (documentView) reads(_, _ string, body []byte) (seen, error) {
	doc, err := pidf.Parse(body)
	if err != nil {
		return seen{}, err
	}
	return seen{words: shownAs(doc), capabilities: doc.Capabilities(), activities: doc.Activities()}, nil
}

// shownAs is what an SfB client makes of a presence document.
func shownAs(doc pidf.Document) string {
	switch {
	case !doc.Open():
		return wordOffline
	case doc.OnThePhone():
		return wordOnThePhone
	case doc.IMOnly():
		return wordIMOnly
	}
	return wordAvailable
}

// categoriesView watches a person as SfB clients do: by a batched subscription, which is sent to oneself, and whose
// notices hold some of the categories.
type categoriesView struct {
	known map[string]msrtc.Category // by name, the latest of each
}

func (*categoriesView) asks(me, _ string) string { return me }

func (*categoriesView) begins(subscribe *sip.Request, me, person string) {
	sipwire.SetBody(subscribe, msrtc.TypeBatch, msrtc.Batch{URI: "sip:" + me, Actions: []msrtc.Action{{
		Name: msrtc.Subscribe, ID: "1", Resources: []string{"sip:" + person},
		Categories: []string{msrtc.CategoryState, msrtc.CategoryServices, "note", "contactCard"},
	}}}.Marshal())
}

func (*categoriesView) headers() []sip.Header {
	return []sip.Header{
		sip.NewHeader("Accept", msrtc.TypeCategories+", "+msrtc.TypeList+", "+msrtc.TypeRelated),
		sip.NewHeader("Require", "adhoclist, categoryList"),
		sip.NewHeader("Supported", "eventlist"),
		sip.NewHeader("Supported", "ms-benotify"),
		sip.NewHeader("Supported", "ms-piggyback-first-notify"),
		sip.NewHeader("Proxy-Require", "ms-benotify"),
	}
}

func (v *categoriesView) reads(person, contentType string, body []byte) (seen, error) {
	parts, err := msrtc.ParseRelated(contentType, body)
	if err != nil {
		return seen{}, err
	}
	for _, part := range parts {
		if part.Type != msrtc.TypeCategories {
			continue
		}
		d, err := msrtc.ParseCategories(part.Body)
		if err != nil {
			return seen{}, err
		}
		if uri, err := sipwire.ParseURI(d.URI); err != nil || sipwire.Address(uri) != person {
			continue
		}
		for _, c := range d.Items {
			v.known[c.Name] = c
		}
	}
	return v.sees(), nil
}

// sees is what an SfB client makes of the categories that it knows.
func (v *categoriesView) sees() seen {
	state := cmp.Or(v.known[msrtc.CategoryState].State, &msrtc.State{Availability: msrtc.Unsaid})
	s := seen{words: wordAvailable}
	if state.Activity != "" {
		s.activities = []string{state.Activity}
	}
	imOnly := false
	if services := v.known[msrtc.CategoryServices].Services; services != nil && state.Reachable() {
		s.capabilities = msrtc.Caps(services.Capabilities).Names()
		imOnly = slices.Equal(s.capabilities, []string{"message"})
	}
	switch {
	case !state.Reachable():
		s.words = wordOffline
	case state.Activity == msrtc.OnThePhone:
		s.words = wordOnThePhone
	case imOnly:
		s.words = wordIMOnly
	}
	return s
}
