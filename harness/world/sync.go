package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/duet-conformance/duet/fakes/record"
)

// Sync brings the timeline up to date: everything that a fake had recorded before the call is in it afterwards. Without
// it, "has not come" might mean "has not been told yet".
func (w *World) Sync(ctx context.Context) error {
	for _, fake := range w.observers() {
		latest, err := fake.latest(ctx, w.timeline.have(fake.source))
		if err == nil {
			err = w.timeline.awaitReach(ctx, fake.source, latest)
		}
		if err != nil {
			return fmt.Errorf("bring the timeline up to date with %s: %w", fake.source, err)
		}
	}
	return nil
}

// lastSeq asks a fake for the number of its last event, given that after of them are known.
func lastSeq(ctx context.Context, client *http.Client, log string, after uint64) (uint64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?after=%d", log, after), nil)
	if err != nil {
		return 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answered %s", req.URL, res.Status)
	}
	for in := json.NewDecoder(res.Body); ; {
		var e record.Event
		if err := in.Decode(&e); errors.Is(err, io.EOF) {
			return after, nil
		} else if err != nil {
			return 0, fmt.Errorf("read %s: %w", req.URL, err)
		}
		after = e.Seq
	}
}
