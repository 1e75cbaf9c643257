package iut

import (
	"net"
	"slices"
	"strconv"
)

// Fakes says where both fakes serve for an implementation that is configured once and tested often: in every run the
// addresses, the credentials and the certificate authority are the same. [Load] fills in what a file leaves out.
type Fakes struct {
	// Host is the IP address that they listen on; "0.0.0.0" and "::" are every one of this machine.
	Host string `yaml:"host"`
	// Advertise is the name or address by which the implementation reaches them, and for which their certificates are.
	// Empty means Host.
	Advertise string `yaml:"advertise"`
	// Control is the IP address that their control APIs listen on, which ask for no password and which the implementation
	// has no business with.
	Control string `yaml:"control"`
	// State is the directory that keeps the certificate authority, and says what is up. [Load] makes it absolute.
	State string     `yaml:"state"`
	SfB   SfBPorts   `yaml:"sfb"`
	Teams TeamsPorts `yaml:"teams"`
}

// SfBPorts are the ports of the SfB front end. UDP is one of its own, all others are TCP's.
type SfBPorts struct {
	UDP      uint16 `yaml:"udp"`
	TCP      uint16 `yaml:"tcp"`
	TLS      uint16 `yaml:"tls"`
	Exchange uint16 `yaml:"exchange"`
	Control  uint16 `yaml:"control"`
}

// TeamsPorts are the ports of the Teams chat backend.
type TeamsPorts struct {
	HTTP    uint16 `yaml:"http"`
	HTTPS   uint16 `yaml:"https"`
	Control uint16 `yaml:"control"`
}

var defaultFakes = Fakes{
	Host:    "127.0.0.1",
	Control: "127.0.0.1",
	State:   ".duet",
	SfB:     SfBPorts{UDP: 15060, TCP: 15060, TLS: 15061, Exchange: 15080, Control: 15090},
	Teams:   TeamsPorts{HTTP: 18080, HTTPS: 18443, Control: 18090},
}

// Name is the name or address by which the implementation reaches the fakes.
func (f Fakes) Name() string {
	if f.Advertise == "" {
		return f.Host
	}
	return f.Advertise
}

// Reach is the address by which the tester's own people reach them: the one that they listen on. Where that is every
// address, it is that of the control APIs, which the tester reaches too, or the loopback interface.
func (f Fakes) Reach() string {
	for _, host := range []string{f.Host, f.Control} {
		if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
			return host
		}
	}
	return "127.0.0.1"
}

// At is an address that the implementation is told of: "host:port" with the advertised host.
func (f Fakes) At(port uint16) string { return HostPort(f.Name(), port) }

// HostPort joins a host and a port.
func HostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// checkFakes looks at the section ixit.fakes, which only a remote implementation has.
func (s *strict) checkFakes(f Fakes, remote bool) {
	if line := s.lines["ixit.fakes"]; line > 0 && !remote {
		s.at("ixit.fakes", "only a remote implementation needs the fakes on stated addresses; set iut.adapter to remote")
		return
	}
	if remote && s.lines["ixit.fakesIn"] > 0 {
		s.at("ixit.fakesIn", "a remote implementation finds the fakes on the addresses of ixit.fakes, where no container is")
	}
	host := net.ParseIP(f.Host)
	if host == nil {
		s.at("ixit.fakes.host", "it must be an IP address, 0.0.0.0 for every one of this machine, and is "+strconv.Quote(f.Host))
	}
	if net.ParseIP(f.Control) == nil {
		s.at("ixit.fakes.control", "it must be an IP address, best a loopback one, and is "+strconv.Quote(f.Control))
	}
	switch {
	case f.Advertise != "":
		s.checkHost("ixit.fakes.advertise", f.Advertise)
	case host != nil && host.IsUnspecified():
		s.at("ixit.fakes.advertise", "the fakes listen on every address: say by which name or address the implementation reaches them")
	}
	var taken []uint16
	for _, p := range []struct {
		key  string
		port uint16
	}{
		{"sfb.tcp", f.SfB.TCP},
		{"sfb.tls", f.SfB.TLS},
		{"sfb.exchange", f.SfB.Exchange},
		{"sfb.control", f.SfB.Control},
		{"teams.http", f.Teams.HTTP},
		{"teams.https", f.Teams.HTTPS},
		{"teams.control", f.Teams.Control},
	} {
		if slices.Contains(taken, p.port) {
			s.at("ixit.fakes."+p.key, "the port "+strconv.Itoa(int(p.port))+" is given to two services")
		}
		taken = append(taken, p.port)
	}
}
