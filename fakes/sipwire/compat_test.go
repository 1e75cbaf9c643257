package sipwire_test

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Real SfB clients send no Via branch on any request with a dialog, nor on the INVITE that starts one (RFC 2543).
func TestRequestsWithoutBranchFindTheirTransactions(t *testing.T) {
	invites, acks := make(chan *sipwire.ServerTx, 4), make(chan string, 4)
	_, addr := serve(t, "tcp", sipwire.Config{
		OnRequest: func(tx *sipwire.ServerTx) { invites <- tx },
		OnAck:     func(_ *sipwire.Flow, ack *sip.Request) { acks <- sipwire.ToTag(ack) },
	})
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(bound))
	send := func(method, cseq, toTag string) {
		t.Helper()
		to := "<sip:megan@contoso.test>"
		if toTag != "" {
			to += ";tag=" + toTag
		}
		_, err := conn.Write([]byte(method + " sip:megan@contoso.test SIP/2.0\r\nVia: SIP/2.0/tcp 127.0.0.1:5060\r\n" +
			"From: <sip:alix@contoso.test>;tag=1;epid=2\r\nTo: " + to + "\r\nCall-ID: 1\r\nCSeq: " + cseq + " " + method + "\r\n" +
			"Max-Forwards: 70\r\nContact: <sip:alix@127.0.0.1>\r\nContent-Length: 0\r\n\r\n"))
		if err != nil {
			t.Fatal(err)
		}
	}
	in := bufio.NewReader(conn)
	status := func() string {
		t.Helper()
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(line, "SIP/2.0 ") && !strings.Contains(line, "100") {
				return strings.Fields(line)[1]
			}
		}
	}

	send("INVITE", "1", "")
	taken := await(t, invites, "the INVITE")
	if err := taken.Reply(200, "", contact); err != nil {
		t.Fatal(err)
	}
	if got := status(); got != "200" {
		t.Fatalf("got %s; expected 200", got)
	}
	send("ACK", "1", taken.Tag())
	if tag := await(t, acks, "the ACK to the 200"); tag != taken.Tag() {
		t.Errorf("the ACK is for %s; expected %s", tag, taken.Tag())
	}
	send("INVITE", "2", taken.Tag())
	again := await(t, invites, "the re-INVITE, which is no retransmission")
	again.OnCancel(func(*sip.Request) { _ = again.Reply(487, "") })
	send("INVITE", "2", taken.Tag()) // a retransmission
	send("CANCEL", "2", taken.Tag())
	if first, second := status(), status(); first != "200" || second != "487" {
		t.Errorf("got %s and %s; expected the 200 to the CANCEL and the 487 to the INVITE", first, second)
	}
	send("ACK", "2", taken.Tag())
	await(t, again.Done(), "the end of the re-INVITE")
	if len(invites) > 0 || len(acks) > 0 {
		t.Errorf("a retransmitted INVITE (%d) or the ACK to a 487 (%d) was handed on", len(invites), len(acks))
	}
}

func TestResponsesGoBackWhereTheRequestCameFrom(t *testing.T) {
	_, addr := serve(t, "udp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) { _ = tx.Reply(200, "") }})
	caller, _ := serve(t, "udp", sipwire.Config{Host: "192.0.2.99"})
	f := connect(t, caller, "udp", addr)
	res, err := caller.Do(within(t), f, from(sip.OPTIONS, ""))
	if err != nil {
		t.Fatal(err)
	}
	port, _ := sipwire.Param(res.Via().Params, "rport")
	if received, _ := sipwire.Param(res.Via().Params, "received"); received != "127.0.0.1" || !strings.HasSuffix(f.Local(), ":"+port) {
		t.Errorf("the Via came back as %s; expected received=127.0.0.1 and the port of %s", res.Via(), f.Local())
	}
}

func TestStrayResponsesAreHandedOn(t *testing.T) {
	stray := make(chan int, 1)
	_, addr := serve(t, "udp", sipwire.Config{OnStray: func(_ *sipwire.Flow, res *sip.Response) { stray <- res.StatusCode }})
	caller, _ := serve(t, "udp", sipwire.Config{})
	req := from(sip.INVITE, "")
	req.PrependHeader(sip.NewHeader("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKgone"))
	if err := caller.Send(connect(t, caller, "udp", addr), sipwire.NewResponse(req, 200, "", "tag", contact)); err != nil {
		t.Fatal(err)
	}
	if status := await(t, stray, "the stray response"); status != 200 {
		t.Errorf("got %d", status)
	}
}
