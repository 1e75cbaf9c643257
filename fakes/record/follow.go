package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Follow reads a log that [Handler] serves at url, from its first event on, and calls f with every event in order, until
// f returns an error, which Follow then returns, or the context ends. A nil client means [http.DefaultClient]; one with a
// timeout can't follow for longer than that. A log that ends by itself, or skips a number, is an error: a tester that can
// no longer see must not go on as if nothing happened.
func Follow(ctx context.Context, client *http.Client, url string, f func(Event) error) error {
	return FollowFrom(ctx, client, url, 0, f)
}

// FollowFrom is [Follow], but that the first events, up to the number after, are left out.
func FollowFrom(ctx context.Context, client *http.Client, url string, after uint64, f func(Event) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?follow=true&after=%d", url, after), nil)
	if err != nil {
		return fmt.Errorf("follow the event log at %s: %w", url, err)
	}
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("follow the event log at %s: %w", url, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		return fmt.Errorf("follow the event log at %s: the fake answered %s: %s", url, res.Status, text)
	}
	in := newDecoder(res.Body)
	for next := after + 1; ; next++ {
		e, err := in.decode()
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if errors.Is(err, io.EOF) {
				return fmt.Errorf("the event log at %s ended after %d events while it was followed", url, next-1)
			}
			return fmt.Errorf("follow the event log at %s: after event %d: %w", url, next-1, err)
		}
		if e.Seq != next {
			return fmt.Errorf("the event log at %s goes from event %d to event %d", url, next-1, e.Seq)
		}
		if err := f(e); err != nil {
			return err
		}
	}
}
