package iut

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// tester plays a tester for [TestCommandDiesWithTheTester]: it starts an implementation that ignores SIGTERM, passes on
// what that says of itself, and waits to be killed.
func tester() {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	p, err := Command(Subject{Name: "gw", Command: []string{self}, Env: map[string]string{"ROLE": "deaf"}}).Start(context.Background(), Env{})
	if err != nil {
		panic(err)
	}
	poll := time.NewTicker(5 * time.Millisecond)
	for !strings.Contains(p.Output(), "\n") {
		<-poll.C
	}
	fmt.Print(p.Output())
	select {}
}

func TestCommandDiesWithTheTester(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties the life of a process to that of its parent")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var output tail
	killed := exec.Command(self)
	killed.Env, killed.Stdout, killed.Stderr = []string{"ROLE=tester"}, &output, &output
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, func() bool { return strings.Contains(output.String(), "\n") }, func() string {
		return fmt.Sprintf("the tester should say within 10s whom it has started; it said %q", output.String())
	})
	var pid int
	if _, err := fmt.Sscanf(output.String(), "deaf %d", &pid); err != nil {
		t.Fatalf("%v: %q", err, output.String())
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed, as it should be
	within(t, func() bool { return gone(pid) }, func() string { return fmt.Sprintf("the implementation %d should be gone within 10s", pid) })
}
