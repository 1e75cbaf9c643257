package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/world"
	. "github.com/onsi/gomega"
)

// hurried is a config whose waits end soon.
func hurried(change func(*iut.Config)) iut.Config {
	cfg := iut.Default()
	cfg.IXIT.Bounds.Ready = 500 * time.Millisecond
	cfg.IXIT.Bounds.Told = 500 * time.Millisecond
	cfg.IXIT.Bounds.Fence = 500 * time.Millisecond
	if change != nil {
		change(&cfg)
	}
	return cfg
}

// told is everything that an examination says.
func told(checks []Check) string {
	var text strings.Builder
	Print(&text, checks)
	return text.String()
}

// other runs the reference with one variable of the contract changed.
func other(name, value string) iut.Launcher {
	return iut.InProcess("other", func(ctx context.Context, getenv func(string) string, _ io.Writer) error {
		cfg, err := gateway.ConfigFromEnv(func(n string) string {
			if n == name {
				return value
			}
			return getenv(n)
		})
		if err != nil {
			return err
		}
		g, err := gateway.New(cfg)
		if err != nil {
			return err
		}
		if err := g.Run(ctx); err != nil {
			<-ctx.Done() // it stays, and does nothing
		}
		return nil
	})
}

func TestTheReferenceIsWell(t *testing.T) {
	for name, cfg := range map[string]iut.Config{
		"plain": hurried(nil),
		"TLS":   hurried(func(c *iut.Config) { c.IXIT.Transport, c.IXIT.TLS = "tls", true }),
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			checks := Examine(t.Context(), Options{Config: cfg, Launcher: iut.Reference(gateway.Config{})})
			g.Expect(Verdict(checks)).To(BeZero(), told(checks))
			g.Expect(told(checks)).NotTo(ContainSubstring("✗"))
			for _, c := range checks {
				g.Expect(c.Seen).NotTo(BeEmpty())
			}
		})
	}
}

func TestWhatIsWrongWithAnImplementationIsSaid(t *testing.T) {
	secure := func(c *iut.Config) { c.IXIT.Transport, c.IXIT.TLS = "tls", true }
	silent := iut.InProcess("silent", func(ctx context.Context, _ func(string) string, _ io.Writer) error { <-ctx.Done(); return nil })
	plain := iut.InProcess("plain", func(ctx context.Context, getenv func(string) string, _ io.Writer) error {
		if conn, err := net.Dial("tcp", strings.TrimPrefix(getenv("DUET_TEAMS_URL"), "https://")); err == nil {
			defer conn.Close()
			fmt.Fprint(conn, "GET / HTTP/1.1\r\n\r\n")
		}
		<-ctx.Done()
		return nil
	})
	for name, c := range map[string]struct {
		change   func(*iut.Config)
		launcher iut.Launcher
		says, do string
	}{
		"it is silent":            {nil, silent, "it never came to http://127.0.0.1:", "nc -vz 127.0.0.1 "},
		"it has a wrong secret":   {nil, other("DUET_TEAMS_CLIENT_SECRET", "wrong"), "oauth2/v2.0/token was answered 401", "DUET_TEAMS_CLIENT_SECRET"},
		"it has a wrong password": {nil, other("DUET_SIP_PASSWORD", "wrong"), "registered nobody; the last refusal it got is 4", "DUET_SIP_PASSWORD"},
		"it does not trust us":    {secure, other("DUET_CA_FILE", ""), "gave up during the TLS handshake", "DUET_CA_FILE"},
		"it does not speak TLS":   {secure, plain, "did not begin TLS", "let it use TLS"},
		"it takes no IM":          {nil, iut.Reference(gateway.Config{Faults: []string{gateway.DeclinesEverything.Name}}), "✗ SfB front end -> the implementation, and an IM through it in each direction: ", "play MSG-001 and MSG-002"},
		"it gives no IM":          {nil, iut.Reference(gateway.Config{Faults: []string{gateway.NeverRelaysToSfB.Name}}), "✗ SfB front end -> the implementation, and an IM through it in each direction: ", "play MSG-001 and MSG-002"},
		"it is never told":        {nil, iut.Reference(gateway.Config{Faults: []string{gateway.AnswersNothing.Name}}), "implementation", "do: "},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			checks := Examine(t.Context(), Options{Config: hurried(c.change), Launcher: c.launcher})
			g.Expect(Verdict(checks)).To(Equal(2), told(checks))
			g.Expect(told(checks)).To(And(ContainSubstring(c.says), ContainSubstring(c.do)))
		})
	}
}

func TestACommandThatIsNotThereIsTheTesters(t *testing.T) {
	g := NewWithT(t)
	checks := Examine(t.Context(), Options{Config: hurried(nil), Launcher: iut.Command(iut.Subject{Name: "x", Command: []string{"/nowhere/gw"}})})
	g.Expect(Verdict(checks)).To(Equal(3))
	g.Expect(told(checks)).To(And(ContainSubstring("/nowhere/gw"), ContainSubstring("iut.command")))
}

func TestNamesThatNobodyKnows(t *testing.T) {
	g := NewWithT(t)
	cfg := hurried(func(c *iut.Config) { c.IXIT.ListenHost = "nobody.invalid" })
	checks := Examine(t.Context(), Options{Config: cfg, Launcher: iut.Reference(gateway.Config{})})
	g.Expect(Verdict(checks)).To(Equal(3))
	g.Expect(told(checks)).To(And(ContainSubstring("nobody.invalid"), ContainSubstring("/etc/hosts")))
}

