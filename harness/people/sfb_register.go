package people

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// allowed are the methods that an SfB client takes.
const allowed = "INVITE, ACK, CANCEL, BYE, MESSAGE, INFO, NOTIFY, OPTIONS, UPDATE"

// askedExpiry is how long a client asks to be registered, published or subscribed. The front end may grant less.
const askedExpiry = time.Hour

// registration is a client's one registration (RFC 3261 section 10.2, RFC 5626 for the instance).
type registration struct {
	instance string // urn:uuid:...
	epid     string // MS-SIPREGE 3.1.1.1: names the endpoint in From
	callID   string
	tag      string

	mu      sync.Mutex
	cseq    uint32
	expires time.Duration // to ask for
	contact sip.Uri       // of this client in dialogs: its GRUU once it has one
}

func (r *registration) init(instance string) {
	r.instance, r.callID, r.tag, r.expires = instance, sipwire.NewCallID(), sipwire.NewTag(), askedExpiry
	digits := strings.ReplaceAll(instance, "-", "")
	r.epid = digits[max(0, len(digits)-12):]
}

// register registers, and keeps the registration alive until the session ends.
func (s *sfbSession) register(ctx context.Context) error {
	granted, err := s.bind(ctx)
	if err != nil {
		return err
	}
	s.keep("registration", granted, s.bind)
	return nil
}

// deregister ends this client's binding and no other.
func (s *sfbSession) deregister(ctx context.Context) error {
	s.registration.mu.Lock()
	s.registration.expires = 0
	s.registration.mu.Unlock()
	_, err := s.bind(ctx)
	return err
}

// bind sends a REGISTER, again with credentials or a longer expiry when the registrar asks for it, and returns what was
// granted.
func (s *sfbSession) bind(ctx context.Context) (granted time.Duration, err error) {
	req := s.newRegister()
	for range 5 { // a challenge, a stale nonce, an interval too brief and then a challenge again: more is no registrar
		res, err := s.ask(ctx, req, s.scene.bounds().Registration)
		if err != nil {
			return 0, err
		}
		switch res.StatusCode {
		case 200:
			return s.bound(res)
		case 401, 407:
			again := s.newRegister()
			if err := sipwire.Authorize(again, res, s.me(), s.client.person.User.Password); err != nil {
				return 0, fmt.Errorf("%s can't answer the registrar's challenge: %w", s.client, err)
			}
			req = again
		case 423:
			least, err := strconv.Atoi(sipwire.Value(res, "Min-Expires"))
			if err != nil {
				return 0, fmt.Errorf("%s was answered 423 without a readable Min-Expires: %w", s.client, err)
			}
			s.registration.mu.Lock()
			s.registration.expires = time.Duration(least) * time.Second
			s.registration.mu.Unlock()
			req = s.newRegister()
		default:
			return 0, fmt.Errorf("%s could not register: the registrar answered %s", s.client, res.StartLine())
		}
	}
	return 0, fmt.Errorf("%s could not register in five attempts", s.client)
}

func (s *sfbSession) newRegister() *sip.Request {
	r := &s.registration
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cseq++
	req := sipwire.NewRequest(sip.REGISTER, sip.Uri{Scheme: "sip", Host: s.scene.SfB.Domain}, s.uri(), s.uri())
	req.From().Params = sip.HeaderParams{{K: "tag", V: r.tag}, {K: "epid", V: r.epid}}
	id := sip.CallIDHeader(r.callID)
	sipwire.Set(req, &id)
	req.CSeq().SeqNo = r.cseq
	contact := &sip.ContactHeader{Address: s.address()}
	contact.Params = sip.HeaderParams{
		{K: "+sip.instance", V: sipwire.Quote("<" + r.instance + ">")},
		{K: "audio"},
		{K: "video"},
		{K: "text"},
		{K: "application"},
		{K: "methods", V: sipwire.Quote(allowed)},
	}
	req.AppendHeader(contact)
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(r.expires/time.Second))))
	for _, option := range []string{"gruu", "gruu-10", "adhoclist", "msrtc-event-categories"} {
		req.AppendHeader(sip.NewHeader("Supported", option))
	}
	req.AppendHeader(sip.NewHeader("Event", "registration"))
	req.AppendHeader(sip.NewHeader("Allow-Events", "presence"))
	return req
}

// bound reads the registrar's answer: what was granted, and this client's GRUU.
func (s *sfbSession) bound(res *sip.Response) (granted time.Duration, err error) {
	seconds, err := strconv.Atoi(sipwire.Value(res, "Expires"))
	for _, c := range sipwire.Contacts(res) {
		if instance, _ := sipwire.Param(c.Params, "+sip.instance"); !strings.EqualFold(strings.Trim(instance, "<>"), s.registration.instance) {
			continue
		}
		if own, ok := sipwire.Param(c.Params, "expires"); ok {
			seconds, err = strconv.Atoi(own)
		}
		for _, name := range []string{"pub-gruu", "gruu"} {
			if text, ok := sipwire.Param(c.Params, name); ok && text != "" {
				gruu, err := sipwire.ParseURI(text)
				if err != nil {
					return 0, fmt.Errorf("%s was given a GRUU that can't be read: %w", s.client, err)
				}
				s.registration.mu.Lock()
				s.registration.contact = gruu
				s.registration.mu.Unlock()
				break
			}
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%s was answered 200 to REGISTER without a readable expiry: %w", s.client, err)
	}
	return time.Duration(seconds) * time.Second, nil
}

// contact is this client's Contact in dialogs.
func (s *sfbSession) contact() *sip.ContactHeader {
	s.registration.mu.Lock()
	defer s.registration.mu.Unlock()
	if s.registration.contact.Host != "" {
		return &sip.ContactHeader{Address: *s.registration.contact.Clone()}
	}
	return &sip.ContactHeader{Address: s.address()}
}

// address is where the client's socket is.
func (s *sfbSession) address() sip.Uri {
	uri := s.uri()
	host, port, _ := net.SplitHostPort(s.flow.Local()) // the flow writes it so
	uri.Host = host
	uri.Port, _ = strconv.Atoi(port)
	uri.UriParams = sip.HeaderParams{{K: "transport", V: s.flow.Transport()}}
	return uri
}

// awaitUnbound waits until the registrar has ended this client's binding.
func (s *sfbSession) awaitUnbound(ctx context.Context, mark int) error {
	_, err := s.scene.await(ctx, s.scene.bounds().Registration, mark,
		record.And(record.Is(record.Unbound), record.From(s.me()), record.With("instance", s.registration.instance)))
	if errors.Is(err, errLate) {
		return fmt.Errorf("%s is gone; the SfB front end's log does not show the end of its binding within %s (registration)", s.client, s.scene.bounds().Registration)
	}
	return err
}

// keep renews something that expires, at half of what was granted, until the session ends. renew returns what was granted
// next; zero ends it.
func (s *sfbSession) keep(what string, granted time.Duration, renew func(context.Context) (time.Duration, error)) {
	if granted <= 0 {
		return
	}
	s.start(func() {
		for granted > 0 {
			timer := time.NewTimer(granted / 2)
			select {
			case <-s.life.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
			var err error
			if granted, err = renew(s.life); err != nil {
				if s.life.Err() == nil {
					s.blind(fmt.Errorf("%s could not renew its %s: %w", s.client, what, err))
				}
				return
			}
		}
	})
}
