package iut

import (
	"maps"
	"net"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"
)

// check finds what is wrong with values that are each well formed.
func (s *strict) check(c Config) {
	s.checkSubject(c.Subject)
	s.checkClaims(c.ICS)
	s.checkChoices(c.IXIT, c.ICS)
	s.checkBounds(reflect.ValueOf(c.IXIT.Bounds))
	s.checkFakes(c.IXIT.Fakes, c.Subject.Adapter == AdapterRemote)
}

// at adds a problem of a key, with its line when the file has the key.
func (s *strict) at(key, text string) {
	s.problems = append(s.problems, Problem{File: s.file, Line: s.lines[key], Key: key, Text: text})
}

func (s *strict) checkSubject(subject Subject) {
	switch subject.Adapter {
	case AdapterCommand:
		if len(subject.Command) == 0 {
			s.at("iut.command", "the command adapter needs a program and its arguments")
		} else if subject.Command[0] == "" {
			s.at("iut.command", "the name of the program is empty")
		}
		if info, err := os.Stat(subject.Dir); err != nil || !info.IsDir() {
			s.at("iut.dir", "there is no directory "+subject.Dir)
		}
	case AdapterImage:
		if strings.TrimSpace(subject.Image) == "" {
			s.at("iut.image", "the image adapter needs the name of an image")
		}
		if s.lines["iut.dir"] > 0 {
			s.at("iut.dir", "a container has its own working directory; set WORKDIR in the image")
		}
	case AdapterRemote:
		for _, key := range []string{"iut.command", "iut.env"} {
			if s.lines[key] > 0 {
				s.at(key, "a remote implementation is not started as a command; iut.restart may say how to start it again")
			}
		}
		if len(subject.Restart) > 0 && subject.Restart[0] == "" {
			s.at("iut.restart", "the name of the program is empty")
		}
	case AdapterReference:
		for _, key := range []string{"iut.command", "iut.dir", "iut.env"} {
			if s.lines[key] > 0 {
				s.at(key, "the reference has none; for a program of yours set iut.adapter to command")
			}
		}
	}
	if s.lines["iut.image"] > 0 && subject.Adapter != AdapterImage {
		s.at("iut.image", "only an implementation in a container has one; set iut.adapter to image")
	}
	if s.lines["iut.restart"] > 0 && subject.Adapter != AdapterRemote {
		s.at("iut.restart", "only a remote implementation needs it; any other is started by the tester itself")
	}
	if s.lines["iut.name"] > 0 && strings.TrimSpace(subject.Name) == "" {
		s.at("iut.name", "the name is empty")
	}
	for _, name := range slices.Sorted(maps.Keys(subject.Env)) {
		switch key := join("iut.env", name); {
		case name == "" || strings.ContainsAny(name, "=\x00"):
			s.at(key, "an environment variable can't have this name")
		case strings.HasPrefix(name, variablePrefix):
			s.at(key, "names that begin with "+variablePrefix+" are the contract's, and the tester sets them")
		case strings.ContainsRune(subject.Env[name], 0):
			s.at(key, "an environment variable can't hold a NUL")
		}
	}
}

// checkClaims asks for what this version of the tester speaks. An implementation may claim more, which is then not tested.
func (s *strict) checkClaims(ics ICS) {
	for _, must := range []struct {
		key     string
		claimed []string
		word    string
	}{
		{"ics.imModes", ics.IMModes, "session"},
	} {
		if !slices.Contains(must.claimed, must.word) {
			s.at(must.key, must.word+" is missing, without which this version of duet can't test the implementation")
		}
	}
	if slices.Contains(ics.Transports, "tls") && !ics.TLS {
		s.at("ics.transports", "tls needs ics.tls to be true")
	}
}

func (s *strict) checkChoices(ixit IXIT, ics ICS) {
	for _, chosen := range []struct {
		key, value, from string
		claimed          []string
	}{
		{"ixit.transport", ixit.Transport, "ics.transports", ics.Transports},
		{"ixit.dialect", ixit.Dialect, "ics.dialects", ics.Dialects},
		{"ixit.routing", ixit.Routing, "ics.routing", ics.Routing},
		{"ixit.topology", ixit.Topology, "ics.topologies", ics.Topologies},
	} {
		if chosen.value != "" && !slices.Contains(chosen.claimed, chosen.value) {
			s.at(chosen.key, chosen.value+" is not claimed; "+chosen.from+" has "+choice(chosen.claimed))
		}
	}
	if ixit.TLS && !ics.TLS {
		s.at("ixit.tls", "TLS is not claimed by ics.tls")
	}
	s.checkHost("ixit.listenHost", ixit.ListenHost)
}

func (s *strict) checkHost(key, host string) {
	if net.ParseIP(host) == nil && (host == "" || strings.ContainsAny(host, ":/[] \t")) {
		s.at(key, "it must be an IP address or a host name, without a port")
	}
}

// checkBounds refuses a bound of nothing where that would silently mean the default.
func (s *strict) checkBounds(bounds reflect.Value) {
	for i := range bounds.NumField() {
		key := keyOf(bounds.Type().Field(i))
		if key != "settle" && bounds.Field(i).Interface() == time.Duration(0) {
			s.at("ixit.bounds."+key, "only settle may be zero")
		}
	}
}
