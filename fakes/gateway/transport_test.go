package gateway

import (
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
)

// The same conversation over the other transports that a front end may offer.

func TestOverUDP(t *testing.T) {
	s := newSite(t, sfb.Config{})
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.front.ServePacket(socket)
	s.config.SFBProxy = "sip:" + socket.LocalAddr().String()
	converse(t, s)
}

func TestOverTLS(t *testing.T) {
	s := newSite(t, sfb.Config{})
	ca, err := authority.New("test")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := ca.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	s.front.ServeStream("tls", listener)
	s.config.SFBProxy = "sip:" + listener.Addr().String() + ";transport=tls"
	s.config.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(s.config.CAFile, ca.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	converse(t, s)
}

// converse has alix and megan exchange a short and a long message each way.
func converse(t *testing.T, s *site) {
	s.gateway()
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	long := strings.Repeat("long ", 2000)
	d := megan.opens(alix.user.Address)
	for _, text := range []string{"short", long} {
		if status := megan.says(d, text); status != 200 {
			t.Fatalf("an IM was answered %d", status)
		}
		if e := alix.sees("message"); e.Text != text {
			t.Errorf("alix sees %.20q", e.Text)
		}
		alix.writes(alix.chatWith("megan"), "text", text)
		if got := string(megan.hears(sip.MESSAGE).Body()); got != text {
			t.Errorf("megan reads %.20q", got)
		}
	}
	s.clean()
}
