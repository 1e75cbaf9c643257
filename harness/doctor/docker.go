package doctor

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
)

// docker checks that a Docker daemon answers, at DOCKER_HOST or where it usually is.
func docker(ctx context.Context) Check {
	const what = "the Docker daemon"
	host := cmp.Or(os.Getenv("DOCKER_HOST"), "unix:///var/run/docker.sock")
	do := "start Docker, let this user use it (the group docker), or set DOCKER_HOST to where it is"
	at, err := url.Parse(host)
	if err != nil {
		return bad(Tester, what, fmt.Sprintf("DOCKER_HOST is %q, which is no URL: %v", host, err), do)
	}
	address := cmp.Or(at.Host, at.Path)
	client := &http.Client{Timeout: lookTime, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, at.Scheme, address)
		},
	}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/_ping", nil)
	if err != nil {
		return bad(Tester, what, err.Error(), do)
	}
	res, err := client.Do(req)
	if err != nil {
		return bad(Tester, what, fmt.Sprintf("nobody answers at %s: %v", host, err), do)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return bad(Tester, what, fmt.Sprintf("%s answered %s", host, res.Status), do)
	}
	return good(what, "it answers at %s, version %s of its API", host, res.Header.Get("Api-Version"))
}
