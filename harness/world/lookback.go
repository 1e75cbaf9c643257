package world

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
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
	w.timeline.watched.Disown(func(webhook string) bool { return w.somebodyAt(ctx, webhook) })
	return nil
}

// somebodyAt says whether a connection can be made to a URL. An IUT that was killed while no run looked has left
// subscriptions that stay until they run out, and nobody is to wait for what they tell.
func (w *World) somebodyAt(ctx context.Context, webhook string) bool {
	at, err := url.Parse(webhook)
	if err != nil {
		return false
	}
	port := cmp.Or(at.Port(), map[string]string{"http": "80", "https": "443"}[at.Scheme])
	ctx, cancel := context.WithTimeout(ctx, closeTime)
	defer cancel()
	dial := w.cfg.Network.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(at.Hostname(), port))
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// pastOf reads the events about subscriptions and tokens in a log, and how long the log is.
func pastOf(ctx context.Context, client *http.Client, log string) (past []record.Event, length uint64, err error) {
	asked := fmt.Sprintf("%s?kind=%s&kind=%s&kind=%s", log, record.SubscriptionCreated, record.SubscriptionEnded, record.TokenIssued)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, asked, nil)
	if err != nil {
		return nil, 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("%s answered %s", asked, res.Status)
	}
	if length, err = strconv.ParseUint(res.Header.Get(record.LengthHeader), 10, 64); err != nil {
		return nil, 0, fmt.Errorf("%s does not say how long it is: %w", asked, err)
	}
	for in := json.NewDecoder(res.Body); ; {
		var e record.Event
		if err := in.Decode(&e); errors.Is(err, io.EOF) {
			return past, length, nil
		} else if err != nil {
			return nil, 0, fmt.Errorf("read %s: %w", asked, err)
		}
		if e.Seq <= length {
			past = append(past, e)
		}
	}
}
