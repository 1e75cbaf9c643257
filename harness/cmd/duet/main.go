package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	// The catalogue: each suite registers its purposes.
	_ "github.com/duet-conformance/duet/suites"
)

// version is set by the build.
var version = "development"

// Exit codes of commands that give no verdict; those that do are in package report.
const (
	exitOK     = 0
	exitTester = 3
	exitUsage  = 4
)

func main() {
	// A reader of the output that goes away (duet run | head) must not end the run half-way, with the IUT left running and no
	// report written. A signal that is caught, unlike one that is ignored, is not inherited by the IUT.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	root := &cobra.Command{
		Use:           "duet",
		Short:         "Conformance tests for Skype for Business <-> Teams instant messaging",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.AddCommand(runCommand(), mergeCommand(), mutantsCommand(), listCommand(), referenceCommand(), fakesCommand(), doctorCommand())
	root.AddCommand(containerCommands()...)
	err := root.ExecuteContext(ctx)
	var done verdict
	var ours failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &done):
		return done.code
	case errors.As(err, &ours):
		fmt.Fprintf(errs, "duet: %v\n", err)
		return exitTester
	default: // what is not marked as a failure is the caller's: ours say so with usage, cobra's have no type
		fmt.Fprintf(errs, "duet: %v\nTry 'duet --help'.\n", err)
		return exitUsage
	}
}

// verdict is the error of a command whose work is done and whose exit code says how it came out. It has been told.
type verdict struct{ code int }

func (v verdict) Error() string { return fmt.Sprintf("exit code %d", v.code) }

// usage marks what the caller of the command got wrong.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// failure marks what went wrong inside the tester.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// work makes a command's work of a function. An error that it does not mark is a failure.
func work(do func(*cobra.Command) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) error {
		err := do(c)
		var done verdict
		var wrong usage
		if err == nil || errors.As(err, &done) || errors.As(err, &wrong) {
			return err
		}
		return failure{err}
	}
}
