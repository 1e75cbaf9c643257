package sfb

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// within bounds every wait of these tests; a wait ends with its event.
const within = 10 * time.Second

func person(name string) directory.User {
	address := name + "@contoso.test"
	return directory.User{
		Address: address, DisplayName: name, ID: directory.ID(address), Password: "secret", SfB: true, Teams: true,
		Instances: []string{directory.Instance(address, 0)},
	}
}

// site is a front end on loopback sockets with the users alix, megan and theo, and teamsonly, who has no SfB.
type site struct {
	*FrontEnd
	t        testing.TB
	log      *record.Log
	tcp, udp string
	// dial opens the connections of endpoints; nil means the loopback interface.
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
	virtual time.Duration // the bound of waits on virtual time; zero means within
}

// newSite serves TCP and UDP on ports of the loopback interface.
func newSite(t testing.TB, config Config) *site {
	t.Helper()
	s := emptySite(t, config)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.tcp, s.udp = l.Addr().String(), pc.LocalAddr().String()
	s.ServeStream("tcp", l)
	s.ServePacket(pc)
	return s
}

// emptySite serves nothing yet.
func emptySite(t testing.TB, config Config) *site {
	t.Helper()
	config.Domain = "contoso.test"
	s := &site{t: t, log: record.NewLog(record.SourceSfB)}
	s.FrontEnd = New(config, s.log)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	without := person("teamsonly")
	without.SfB = false
	if err := s.roster.put("contoso.test", []directory.User{person("alix"), person("megan"), person("theo"), without}); err != nil {
		t.Fatal(err)
	}
	return s
}

// wait returns the first event of the log that the filter keeps, and fails the test when there is none in time.
func (s *site) wait(what string, keep record.Filter) record.Event {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(s.virtual, within))
	defer cancel()
	e, err := s.log.Wait(ctx, 0, keep)
	if err != nil {
		s.t.Fatalf("the front end was to record %s within %v: %v", what, cmp.Or(s.virtual, within), err)
	}
	return e
}

// events returns what the log holds of a kind.
func (s *site) events(kind record.Kind) []record.Event {
	return record.Select(s.log.All(), record.Is(kind))
}

// endpoint is a SIP endpoint of a test: it publishes and subscribes over one flow, and answers NOTIFYs.
type endpoint struct {
	*sipwire.Endpoint
	t        testing.TB
	virtual  time.Duration // the bound of waits on virtual time; zero means within
	address  string
	flow     *sipwire.Flow
	notifies chan *sip.Request
	// answer decides what a NOTIFY is answered; nil answers 200 at once.
	answer func(tx *sipwire.ServerTx)
}

// join connects an endpoint for the user named so over "tcp" or "udp". Until it registers one of the user's instances,
// the front end takes it for the IUT's.
func (s *site) join(transport, name string) *endpoint {
	s.t.Helper()
	e := &endpoint{t: s.t, virtual: s.virtual, address: name + "@contoso.test", notifies: make(chan *sip.Request, 1000)}
	e.Endpoint = sipwire.New(sipwire.Config{Name: name, Dial: s.dial, OnRequest: func(tx *sipwire.ServerTx) {
		if m := tx.Request().Method; m == sip.NOTIFY || m == methodBENotify {
			e.notifies <- tx.Request()
		}
		if e.answer != nil {
			e.answer(tx)
			return
		}
		_ = tx.Reply(200, "OK")
	}})
	s.t.Cleanup(func() {
		if err := e.Close(); err != nil {
			s.t.Error(err)
		}
	})
	to := s.tcp
	if transport == "udp" {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			s.t.Fatal(err)
		}
		e.ServePacket(pc)
		to = s.udp
	}
	flow, err := e.Flow(context.Background(), transport, to)
	if err != nil {
		s.t.Fatal(err)
	}
	e.flow = flow
	return e
}

