package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// lifetime is how long certificates are valid: longer than any run, short enough to be useless when one leaks.
const lifetime = 7 * 24 * time.Hour

// Authority issues certificates. Make one with [New]; its methods are safe for concurrent use.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// New makes an authority with a key of its own.
func New(name string) (*Authority, error) { return newAuthority(name, lifetime) }

// newAuthority makes an authority that is valid for a while.
func newAuthority(name string, valid time.Duration) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of the authority %q: %w", name, err)
	}
	template := template(name, valid)
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make the certificate of the authority %q: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read back the certificate of the authority %q: %w", name, err)
	}
	return &Authority{cert: cert, key: key}, nil
}

// Issue makes a server certificate for host names and IP addresses, with its key.
func (a *Authority) Issue(hosts ...string) (tls.Certificate, error) {
	return a.issue(lifetime, hosts...)
}

// issue is [Authority.Issue] with a certificate that is valid for a while, or has not been for one.
func (a *Authority) issue(valid time.Duration, hosts ...string) (tls.Certificate, error) {
	if len(hosts) == 0 {
		return tls.Certificate{}, fmt.Errorf("a certificate needs at least one host name or IP address")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make the key for %s: %w", hosts[0], err)
	}
	template := template(hosts[0], valid)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make the certificate for %s: %w", hosts[0], err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}, nil
}

// Expires is the end of the authority's own certificate, and so of every other that it issues.
func (a *Authority) Expires() time.Time { return a.cert.NotAfter }

// Pool is a set of roots with this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// PEM is the authority's certificate as a DUET_CA_FILE holds it.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// template is what all certificates share. The start lies a little back, for peers whose clock is behind.
func template(name string, valid time.Duration) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil { // the random source of the system is gone: nothing that follows would be safe
		panic("authority: no random numbers: " + err.Error())
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: []string{"duet test run"}},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(valid),
	}
}
