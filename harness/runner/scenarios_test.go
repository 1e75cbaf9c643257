package runner_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/world"
)

var (
	soundOnes = []string{"SOUND-001", "SOUND-002", "SOUND-003"}
	sideOnes  = []string{"SIDE-001", "SIDE-002", "SIDE-003"}
	badOnes   = []string{"BAD-001", "BAD-002", "BAD-003", "BAD-004", "BAD-005"}

	// brisk is what the reference needs by far, and no more than a test wants to wait for what does not come.
	brisk = judge.Bounds{Delivery: time.Second, Fence: time.Second, Told: time.Second, Answer: time.Second, Straggler: 10 * time.Millisecond}
)

var scenarios = map[string]*scenario{
	"sound":                   {only: soundOnes, launcher: iut.Reference(gateway.Config{}), bounds: brisk},
	"bad":                     {only: badOnes, launcher: iut.Reference(gateway.Config{}), bounds: brisk},
	"side by side":            {only: append([]string{"SOUND-001"}, sideOnes...), launcher: iut.Reference(gateway.Config{}), bounds: brisk},
	"none":                    {only: []string{"NONE-001"}, launcher: iut.Reference(gateway.Config{}), bounds: brisk},
	"stray copy":              {only: soundOnes[:1], launcher: iut.Reference(gateway.Config{Faults: []string{gateway.StrayCopyInTeams.Name}})},
	"lost fence":              {only: soundOnes[:1], launcher: iut.Reference(gateway.Config{}), bounds: withFence(time.Nanosecond)},
	"crash":                   mortal(2),
	"crash early":             {only: soundOnes, launcher: iut.InProcess("stillborn", stillborn), bounds: brisk},
	"never reached":           {only: soundOnes, launcher: listens("127.0.0.2:1"), bounds: brisk},
	"wrong answer at a start": {only: soundOnes, launcher: listens("mute"), bounds: brisk},
	"no return":               neverBack(2),
	"panic of a fake": {
		only: soundOnes, launcher: iut.Reference(gateway.Config{}), bounds: brisk,
		during: func(_ context.Context, turn int, cast purpose.Leased) {
			if turn == 2 {
				cast["alix"].Scene().Say(record.Event{Kind: record.TesterPanic, Text: "index out of range"})
			}
		},
	},
	"broken log":                 broken(2),
	"signal for ginkgo":          {only: soundOnes, launcher: iut.Reference(gateway.Config{}), bounds: brisk, during: interruptGinkgo},
	"violation without an owner": {only: soundOnes, launcher: rude(&rudeness{from: "fay.fence@contoso.test", in: 2}), bounds: brisk, during: beRude},
	"violation at the end":       {only: soundOnes, launcher: rude(&rudeness{from: "alix.sound-002@contoso.test"}), bounds: brisk},
}

func withFence(bound time.Duration) judge.Bounds {
	b := brisk
	b.Fence = bound
	return b
}

// reference serves as the reference does.
func reference(ctx context.Context, getenv func(string) string) error {
	cfg, err := gateway.ConfigFromEnv(getenv)
	if err != nil {
		return err
	}
	g, err := gateway.New(cfg)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}

// interruptGinkgo sends the signal that ginkgo waits for, and nobody else in a scenario.
func interruptGinkgo(ctx context.Context, turn int, _ purpose.Leased) {
	if turn == 2 {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(os.Interrupt)
		}
		if err != nil {
			panic(err)
		}
		<-ctx.Done()
	}
}

// mortal is the reference that ends by itself in the middle of a story.
func mortal(inTurn int) *scenario {
	die, dead := context.WithCancel(context.Background())
	gone := make(chan struct{})
	var prints io.Writer
	return &scenario{
		only: soundOnes, bounds: brisk,
		launcher: iut.InProcess("mortal", func(ctx context.Context, getenv func(string) string, output io.Writer) error {
			defer close(gone)
			prints = output
			ctx, cancel := context.WithCancel(ctx)
			defer context.AfterFunc(die, cancel)()
			if err := reference(ctx, getenv); err != nil {
				return err
			}
			return errors.New("out of memory")
		}),
		during: func(_ context.Context, turn int, _ purpose.Leased) {
			fmt.Fprintf(prints, "turn %d\n", turn)
			if turn == inTurn {
				for range 1000 {
					fmt.Fprintln(prints, "the memory gets short")
				}
				fmt.Fprintln(prints, "and that is the end")
				dead()
				<-gone
			}
		},
	}
}

