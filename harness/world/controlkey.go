package world

import (
	"crypto/subtle"
	"net/http"
)

// ControlKeyVariable is the environment variable that tells a fake in a process of its own the key that its control API asks
// for; empty or not set: none.
const ControlKeyVariable = "DUET_CONTROL_KEY"

// locked lets those in who show the key as a bearer token; an empty key locks nothing.
func locked(key string, api http.Handler) http.Handler {
	if key == "" {
		return api
	}
	want := []byte("Bearer " + key)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			http.Error(w, "the control API is the tester's own", http.StatusUnauthorized)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// controlClient makes an HTTP client that shows the key.
func (n Network) controlClient(key string) *http.Client {
	client := n.client(nil)
	client.Transport = keyed{client.Transport, key}
	return client
}

type keyed struct {
	http.RoundTripper
	key string
}

func (k keyed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+k.key)
	return k.RoundTripper.RoundTrip(r)
}

// CloseIdleConnections is what [http.Client.CloseIdleConnections] looks for.
func (k keyed) CloseIdleConnections() {
	if t, ok := k.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
