package iut

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/duet-conformance/duet/fakes/gateway"
)

// The test binary plays the implementation as well: with the variable ROLE set it does what that says.
func TestMain(m *testing.M) {
	switch os.Getenv("ROLE") {
	case "":
		goleak.VerifyTestMain(m)
	case "tell":
		fmt.Println("proxy", os.Getenv("DUET_SFB_PROXY"), "host", os.Getenv("DUET_LISTEN_HOST"), "mood", os.Getenv("MOOD"))
		untilTerm()
	case "die":
		fmt.Fprintln(os.Stderr, "no licence found")
		os.Exit(3)
	case "vanish":
		os.Exit(0)
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("deaf", os.Getpid())
		select {}
	case "sloppy":
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		fmt.Println("up")
		<-stop
		os.Exit(9)
	case "tester":
		tester()
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env, child.Stdout, child.Stderr = []string{"ROLE=deaf"}, os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Println("child", child.Process.Pid)
		untilTerm()
	}
}

func untilTerm() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	fmt.Println("up")
	<-stop
}

func start(t *testing.T, l Launcher, env Env) Process {
	t.Helper()
	p, err := l.Start(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		_ = p.Stop(ended)
	})
	return p
}

func playing(t *testing.T, role string) Launcher {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Command(Subject{Name: "gw", Command: []string{self}, Env: map[string]string{"ROLE": role, "MOOD": "fine"}})
}

// says waits until the process has printed the text.
func says(t *testing.T, p Process, text string) {
	t.Helper()
	within(t, func() bool { return strings.Contains(p.Output(), text) }, func() string {
		return fmt.Sprintf("the process should print %q within 10s; it printed %q", text, p.Output())
	})
}

// within polls a condition of the world outside the process, of which nothing tells a change.
func within(t *testing.T, holds func() bool, otherwise func() string) {
	t.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	bound := time.After(10 * time.Second)
	for !holds() {
		select {
		case <-poll.C:
		case <-bound:
			t.Fatal(otherwise())
		}
	}
}

func ended(t *testing.T, p Process) error {
	t.Helper()
	select {
	case <-p.Done():
		return p.Err()
	case <-time.After(10 * time.Second):
		t.Fatal("the process should have ended within 10s")
		return nil
	}
}

func wants(t *testing.T, err, is error, parts ...string) {
	t.Helper()
	if !errors.Is(err, is) {
		t.Fatalf("got the error %v, want one that is %q", err, is)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error %q should say %q", err, part)
		}
	}
}

func TestCommandGetsTheContractAndStops(t *testing.T) {
	t.Setenv("DUET_LISTEN_HOST", "203.0.113.1") // of the tester's own surroundings: must not get through
	p := start(t, playing(t, "tell"), Env{SFBProxy: "sip:127.0.0.1:5060;transport=tcp"})
	says(t, p, "proxy sip:127.0.0.1:5060;transport=tcp host  mood fine")
	says(t, p, "up")
	if p.Err() != nil {
		t.Errorf("a process that runs has no error, and this one has %v", p.Err())
	}
	for range 2 {
		if err := p.Stop(t.Context()); err != nil {
			t.Errorf("a proper stop is no error, and gave %v", err)
		}
	}
}

func TestCommandThatEndsByItself(t *testing.T) {
	p := start(t, playing(t, "die"), Env{})
	wants(t, ended(t, p), ErrEnded, "gw ended with exit status 3,", "after its start")
	if p.Output() != "no licence found\n" {
		t.Errorf("its last output should be kept, and is %q", p.Output())
	}
	wants(t, ended(t, start(t, playing(t, "vanish"), Env{})), ErrEnded, "with exit status 0")
}

func TestCommandThatIsKilledByASignal(t *testing.T) {
	p := start(t, playing(t, "tell"), Env{})
	says(t, p, "up")
	p.(*process).kill() // somebody else's kill -9, for all that the adapter knows
	wants(t, ended(t, p), ErrEnded, "by a signal: killed")
}

