package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// lookBack learns from fakes that were up before this run what still counts of the past: how long their logs are, and which
// subscriptions and tokens the IUT has. No fault of an earlier run is left in them.
func (w *World) lookBack(ctx context.Context) error {
	if w.cfg.Kept == nil {
		return nil
	}
	s := w.sfbControl()
	t := &teams.Control{URL: w.places.TeamsControl, HTTP: w.control}
	var err error
	if w.cfg.Anew {
		err = errors.Join(s.Reset(ctx), t.Reset(ctx))
	} else {
		err = errors.Join(s.ClearFaults(ctx), t.ClearFaults(ctx))
	}
	if err != nil {
		return err
	}
	for _, fake := range w.observers() {
		past, length, err := pastOf(ctx, w.control, fake.url)
		if err != nil {
			return fmt.Errorf("read what %s recorded before this run: %w", fake.name, err)
		}
		w.timeline.begin(fake.source, past, length)
	}
	return nil
}

// pastOf reads the events about subscriptions and tokens in a log, and how long the log is.
func pastOf(ctx context.Context, client *http.Client, log string) (past []record.Event, length uint64, err error) {
	url := fmt.Sprintf("%s?kind=%s&kind=%s&kind=%s", log, record.SubscriptionCreated, record.SubscriptionEnded, record.TokenIssued)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("%s answered %s", url, res.Status)
	}
	if length, err = strconv.ParseUint(res.Header.Get(record.LengthHeader), 10, 64); err != nil {
		return nil, 0, fmt.Errorf("%s does not say how long it is: %w", url, err)
	}
	for in := json.NewDecoder(res.Body); ; {
		var e record.Event
		if err := in.Decode(&e); errors.Is(err, io.EOF) {
			return past, length, nil
		} else if err != nil {
			return nil, 0, fmt.Errorf("read %s: %w", url, err)
		}
		if e.Seq <= length {
			past = append(past, e)
		}
	}
}
