package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// webhookServer is the HTTP server of the webhook.
type webhookServer struct {
	url     string
	server  *http.Server
	serving sync.WaitGroup
	// silent are connections over which nothing has come yet. HTTP clients open such connections in reserve.
	silent sync.Map
}

// serveWebhook opens the server for change notifications.
func (g *Gateway) serveWebhook() (*webhookServer, error) {
	l, err := g.listen("tcp", net.JoinHostPort(g.config.ListenHost, "0"))
	if err != nil {
		return nil, fmt.Errorf("open a port for change notifications: %w", err)
	}
	w := &webhookServer{url: "http://" + l.Addr().String() + "/notifications"}
	w.server = &http.Server{
		Handler: http.HandlerFunc(g.webhook), ReadHeaderTimeout: answerBound,
		ErrorLog:  slog.NewLogLogger(g.log.Handler(), slog.LevelDebug),
		ConnState: w.note,
	}
	w.serving.Go(func() {
		if err := w.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			g.log.Error("the webhook stopped", "error", err)
		}
	})
	return w, nil
}

func (w *webhookServer) note(conn net.Conn, state http.ConnState) {
	if state == http.StateNew {
		w.silent.Store(conn, true)
	} else {
		w.silent.Delete(conn)
	}
}

// stop answers what has been asked, and closes everything.
func (w *webhookServer) stop(ctx context.Context) error {
	// Shutdown would wait 5 s for a connection over which nothing has come.
	w.silent.Range(func(conn, _ any) bool {
		_ = conn.(net.Conn).Close() // nothing was said over it
		return true
	})
	err := w.server.Shutdown(ctx)
	w.serving.Wait()
	if err != nil {
		return fmt.Errorf("stop the webhook: %w", err)
	}
	return nil
}
