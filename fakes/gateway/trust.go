package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
)

// trustOf is the TLS configuration that trusts the certificate authority in a PEM file beside those of the system.
func trustOf(caFile string) (*tls.Config, error) {
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return trust, nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read the certificate authority: %s has no PEM certificate", caFile)
	}
	trust.RootCAs = pool
	return trust, nil
}

// transportOf is how requests to Teams travel. Answers are asked for compressed and read so; Go's transport sees to it.
func transportOf(config Config, trust *tls.Config) *http.Transport {
	t := &http.Transport{TLSClientConfig: trust, MaxIdleConnsPerHost: 32, ForceAttemptHTTP2: true}
	if config.Dial != nil {
		t.DialContext = config.Dial
	}
	return t
}
