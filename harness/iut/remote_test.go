package iut

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hooked is a remote implementation whose restart program is a shell script of the test's.
func hooked(t *testing.T, script string) Launcher {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "restart.sh"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return Remote(Subject{Name: "gateway", Dir: dir, Restart: []string{"./restart.sh", "gateway-1"}})
}

func TestRemoteWithoutAProgramIsLeftAlone(t *testing.T) {
	l := Remote(Subject{Name: "gateway"})
	p, err := l.Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Done():
		t.Error("it should count as running until it is stopped")
	default:
	}
	if err := p.Stop(t.Context()); err != nil || p.Err() != nil {
		t.Errorf("it stopped with %v and %v", err, p.Err())
	}
	if l.Adapter() != AdapterRemote || l.Command() != nil {
		t.Errorf("it is %s, %v", l.Adapter(), l.Command())
	}
}

func TestRemoteIsStartedAndStoppedByItsProgram(t *testing.T) {
	l := hooked(t, `echo "$1 $2 at $DUET_SFB_PROXY"`)
	p, err := l.Start(t.Context(), Env{SFBProxy: "sip:sfb.test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if want := "gateway-1 start at sip:sfb.test\ngateway-1 stop at sip:sfb.test\n"; p.Output() != want {
		t.Errorf("the program said %q and not %q", p.Output(), want)
	}
}

func TestRemoteWhoseProgramFails(t *testing.T) {
	_, err := hooked(t, "echo no route to gateway-1; exit 4").Start(t.Context(), Env{})
	want := "the IUT could not be started: iut.restart (./restart.sh gateway-1 start): exit status 4; it said: no route to gateway-1"
	if !errors.Is(err, ErrNotStarted) || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	p, err := hooked(t, `[ "$2" = start ] || exit 5`).Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); !errors.Is(err, ErrNotStopped) || !strings.Contains(err.Error(), "gateway-1 stop): exit status 5") {
		t.Errorf("it stopped with %v", err)
	}
}

func TestRemoteWhoseProgramHangsIsCut(t *testing.T) {
	p, err := hooked(t, `[ "$2" = stop ] && exec sleep 600; true`).Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := p.Stop(short); !errors.Is(err, ErrNotStopped) || time.Since(began) > 10*time.Second {
		t.Errorf("it stopped with %v after %s", err, time.Since(began))
	}
}

func TestRemoteIsKilledByItsProgram(t *testing.T) {
	p, err := hooked(t, `echo "$2"`).Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(t.Context()); err != nil || p.Output() != "start\nkill\n" {
		t.Errorf("it was killed with %v, and its program was called for %q", err, p.Output())
	}
	p, err = hooked(t, `[ "$2" = start ] || exit 6`).Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(t.Context()); !errors.Is(err, ErrNotKilled) || !strings.Contains(err.Error(), "exit status 6") {
		t.Errorf("it was killed with %v", err)
	}
}

// What the program leaves running, it leaves running: that is the implementation.
func TestRemoteMayBeStartedInTheBackground(t *testing.T) {
	l := hooked(t, `case $2 in
start) (echo up; while ! [ -e stop ]; do sleep 0.05; echo working; done; echo gone > gone) & ;;
stop) touch stop; while ! [ -e gone ]; do sleep 0.05; done ;;
esac`)
	p, err := l.Start(t.Context(), Env{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Errorf("it was gone before it was stopped: %v", err)
	}
}
