package msrtc

import (
	"fmt"
	"slices"
)

// Batch is what a watcher asks for in one SUBSCRIBE (MS-PRES, batched subscription): some categories of several people.
type Batch struct {
	// URI is the watcher's own.
	URI string
	// Actions are carried out in order. Nearly always there is one.
	Actions []Action
}

// The names of actions.
const (
	// Subscribe adds people to the subscription.
	Subscribe = "subscribe"
	// Unsubscribe takes them out.
	Unsubscribe = "unsubscribe"
)

// Action adds people to a subscription, or takes them out.
type Action struct {
	// Name is [Subscribe] or [Unsubscribe]; ID tells actions apart.
	Name, ID string
	// Resources are the URIs of the people.
	Resources []string
	// Categories are what is wanted of them; none means what a server sends by itself.
	Categories []string
}

// DefaultCategories are what a watcher gets who doesn't say (MS-PRES, default categories), and services.
func DefaultCategories() []string {
	return []string{"calendarData", "contactCard", "note", CategoryServices, CategoryState}
}

// ParseBatch reads the body of a batched SUBSCRIBE.
func ParseBatch(body []byte) (Batch, error) {
	root, err := tree(body, "the batched subscription", spaceBatch, "batchSub")
	if err != nil {
		return Batch{}, err
	}
	b := Batch{}
	if b.URI, _ = root.Attr("uri"); b.URI == "" {
		return Batch{}, fmt.Errorf("<batchSub> has no uri")
	}
	for _, e := range root.Children {
		if !e.Is(spaceBatch, "action") {
			continue
		}
		a := Action{}
		a.ID, _ = e.Attr("id")
		if a.Name, _ = e.Attr("name"); a.Name != Subscribe && a.Name != Unsubscribe {
			return Batch{}, fmt.Errorf("name of <action> is %q, not subscribe or unsubscribe", a.Name)
		}
		for _, c := range e.Children {
			switch {
			case c.Is(spaceBatch, "adhocList"):
				for _, resource := range c.Children {
					uri, _ := resource.Attr("uri")
					if uri == "" {
						return Batch{}, fmt.Errorf("a <resource> of <adhocList> has no uri")
					}
					a.Resources = append(a.Resources, uri)
				}
			case c.Is(spaceWanted, "categoryList"):
				for _, category := range c.Children {
					if name, _ := category.Attr("name"); name != "" && !slices.Contains(a.Categories, name) {
						a.Categories = append(a.Categories, name)
					}
				}
			}
		}
		if len(a.Resources) == 0 {
			return Batch{}, fmt.Errorf("<action> names nobody in <adhocList>")
		}
		b.Actions = append(b.Actions, a)
	}
	if len(b.Actions) == 0 {
		return Batch{}, fmt.Errorf("<batchSub> has no <action>")
	}
	return b, nil
}

// Marshal writes the subscription.
func (b Batch) Marshal() []byte {
	var w writer
	w.raw("<batchSub")
	w.attr("xmlns", spaceBatch)
	w.attr("uri", b.URI)
	w.raw(` name="">`)
	for _, a := range b.Actions {
		w.raw("<action")
		w.attr("name", a.Name)
		w.attr("id", a.ID)
		w.raw("><adhocList>")
		for _, uri := range a.Resources {
			w.raw("<resource")
			w.attr("uri", uri)
			w.raw("/>")
		}
		w.raw("</adhocList>")
		if len(a.Categories) > 0 {
			w.raw("<categoryList")
			w.attr("xmlns", spaceWanted)
			w.raw(">")
			for _, name := range a.Categories {
				w.raw("<category")
				w.attr("name", name)
				w.raw("/>")
			}
			w.raw("</categoryList>")
		}
		w.raw("</action>")
	}
	w.raw("</batchSub>")
	return w.Bytes()
}

// SelfSubscription is the body of a SUBSCRIBE to one's own presence: everything is wanted.
func SelfSubscription() []byte {
	return []byte(`<roamingList xmlns="` + spaceRoaming + `"><categories/><containers/><subscribers/></roamingList>`)
}

// CheckSelfSubscription says what is wrong with the body of a SUBSCRIBE to one's own presence, or nil.
func CheckSelfSubscription(body []byte) error {
	_, err := tree(body, "the subscription to the own presence", spaceRoaming, "roamingList")
	return err
}