func TestADockerDaemonThatDoesNotAnswer(t *testing.T) {
	g := NewWithT(t)
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "docker.sock"))
	checks := Examine(t.Context(), Options{Config: hurried(nil), Launcher: iut.Reference(gateway.Config{}), Docker: true})
	g.Expect(Verdict(checks)).To(Equal(3))
	g.Expect(told(checks)).To(And(ContainSubstring("the Docker daemon: nobody answers"), ContainSubstring("DOCKER_HOST")))
}

func TestADockerDaemonThatAnswers(t *testing.T) {
	g := NewWithT(t)
	path := filepath.Join(t.TempDir(), "docker.sock")
	l, err := net.Listen("unix", path)
	g.Expect(err).NotTo(HaveOccurred())
	status := http.StatusOK
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Api-Version", "1.51")
		w.WriteHeader(status)
	})}
	defer server.Close()
	go func() { _ = server.Serve(l) }()
	t.Setenv("DOCKER_HOST", "unix://"+path)
	g.Expect(docker(t.Context())).To(And(HaveField("Outcome", Good), HaveField("Seen", ContainSubstring("1.51"))))
	status = http.StatusInternalServerError
	g.Expect(docker(t.Context())).To(HaveField("Outcome", Bad))
}

// remote is a config of a remote implementation with its state in a directory of the test's.
func remote(t *testing.T) iut.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "duet.yaml")
	if err := os.WriteFile(path, []byte("iut: {adapter: remote}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := iut.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestAStatedPortThatIsTaken(t *testing.T) {
	g := NewWithT(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	defer l.Close()
	cfg := remote(t)
	cfg.IXIT.Fakes.Teams.HTTP = uint16(l.Addr().(*net.TCPAddr).Port)
	checks := Examine(t.Context(), Options{Config: cfg, Launcher: cfg.Launcher()})
	g.Expect(Verdict(checks)).To(Equal(3), told(checks))
	g.Expect(told(checks)).To(And(ContainSubstring("the stated port ixit.fakes.teams.http"), ContainSubstring("ss -lpn")))

	cfg.IXIT.Fakes.Host = "192.0.2.1"
	checks = Examine(t.Context(), Options{Config: cfg, Launcher: cfg.Launcher()})
	g.Expect(told(checks)).To(And(ContainSubstring("192.0.2.1:15060 is not free"), ContainSubstring("an address of this machine")))
}

func TestAnAuthorityThatIsBroken(t *testing.T) {
	g := NewWithT(t)
	cfg := remote(t)
	_, err := world.Keep(cfg.IXIT.Fakes.State)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(os.Remove(filepath.Join(cfg.IXIT.Fakes.State, "ca.key"))).To(Succeed())
	checks := Examine(t.Context(), Options{Config: cfg, Launcher: cfg.Launcher()})
	g.Expect(Verdict(checks)).To(Equal(3))
	g.Expect(told(checks)).To(And(ContainSubstring("✗ the certificate authority"), ContainSubstring("ca.pem trusted")))
}

func TestAClockThatIsWrong(t *testing.T) {
	g := NewWithT(t)
	now := time.Now()
	answer := func(at time.Time) []record.Event {
		raw := "POST /n HTTP/1.1\r\nHost: x\r\n\r\n{}\nHTTP/1.1 202 Accepted\r\nDate: " + at.UTC().Format(http.TimeFormat) + "\r\n\r\n"
		return []record.Event{{Kind: record.Notification, Party: record.PartyIUT, Time: now, Raw: []byte(raw)}}
	}
	g.Expect(patient{}.clock(answer(now))).To(HaveField("Outcome", Good))
	g.Expect(patient{}.clock(answer(now.Add(-time.Minute)))).To(And(
		HaveField("Outcome", Bad), HaveField("Side", IUT), HaveField("Seen", ContainSubstring("-1m"))))
	g.Expect(patient{}.clock(nil)).To(HaveField("Outcome", Unseen))
}

func TestACertificateForAnotherName(t *testing.T) {
	g := NewWithT(t)
	cfg := hurried(func(c *iut.Config) { c.IXIT.Transport, c.IXIT.TLS = "tls", true })
	of, err := world.For(cfg, world.Network{})
	g.Expect(err).NotTo(HaveOccurred())
	of.Launcher = iut.Reference(gateway.Config{})
	w, err := world.Start(t.Context(), of)
	g.Expect(err).NotTo(HaveOccurred())
	defer func() { g.Expect(w.Close(t.Context())).To(Succeed()) }()
	p := patient{cfg: cfg, world: w}
	at := w.Places().ForTester.SIP["tls"]
	g.Expect(p.certificate(t.Context(), "x", at, "localhost")).To(HaveField("Outcome", Good))
	g.Expect(p.certificate(t.Context(), "x", at, "sfb.contoso.com")).To(And(
		HaveField("Outcome", Bad), HaveField("Side", Tester), HaveField("Do", ContainSubstring("ixit.fakes.advertise"))))
}

func TestAWebhookThatCantBeReached(t *testing.T) {
	g := NewWithT(t)
	sentence := "the notification URL http://127.0.0.1:1/n did not answer its validation within 10s: refused"
	events := []record.Event{{Kind: record.Violation, Party: record.PartyIUT, Text: sentence}}
	p := patient{ready: errors.New("not ready")}
	g.Expect(p.webhook(t.Context(), events)).To(And(
		HaveField("Outcome", Bad), HaveField("Seen", ContainSubstring("from here a connection can't be made")), HaveField("Do", ContainSubstring("ixit.listenHost"))))
	events[0] = record.Event{Kind: record.Notification, Attrs: map[string]string{"status": "500", "outcome": "retrying"}}
	g.Expect(p.webhook(t.Context(), events)).To(HaveField("Seen", ContainSubstring("was answered 500")))
	g.Expect(p.webhook(t.Context(), nil)).To(HaveField("Seen", ContainSubstring("no subscription led to a notification")))
}
