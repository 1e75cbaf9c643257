package teams

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// watchKind is what a subscription is for.
type watchKind int

const (
	watchMessages watchKind = iota
	watchPresence
	watchActivity
	watchUsers
)

// watch is the resource of a subscription, read.
type watch struct {
	kind watchKind
	// chat and user narrow messages to one chat, or to the chats of one user; users narrows presences.
	chat  string
	user  *user
	users map[*user]bool
}

// maxPresences is the most ids that a presence subscription may list.
const maxPresences = 650

// readWatch reads the resource of a subscription. The answer is a refusal.
func (b *Backend) readWatch(resource string) (watch, *answer) {
	path, query, _ := strings.Cut(strings.TrimPrefix(resource, "/"), "?")
	path = strings.TrimPrefix(path, "v1.0/")
	segments := strings.Split(keysAsSegments(path), "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			segments[i] = plain
		}
	}
	last := strings.TrimSuffix(segments[len(segments)-1], "()")
	at := func(i int) string {
		if i < len(segments) {
			return segments[i]
		}
		return ""
	}
	switch {
	case path == "interop/v1/activity":
		return watch{kind: watchActivity}, nil
	case path == "users":
		return watch{kind: watchUsers}, nil
	case len(segments) == 2 && at(0) == "chats" && last == "getAllMessages":
		return watch{kind: watchMessages}, nil
	case len(segments) == 3 && at(0) == "chats" && last == "messages":
		if b.chats.byID[at(1)] == nil {
			a := notFound("chat", at(1))
			return watch{}, &a
		}
		return watch{kind: watchMessages, chat: at(1)}, nil
	case len(segments) == 4 && at(0) == "users" && at(2) == "chats" && last == "getAllMessages":
		u := b.people.find(at(1))
		if u == nil {
			a := noSuchUser(at(1))
			return watch{}, &a
		}
		return watch{kind: watchMessages, user: u}, nil
	case at(0) == "communications" && at(1) == "presences" && len(segments) <= 3:
		return b.readPresenceWatch(at(2), query)
	}
	a := badRequest("The resource '%s' can't be subscribed to.", resource).
		breaking("openapi.yaml createSubscription resource", "a subscription to %q was asked for, which the contract does not have", resource)
	return watch{}, &a
}

// readPresenceWatch reads one id of the path, or those of "$filter=id in ('..',..)".
func (b *Backend) readPresenceWatch(id, query string) (watch, *answer) {
	ids := []literal{id}
	if id == "" {
		var err error
		if ids, err = listedIDs(query); err != nil {
			a := badRequest("The resource must name presences: %s.", err).
				breaking("openapi.yaml createSubscription resource", "a subscription to presences does not list ids: %v", err)
			return watch{}, &a
		}
	}
	if len(ids) > maxPresences {
		a := badRequest("A subscription lists at most %d presences.", maxPresences).
			breaking("openapi.yaml createSubscription resource", "a subscription lists %d presences, and %d is the most", len(ids), maxPresences)
		return watch{}, &a
	}
	w := watch{kind: watchPresence, users: map[*user]bool{}}
	for _, id := range ids {
		u := b.people.find(fmt.Sprint(id))
		if u == nil {
			a := noSuchUser(fmt.Sprint(id))
			return watch{}, &a
		}
		w.users[u] = true
	}
	return w, nil
}

// listedIDs reads "$filter=id in ('..',..)", written plain or escaped.
func listedIDs(query string) ([]literal, error) {
	if plain, err := url.PathUnescape(query); err == nil {
		query = plain
	}
	text, ok := strings.CutPrefix(query, "$filter=")
	if !ok {
		return nil, fmt.Errorf("'$filter=id in (...)' expected, not '%s'", query)
	}
	f, err := parseFilter(text)
	if err != nil {
		return nil, err
	}
	in, ok := f.(membership)
	if !ok || in.path != "id" {
		return nil, fmt.Errorf("'id in (...)' expected, not '%s'", text)
	}
	return in.in, nil
}

var keySegments = strings.NewReplacer("('", "/", "')", "")

// keysAsSegments turns "chats('19:x')/messages" into "chats/19:x/messages"; both forms name the same.
func keysAsSegments(path string) string {
	return keySegments.Replace(path)
}

// wants says whether a change is one for the subscription.
func (w watch) wants(c change) bool {
	if w.kind != c.kind {
		return false
	}
	switch w.kind {
	case watchMessages:
		return (w.chat == "" || w.chat == c.chat.id) && (w.user == nil || slices.Contains(c.chat.members, w.user))
	case watchPresence:
		return w.users[c.subject]
	}
	return true
}
