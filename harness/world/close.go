package world

import (
	"context"
	"errors"
	"os"
	"time"
)

// Close stops the people, the IUT and the fakes, in this order, and returns what of the tester's did not stop properly;
// how the IUT ended, its process says. The context bounds how long the IUT may take, which is killed then. A second Close
// returns what the first did.
func (w *World) Close(ctx context.Context) error {
	w.closing.Do(func() { w.closed = w.close(ctx) })
	return w.closed
}

func (w *World) close(ctx context.Context) error {
	var errs []error
	w.cast.leave()
	if process := w.Process(); process != nil {
		_ = process.Stop(ctx) // the process remembers the error
		errs = append(errs, w.seeOut(ctx))
	}
	w.stop()
	w.watchers.Wait()
	// Before the servers: one that is told to stop waits seconds for a connection over which nothing was ever asked, and
	// the pools hold some of those.
	w.control.CloseIdleConnections()
	if w.web != nil {
		w.web.CloseIdleConnections()
	}
	errs = append(errs, w.fakes.Close())
	if w.caFile != "" {
		errs = append(errs, os.Remove(w.caFile))
	}
	return errors.Join(errs...)
}

// seeOut brings into the timeline what the IUT did while it stopped.
func (w *World) seeOut(ctx context.Context) error {
	if w.Blind() != nil {
		return nil // that has been told
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	return w.Sync(ctx)
}

// An IUT has stopTime to stop when it is asked to, and stopEach more for everybody whom it may have to sign out.
const (
	stopTime = 5 * time.Second
	stopEach = 20 * time.Millisecond
)

// StopTime returns a context in which to close the world, whatever became of the run's own.
func (w *World) StopTime(ctx context.Context) (context.Context, context.CancelFunc) {
	bound := stopTime + time.Duration(len(w.cast.everybody()))*stopEach
	return context.WithTimeout(context.WithoutCancel(ctx), bound)
}
