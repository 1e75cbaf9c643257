package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Config is what a gateway must be told. The string fields are the contract's environment variables; see [ConfigFromEnv].
type Config struct {
	// SFBProxy is the SIP URI of the SfB front end: "sip:sfb.contoso.test:5061;transport=tls". Without a transport it is udp.
	SFBProxy string
	// SIPDomain is the SIP domain of the users: "contoso.test".
	SIPDomain string
	// SIPUsername and SIPPassword answer digest challenges, for any user of the domain.
	SIPUsername, SIPPassword string
	// TeamsURL is the root of the Teams backend: "https://teams.contoso.test:8443".
	TeamsURL string
	// TeamsTenant, TeamsClientID and TeamsClientSecret are the OAuth 2.0 client credentials.
	TeamsTenant, TeamsClientID, TeamsClientSecret string
	// ListenHost is the address that the gateway binds to and states in Via, Contact and webhook URLs.
	ListenHost string
	// CAFile is a PEM file with the certificate authority to trust beside those of the system. Empty: none.
	CAFile string
	// ExchangeURL is the mailbox service with the conversation history. The gateway never calls it.
	ExchangeURL string
	// Dialect is how presence is said and heard at the front end: [DialectPIDF], which empty means, or [DialectMSRTC].
	Dialect string
	// Routing is how the front end routes IMs: [EndpointDecides], which empty means, or [RegistrarDecides].
	Routing string

	// SessionOnly refuses IMs outside of a session (pager mode, RFC 3428), as a gateway may. False: they are delivered.
	SessionOnly bool
	// Faults are the names of the faults to have; see [Faults]. None: the gateway is correct.
	Faults []string
	// Passed is told of every fault, by name, each time the gateway comes to a place where the fault would show, whether it
	// has it or not. It is called from many goroutines. Nil: nobody is told.
	Passed func(fault string)
	// Dial, Listen and ListenPacket open the gateway's sockets. Nil means the network of this machine.
	Dial         func(ctx context.Context, network, address string) (net.Conn, error)
	Listen       func(network, address string) (net.Listener, error)
	ListenPacket func(network, address string) (net.PacketConn, error)
	// Killed is closed when the gateway is to end as a process does that is killed: at once, and without taking leave of
	// anybody. Its sockets are gone by then. Nil: never.
	Killed <-chan struct{}
	// Timers are the SIP transaction timers. The zero value has those of RFC 3261.
	Timers sipwire.Timers
	// Log is where the gateway says what it does. Nil: nowhere.
	Log *slog.Logger
}

// The dialects of presence.
const (
	// DialectPIDF is the standards' own: PUBLISH (RFC 3903) and SUBSCRIBE (RFC 3856) with presence documents (RFC 3863).
	DialectPIDF = "pidf"
	// DialectMSRTC is that of SfB clients: SERVICE and the roaming self-subscription with categories (MS-PRES).
	DialectMSRTC = "msrtc"
)

// How a front end routes the IMs for a user.
const (
	// EndpointDecides: every endpoint is offered each IM, and the gateway takes those that belong in Teams.
	EndpointDecides = "endpoint-decides"
	// RegistrarDecides: the front end offers an IM to the endpoint with the latest published activity, so the gateway
	// publishes each activity in Teams. It still takes only what belongs there: the front end may know less.
	RegistrarDecides = "registrar-decides"
)

// ConfigFromEnv reads the contract's environment variables with getenv (usually [os.Getenv]). The error names every
// variable that is missing.
func ConfigFromEnv(getenv func(string) string) (Config, error) {
	var missing []error
	must := func(name string) string {
		value := getenv(name)
		if value == "" {
			missing = append(missing, fmt.Errorf("the environment variable %s is not set", name))
		}
		return value
	}
	c := Config{
		SFBProxy:          must("DUET_SFB_PROXY"),
		SIPDomain:         must("DUET_SIP_DOMAIN"),
		SIPUsername:       must("DUET_SIP_USERNAME"),
		SIPPassword:       must("DUET_SIP_PASSWORD"),
		TeamsURL:          must("DUET_TEAMS_URL"),
		TeamsTenant:       must("DUET_TEAMS_TENANT"),
		TeamsClientID:     must("DUET_TEAMS_CLIENT_ID"),
		TeamsClientSecret: must("DUET_TEAMS_CLIENT_SECRET"),
		ListenHost:        must("DUET_LISTEN_HOST"),
		CAFile:            getenv("DUET_CA_FILE"),
		Dialect:           getenv("DUET_DIALECT"),
		Routing:           getenv("DUET_ROUTING"),
		ExchangeURL:       getenv("DUET_EXCHANGE_URL"),
	}
	return c, errors.Join(missing...)
}
