package authority_test

import (
	"crypto/tls"
	"net"
	"testing"

	"github.com/duet-conformance/duet/fakes/authority"
	. "github.com/onsi/gomega"
)

// One peer asks for proof and the other does not; both meet every wrong certificate, and then the right one.
func TestWrongCertificatesAreShownAndWhatPeersMakeOfThemIsTold(t *testing.T) {
	for wrong, says := range map[authority.Wrong]string{
		authority.OfAnother: "unknown authority", authority.Expired: "expired", authority.ForAnother: "127.0.0.1",
	} {
		t.Run(string(wrong), func(t *testing.T) {
			g := NewWithT(t)
			ca, err := authority.New("test")
			g.Expect(err).NotTo(HaveOccurred())
			plain, err := net.Listen("tcp", "127.0.0.1:0")
			g.Expect(err).NotTo(HaveOccurred())
			l, err := authority.Listen(plain, ca, "127.0.0.1")
			g.Expect(err).NotTo(HaveOccurred())
			served := make(chan struct{})
			go func() { defer close(served); echo(l) }()
			defer func() { _ = l.Close(); <-served }()

			left, seen := make(chan struct{}, 1), make(chan bool, 1)
			l.ShowWrong(func() (authority.Wrong, func(bool)) {
				select {
				case <-left:
					return wrong, func(accepted bool) { seen <- accepted }
				default:
					return "", nil
				}
			})
			asks := &tls.Config{RootCAs: ca.Pool(), ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
			careless := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // that is what it is
			left <- struct{}{}
			g.Expect(say(l.Addr().String(), asks)).To(MatchError(ContainSubstring(says)))
			g.Eventually(seen).Should(Receive(BeFalse()))
			left <- struct{}{}
			g.Expect(say(l.Addr().String(), careless)).To(Succeed())
			g.Eventually(seen).Should(Receive(BeTrue()))
			g.Expect(say(l.Addr().String(), asks)).To(Succeed())
			g.Expect(seen).NotTo(Receive())
		})
	}
}

// echo serves one connection after the other: it sends back the first byte.
func echo(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		one := make([]byte, 1)
		if _, err := c.Read(one); err == nil {
			_, _ = c.Write(one)
		}
		_ = c.Close()
	}
}

// say sends a byte and waits for it to come back.
func say(address string, as *tls.Config) error {
	c, err := tls.Dial("tcp", address, as)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.Write([]byte{'x'}); err != nil {
		return err
	}
	_, err = c.Read(make([]byte, 1))
	return err
}

// A connection that was broken is at its end for the peer, and new ones are made.
func TestConnectionsAreBroken(t *testing.T) {
	g := NewWithT(t)
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	l, err := authority.Listen(plain, ca, "127.0.0.1")
	g.Expect(err).NotTo(HaveOccurred())
	l.Protocols = []string{"first", "second"}
	served := make(chan struct{})
	go func() { defer close(served); echo(l) }()
	defer func() { _ = l.Close(); <-served }()

	trust := &tls.Config{RootCAs: ca.Pool(), ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12, NextProtos: []string{"second", "third"}}
	c, err := tls.Dial("tcp", l.Addr().String(), trust)
	g.Expect(err).NotTo(HaveOccurred())
	defer c.Close()
	g.Expect(c.ConnectionState().NegotiatedProtocol).To(Equal("second"))
	l.Break()
	_, err = c.Read(make([]byte, 1))
	g.Expect(err).To(HaveOccurred())
	g.Expect(say(l.Addr().String(), trust)).To(Succeed())
	l.Break() // when none is open
}
