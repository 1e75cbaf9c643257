package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

// trustInSfB is how the front end at an address has to prove who it is. A faulty gateway leaves out some of the proof.
func (f faults) trustInSfB(trust *tls.Config, address string) *tls.Config {
	if !f.has(TrustsAnyCertificate) && !f.has(IgnoresCertificateName) && !f.has(IgnoresCertificateDates) {
		return trust
	}
	host, _, _ := net.SplitHostPort(address)
	loose := trust.Clone()
	loose.InsecureSkipVerify = true // what is left of the proof is asked for below
	loose.VerifyConnection = func(state tls.ConnectionState) error {
		if f.has(TrustsAnyCertificate) {
			return nil
		}
		shown := state.PeerCertificates[0] // a server shows one, or there is no connection
		asked := x509.VerifyOptions{Roots: trust.RootCAs, DNSName: host, Intermediates: x509.NewCertPool()}
		for _, cert := range state.PeerCertificates[1:] {
			asked.Intermediates.AddCert(cert)
		}
		if f.has(IgnoresCertificateName) {
			asked.DNSName = ""
		}
		if f.has(IgnoresCertificateDates) {
			asked.CurrentTime = shown.NotAfter
		}
		_, err := shown.Verify(asked)
		return err
	}
	return loose
}
