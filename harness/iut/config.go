package iut

import (
	"github.com/duet-conformance/duet/harness/judge"
)

// Config is what a vendor says of an implementation: one duet.yaml. Make one with [Default] or [Load].
type Config struct {
	// Subject is what to test and how to start it.
	Subject Subject `yaml:"iut"`
	// ICS is what it claims to implement.
	ICS ICS `yaml:"ics"`
	// IXIT is how this run reaches it, and its bounds.
	IXIT IXIT `yaml:"ixit"`
	// File is where the config was read from; empty for [Default].
	File string `yaml:"-"`
}

// The adapters that a config may name.
const (
	AdapterReference = "reference"
	AdapterCommand   = "command"
	AdapterRemote    = "remote"
	AdapterImage     = "image"
)

// Subject names the implementation and says how to start it.
type Subject struct {
	// Name is what reports call it.
	Name string `yaml:"name"`
	// Adapter is [AdapterReference], [AdapterCommand], [AdapterImage] or [AdapterRemote].
	Adapter string `yaml:"adapter" oneof:"reference,command,image,remote"`
	// Image is the name of the container image; only for [AdapterImage], for which Command are arguments instead of its own.
	Image string `yaml:"image"`
	// Command is the program and its arguments; for [AdapterCommand]. A program with a slash in its name is found
	// from Dir, one without in PATH. No shell is involved.
	Command []string `yaml:"command"`
	// Dir is the working directory. [Load] makes it absolute: what the file says is relative to the file's own directory,
	// which is also what an absent dir means.
	Dir string `yaml:"dir"`
	// Env holds further environment variables of the vendor's own. Names of the contract (DUET_...) are refused.
	Env map[string]string `yaml:"env"`
	// Restart is a program and its arguments that starts, stops and kills a remote implementation; see [Remote]. Only for
	// [AdapterRemote]; empty means that the tester can't.
	Restart []string `yaml:"restart"`
}

// ICS is the implementation conformance statement: what is claimed, so what is tested. What it denies is verified to be
// declined properly.
type ICS struct {
	// Dialects of presence at S: "pidf", "msrtc".
	Dialects []string `yaml:"dialects" oneof:"pidf,msrtc"`
	// Transports of SIP: "udp", "tcp", "tls".
	Transports []string `yaml:"transports" oneof:"udp,tcp,tls"`
	// Routing is who decides where an IM goes: "endpoint-decides", "registrar-decides".
	Routing []string `yaml:"routing" oneof:"endpoint-decides,registrar-decides"`
	// Topologies of the SfB side: "online", "hybrid".
	Topologies []string `yaml:"topologies" oneof:"online,hybrid"`
	// IMModes at S: "session" (a must) and "pager".
	IMModes []string `yaml:"imModes" oneof:"session,pager"`
	// Restartable: it may be stopped and started again during a run.
	Restartable bool `yaml:"restartable"`
	// TLS: it trusts DUET_CA_FILE, so it takes an https DUET_TEAMS_URL and, if Transports say so, SIP over TLS.
	TLS bool `yaml:"tls"`
}

// IXIT is the extra information for testing: what a run is narrowed to among what the ICS claims, and the bounds.
type IXIT struct {
	// Transport, Dialect, Routing and Topology narrow the run to environments with this SIP transport, this dialect of
	// presence, this routing of IMs, this kind of SfB side: each one of the ICS's. Empty means all that the ICS claims, and
	// a run that is narrowed is partial. See [Config.Environments].
	Transport string `yaml:"transport" oneof:"udp,tcp,tls"`
	Dialect   string `yaml:"dialect" oneof:"pidf,msrtc"`
	Routing   string `yaml:"routing" oneof:"endpoint-decides,registrar-decides"`
	Topology  string `yaml:"topology" oneof:"online,hybrid"`
	// TLS: the Teams side of this run is https. Only when the ICS claims it.
	TLS bool `yaml:"tls"`
	// ListenHost is the address on which the implementation listens: the contract's DUET_LISTEN_HOST. The fakes listen there
	// as well, unless the implementation is remote.
	ListenHost string `yaml:"listenHost"`
	// FakesIn is where the fakes are, unless the implementation is remote: in the tester's process ([FakesEmbedded], which empty
	// means too) or in containers of their own ([FakesContainers]).
	FakesIn string `yaml:"fakesIn" oneof:"embedded,containers"`
	// Seed makes a run repeatable: the order of purposes and the tokens follow from it.
	Seed uint64 `yaml:"seed"`
	// Bounds are the times within which the implementation does what it must.
	Bounds judge.Bounds `yaml:"bounds"`
	// Fakes says where the fakes serve for a remote implementation. Any other is told where they are when it starts.
	Fakes Fakes `yaml:"fakes"`
}

// Default is the config of the reference implementation in the tester's own process, with every claim that it makes, and in
// every environment of those.
// Every call gives a value of its own.
func Default() Config {
	return Config{
		Subject: Subject{Name: "duet reference", Adapter: AdapterReference},
		ICS: ICS{
			Dialects:    []string{"pidf", "msrtc"},
			Transports:  []string{"tcp", "udp", "tls"},
			Routing:     []string{"endpoint-decides", "registrar-decides"},
			Topologies:  []string{"online", "hybrid"},
			IMModes:     []string{"session", "pager"},
			Restartable: true,
			TLS:         true,
		},
		IXIT: IXIT{
			ListenHost: "127.0.0.1",
			Seed:       1,
			Bounds:     judge.DefaultBounds,
			Fakes:      defaultFakes,
		},
	}
}

// Where the fakes of a run may be.
const (
	FakesEmbedded   = "embedded"
	FakesContainers = "containers"
)

// InContainers says whether anything of a run is in a container.
func (c Config) InContainers() bool {
	return c.IXIT.FakesIn == FakesContainers || c.Subject.Adapter == AdapterImage
}