// request makes a request of the endpoint's user to somebody, with headers "Name: value".
func (e *endpoint) request(method sip.RequestMethod, to string, headers ...[2]string) *sip.Request {
	me := sipwire.UserURI(e.address)
	req := sipwire.NewRequest(method, sipwire.UserURI(to), me, sipwire.UserURI(to))
	for _, h := range headers {
		sipwire.Set(req, sip.NewHeader(h[0], h[1]))
	}
	return req
}

func (e *endpoint) contact() [2]string {
	return [2]string{"Contact", fmt.Sprintf("<sip:%s;transport=%s>", e.flow.Local(), e.flow.Transport())}
}

// do sends a request and fails the test unless it is answered with the status.
func (e *endpoint) do(req *sip.Request, status int) *sip.Response {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(e.virtual, within))
	defer cancel()
	res, err := e.Do(ctx, e.flow, req)
	if err != nil {
		e.t.Fatalf("%s: %v", req.StartLine(), err)
	}
	if res.StatusCode != status {
		e.t.Fatalf("%s was answered %s, not %d", req.StartLine(), res.StartLine(), status)
	}
	return res
}

// register registers the user's own SfB client over the flow.
func (e *endpoint) register() {
	e.t.Helper()
	req := e.request(sip.REGISTER, e.address)
	req.Recipient = sipwire.UserURI("contoso.test")
	req.AppendHeader(sip.NewHeader("Contact", e.contact()[1]+`;+sip.instance="<`+directory.Instance(e.address, 0)+`>"`))
	req.AppendHeader(sip.NewHeader("Expires", "600"))
	e.do(req, 200)
}

// publish publishes a document, nil for none, and returns the answer.
func (e *endpoint) publish(status int, doc *pidf.Document, headers ...[2]string) *sip.Response {
	e.t.Helper()
	req := e.request(sip.PUBLISH, e.address, append([][2]string{{"Event", "presence"}}, headers...)...)
	if doc != nil {
		sipwire.SetBody(req, pidf.ContentType, doc.Marshal())
	}
	return e.do(req, status)
}

// subscribe subscribes to somebody's presence and returns the request and its answer.
func (e *endpoint) subscribe(status int, to string, headers ...[2]string) (*sip.Request, *sip.Response) {
	e.t.Helper()
	req := e.request(sip.SUBSCRIBE, to, append([][2]string{{"Event", "presence"}, e.contact()}, headers...)...)
	res := e.do(req, status)
	return req, res
}

// notified returns the next NOTIFY and the document that it carries.
func (e *endpoint) notified() (*sip.Request, pidf.Document) {
	e.t.Helper()
	req := e.nextNotify()
	doc, err := pidf.Parse(req.Body())
	if err != nil {
		e.t.Fatalf("the NOTIFY carries no presence document: %v", err)
	}
	return req, doc
}

// nextNotify returns the next NOTIFY or BENOTIFY.
func (e *endpoint) nextNotify() *sip.Request {
	e.t.Helper()
	select {
	case req := <-e.notifies:
		return req
	case <-time.After(cmp.Or(e.virtual, within)):
		e.t.Fatalf("%s got no NOTIFY within %v", e.address, cmp.Or(e.virtual, within))
		return nil
	}
}

// of makes the document of an endpoint of the user with one open tuple.
func of(address, id string, caps pidf.Caps, activities ...string) *pidf.Document {
	d := &pidf.Document{
		Entity: "sip:" + address,
		Tuples: []pidf.Tuple{{ID: id, Open: true, Caps: caps, Contact: "sip:" + address}},
	}
	if len(activities) > 0 {
		d.People = []pidf.Person{{ID: "person-" + id, Activities: activities}}
	}
	return d
}

// What the two clients can do.
var (
	imOnly     = pidf.Caps{Said: true, Message: true}
	everything = pidf.Caps{Said: true, Message: true, Audio: true, Video: true, Application: true}
)