func TestCommandThatDoesNotStop(t *testing.T) {
	p := start(t, playing(t, "deaf"), Env{})
	says(t, p, "deaf")
	bound, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	wants(t, p.Stop(bound), ErrNotStopped, "gw was asked to stop", "was killed")
}

func TestCommandThatStopsBadly(t *testing.T) {
	p := start(t, playing(t, "sloppy"), Env{})
	says(t, p, "up")
	wants(t, p.Stop(t.Context()), ErrNotStopped, "gw was asked to stop and ended with exit status 9")
}

func TestCommandLeavesNoChildBehind(t *testing.T) {
	p := start(t, playing(t, "parent"), Env{})
	says(t, p, "up")
	says(t, p, "deaf") // the child has set itself up to ignore SIGTERM
	var pid int
	if _, err := fmt.Sscanf(p.Output()[strings.Index(p.Output(), "child"):], "child %d", &pid); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	within(t, func() bool { return gone(pid) }, func() string { return fmt.Sprintf("the child %d should be gone within 10s", pid) })
}

// gone says whether a process has ended; one that nobody waits for stays as a zombie where init doesn't reap.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && bytes.Contains(stat, []byte(") Z "))
}

func TestCommandNotFound(t *testing.T) {
	for _, c := range []struct {
		subject Subject
		want    string
	}{
		{Subject{Command: []string{"duet-no-such-program"}}, "executable file not found"},
		{Subject{Command: []string{"./no-such-program"}, Dir: t.TempDir()}, "no such file"},
		{Subject{Name: "gw"}, "gw has no command"},
		{Subject{Command: []string{"true"}, Dir: "/nonexistent"}, "no such file"},
	} {
		_, err := Command(c.subject).Start(t.Context(), Env{})
		wants(t, err, ErrNotStarted, c.want)
	}
}

func TestInProcess(t *testing.T) {
	serve := func(ctx context.Context, getenv func(string) string, out io.Writer) error {
		fmt.Fprint(out, getenv("DUET_SIP_DOMAIN"), getenv("HOME"))
		<-ctx.Done()
		return nil
	}
	startup, cancel := context.WithCancel(t.Context())
	p, err := InProcess("own", serve).Start(startup, Env{SIPDomain: "contoso.test"})
	if err != nil {
		t.Fatal(err)
	}
	cancel() // the end of the start is not the end of what was started
	says(t, p, "contoso.test")
	if p.Output() != "contoso.test" {
		t.Errorf("only the contract's variables should be there, and it printed %q", p.Output())
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Error(err)
	}

	fails := func(context.Context, func(string) string, io.Writer) error { return io.ErrUnexpectedEOF }
	wants(t, ended(t, start(t, InProcess("own", fails), Env{})), ErrEnded, "with an error: unexpected EOF")

	crashes := func(context.Context, func(string) string, io.Writer) error { panic("lost") }
	p = start(t, InProcess("own", crashes), Env{})
	wants(t, ended(t, p), ErrEnded, "with a panic: lost")
	says(t, p, "goroutine")
}

func TestReferenceNamesWhatItMisses(t *testing.T) {
	p := start(t, Default().Launcher(), Env{SIPDomain: "contoso.test"})
	wants(t, ended(t, p), ErrEnded, "duet reference ended with an error", "DUET_SFB_PROXY is not set")
	_, err := Reference(gateway.Config{Faults: []string{"no-such-fault"}}).Start(t.Context(), Env{})
	wants(t, err, ErrNotStarted, `no fault "no-such-fault"`)
}

func TestTailKeepsTheLast64KiB(t *testing.T) {
	var out tail
	for i := range 100_000 {
		fmt.Fprintf(&out, "line %d\n", i)
	}
	got := out.String()
	if len(got) != tailSize || !strings.HasSuffix(got, "line 99998\nline 99999\n") {
		t.Errorf("want the last %d bytes, got %d that end in %q", tailSize, len(got), got[max(0, len(got)-20):])
	}
}