// neverBack is the reference that a story kills and starts again, which it does not survive.
func neverBack(inTurn int) *scenario {
	started := false
	return &scenario{
		only: soundOnes, bounds: brisk,
		launcher: iut.InProcess("never back", func(ctx context.Context, getenv func(string) string, _ io.Writer) error {
			if started {
				return errors.New("the lock file is still there")
			}
			started = true
			return reference(ctx, getenv)
		}),
		during: func(_ context.Context, turn int, cast purpose.Leased) {
			if turn == inTurn {
				cast["alix"].Scene().IUT().Kill(context.Background())
				cast["alix"].Scene().IUT().Start(context.Background())
			}
		},
	}
}

func stillborn(context.Context, func(string) string, io.Writer) error {
	return errors.New("no licence")
}

// broken is a run in which the tester loses sight of its fakes in the middle of a story: the connections over which it
// follows their logs break.
func broken(inTurn int) *scenario {
	scissors := &scissors{}
	return &scenario{
		only: soundOnes, bounds: brisk, launcher: iut.Reference(gateway.Config{}),
		network: world.Network{Listen: scissors.listen},
		during: func(_ context.Context, turn int, _ purpose.Leased) {
			if turn == inTurn {
				scissors.cut()
			}
		},
	}
}

// rudeness is an IUT's message that breaks RFC 3261.
type rudeness struct {
	from string // whom it names as the sender
	in   int    // in which story it is sent; 0 for when the IUT stops
}

// offend makes the rude IUT send its message. It is closed when the message was answered.
var (
	offend   = make(chan struct{})
	offended = make(chan struct{})
)

func beRude(_ context.Context, turn int, _ purpose.Leased) {
	if turn == 2 {
		close(offend)
		<-offended
	}
}

// rude is the reference that breaks its protocol once.
func rude(how *rudeness) iut.Launcher {
	return iut.InProcess("rude", func(ctx context.Context, getenv func(string) string, _ io.Writer) error {
		if how.in > 0 {
			go func() {
				defer close(offended)
				select {
				case <-offend:
					_ = how.send(getenv) // without it there is no violation, which the test finds out
				case <-ctx.Done():
				}
			}()
		}
		err := reference(ctx, getenv)
		if how.in == 0 {
			err = errors.Join(err, how.send(getenv))
		}
		return err
	})
}

var proxy = regexp.MustCompile(`^sip:([^;]+)`)

// send sends an OPTIONS without the mandatory Max-Forwards (RFC 3261 section 8.1.1) and waits for its answer.
func (r *rudeness) send(getenv func(string) string) error {
	conn, err := net.Dial("tcp", proxy.FindStringSubmatch(getenv("DUET_SFB_PROXY"))[1])
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(limit)) // fails only with the connection
	_, err = io.WriteString(conn, "OPTIONS sip:"+r.from+" SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bKrude\r\n"+
		"From: <sip:"+r.from+">;tag=1\r\nTo: <sip:"+r.from+">\r\nCall-ID: rude\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
	if err == nil {
		_, err = conn.Read(make([]byte, 1))
	}
	return err
}

// listens is the reference whose webhook is where the backend can't reach it; or, where that is "mute", is another's, which does
// not know the answer.
func listens(at string) iut.Launcher {
	return iut.InProcess("elsewhere", func(ctx context.Context, getenv func(string) string, output io.Writer) error {
		cfg, err := gateway.ConfigFromEnv(getenv)
		if err != nil {
			return err
		}
		if at == "mute" {
			mute := httptest.NewServer(http.NotFoundHandler())
			defer mute.Close()
			at = mute.Listener.Addr().String()
		}
		cfg.Listen = func(network, address string) (net.Listener, error) {
			l, err := net.Listen(network, address)
			return elsewhere{l, at}, err
		}
		fmt.Fprintln(output, "serving at "+at)
		g, err := gateway.New(cfg)
		if err != nil {
			return err
		}
		return g.Run(ctx)
	})
}

// elsewhere is a listener that says it were at another address.
type elsewhere struct {
	net.Listener
	at string
}

func (e elsewhere) Addr() net.Addr { return said(e.at) }

type said string

func (said) Network() string  { return "tcp" }
func (s said) String() string { return string(s) }
