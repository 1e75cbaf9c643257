package iut

import "strings"

// Env is what an implementation is told when it starts: the environment variables of the contract, the same whatever the
// adapter. A field that is empty is not set in the environment.
type Env struct {
	// SFBProxy is the SIP URI of the SfB front end: "sip:127.0.0.1:5060;transport=tcp" (DUET_SFB_PROXY).
	SFBProxy string
	// SIPDomain is the SIP domain: "contoso.test" (DUET_SIP_DOMAIN).
	SIPDomain string
	// SIPUsername and SIPPassword are the digest credentials of the service account that may register any user of the
	// domain (DUET_SIP_USERNAME, DUET_SIP_PASSWORD).
	SIPUsername, SIPPassword string
	// TeamsURL is the root of the Teams backend, without a trailing slash (DUET_TEAMS_URL).
	TeamsURL string
	// TeamsTenant, TeamsClientID and TeamsClientSecret are the OAuth 2.0 client credentials
	// (DUET_TEAMS_TENANT, DUET_TEAMS_CLIENT_ID, DUET_TEAMS_CLIENT_SECRET).
	TeamsTenant, TeamsClientID, TeamsClientSecret string
	// ListenHost is the address to bind, and to advertise in Via, Contact and webhook URLs (DUET_LISTEN_HOST).
	ListenHost string
	// CAFile is a PEM file with the run's certificate authority; empty when TLS is off (DUET_CA_FILE).
	CAFile string
	// Dialect is how presence is said at S in this run: "pidf" or "msrtc" (DUET_DIALECT).
	Dialect string
	// Routing is who decides in this run where an IM goes: "endpoint-decides" or "registrar-decides" (DUET_ROUTING).
	Routing string
	// ExchangeURL is the conversation-history mailbox service; empty when the run has none (DUET_EXCHANGE_URL).
	ExchangeURL string
}

// variablePrefix begins the name of every variable of the contract, so a vendor's own settings may not begin with it.
const variablePrefix = "DUET_"

// Variable is one of the contract's, with what it means in a few words.
type Variable struct{ Name, Value, Meaning string }

// Variables lists what is set, in the contract's order.
func (e Env) Variables() []Variable {
	all := []Variable{
		{"DUET_SFB_PROXY", e.SFBProxy, "the SfB front end, and the transport to it"},
		{"DUET_SIP_DOMAIN", e.SIPDomain, "the SIP domain of all users"},
		{"DUET_SIP_USERNAME", e.SIPUsername, "digest credentials of the service account that may speak for every user"},
		{"DUET_SIP_PASSWORD", e.SIPPassword, "its password"},
		{"DUET_TEAMS_URL", e.TeamsURL, "the root of the Teams backend"},
		{"DUET_TEAMS_TENANT", e.TeamsTenant, "the id of the directory, part of the token endpoint's path"},
		{"DUET_TEAMS_CLIENT_ID", e.TeamsClientID, "OAuth 2.0 client credentials"},
		{"DUET_TEAMS_CLIENT_SECRET", e.TeamsClientSecret, "its secret"},
		{"DUET_LISTEN_HOST", e.ListenHost, "the implementation's own address, for Via, Contact and webhook URLs"},
		{"DUET_CA_FILE", e.CAFile, "the certificate authority to trust (copy the file)"},
		{"DUET_DIALECT", e.Dialect, "how presence is said at the front end"},
		{"DUET_ROUTING", e.Routing, "who decides where an IM arrives"},
		{"DUET_EXCHANGE_URL", e.ExchangeURL, "the mailbox service; a conforming implementation never calls it"},
	}
	set := all[:0]
	for _, v := range all {
		if v.Value != "" {
			set = append(set, v)
		}
	}
	return set
}

// Environ writes what is set as "NAME=value", in the contract's order, as [os/exec.Cmd] takes it.
func (e Env) Environ() []string {
	var lines []string
	for _, v := range e.Variables() {
		lines = append(lines, v.Name+"="+v.Value)
	}
	return lines
}

// Getenv reads one variable by its name, and is "" for every name that is not set or not of the contract. It has the
// signature of [os.Getenv], so an implementation in the tester's process reads it the same way.
func (e Env) Getenv(name string) string {
	for _, v := range e.Variables() {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// withoutContract drops the contract's variables from an environment, so that none of the tester's own surroundings
// reaches an implementation by accident.
func withoutContract(environ []string) []string {
	var rest []string
	for _, line := range environ {
		if !strings.HasPrefix(line, variablePrefix) {
			rest = append(rest, line)
		}
	}
	return rest
}
