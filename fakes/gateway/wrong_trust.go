package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
)

// careless are the faults by which one side's server has to prove less.
type careless struct{ ofAny, ofNames, ofDates Fault }

var (
	carelessInSfB   = careless{TrustsAnyCertificate, IgnoresCertificateName, IgnoresCertificateDates}
	carelessInTeams = careless{TrustsAnyTeamsCertificate, IgnoresTeamsCertificateName, IgnoresTeamsCertificateDates}
)

// trustInSfB is how the front end at an address has to prove who it is. A faulty gateway leaves out some of the proof.
func (f faults) trustInSfB(trust *tls.Config, address string) *tls.Config {
	host, _, _ := net.SplitHostPort(address)
	return f.trustIn(host, trust, carelessInSfB)
}

// trustInTeams is how the backend with a root has to prove who it is.
func (f faults) trustInTeams(trust *tls.Config, root string) *tls.Config {
	at, err := url.Parse(root)
	if err != nil {
		return trust // which nobody will get to see
	}
	return f.trustIn(at.Hostname(), trust, carelessInTeams)
}

func (f faults) trustIn(host string, trust *tls.Config, about careless) *tls.Config {
	if !f.has(about.ofAny) && !f.has(about.ofNames) && !f.has(about.ofDates) {
		return trust
	}
	loose := trust.Clone()
	loose.InsecureSkipVerify = true // what is left of the proof is asked for below
	loose.VerifyConnection = func(state tls.ConnectionState) error {
		if f.has(about.ofAny) {
			return nil
		}
		shown := state.PeerCertificates[0] // a server shows one, or there is no connection
		asked := x509.VerifyOptions{Roots: trust.RootCAs, DNSName: host, Intermediates: x509.NewCertPool()}
		for _, cert := range state.PeerCertificates[1:] {
			asked.Intermediates.AddCert(cert)
		}
		if f.has(about.ofNames) {
			asked.DNSName = ""
		}
		if f.has(about.ofDates) {
			asked.CurrentTime = shown.NotAfter
		}
		_, err := shown.Verify(asked)
		return err
	}
	return loose
}
