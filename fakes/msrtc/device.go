package msrtc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Capability is something that an endpoint may be able to do.
type Capability struct {
	// Name is "text", "voice", "video", "applicationSharing", or one that this package doesn't know.
	Name string
	// Render, Capture and Publish say which way. Neither of the first two is the same as no such capability.
	Render, Capture, Publish bool
}

// there says whether it is a capability at all.
func (c Capability) there() bool { return c.Render || c.Capture }

// Device is the content of the category device: one endpoint and what it can do.
type Device struct {
	// EndpointID is a UUID in lower case, the same in every publication of the endpoint.
	EndpointID string
	// URI is where it is reached; empty when that is not said.
	URI string
	// Capabilities are what it says of each; one that it doesn't mention is not there.
	Capabilities []Capability
}

// Services is the content of the category services: what all endpoints together can do.
type Services struct {
	// URI is where the person is reached.
	URI          string
	Capabilities []Capability
}

// Can says whether a capability is there.
func (s Services) Can(name string) bool { return can(s.Capabilities, name) }

func can(all []Capability, name string) bool {
	return slices.ContainsFunc(all, func(c Capability) bool { return c.Name == name && c.there() })
}

func readDevice(e *element) (*Device, error) {
	d := &Device{}
	if d.EndpointID, _ = e.attr("endpointId"); d.EndpointID == "" {
		return nil, fmt.Errorf("<device> has no endpointId")
	}
	d.EndpointID = strings.ToLower(strings.Trim(d.EndpointID, "{}"))
	c := e.child("capabilities")
	if c == nil {
		return nil, fmt.Errorf("<device> has no <capabilities>")
	}
	d.URI, _ = c.attr("uri")
	var err error
	d.Capabilities, err = readCapabilities(c)
	return d, err
}

func readServices(e *element) (*Services, error) {
	s := &Services{}
	service := e.child("service")
	if service == nil {
		return nil, fmt.Errorf("<services> has no <service>")
	}
	s.URI, _ = service.attr("uri")
	c := service.child("capabilities")
	if c == nil {
		return nil, fmt.Errorf("<service> has no <capabilities>")
	}
	var err error
	s.Capabilities, err = readCapabilities(c)
	return s, err
}

func readCapabilities(e *element) (all []Capability, err error) {
	for _, child := range e.children {
		c := Capability{Name: child.name.Local}
		if slices.ContainsFunc(all, func(other Capability) bool { return other.Name == c.Name }) {
			return nil, fmt.Errorf("<capabilities> says <%s> twice", c.Name)
		}
		if c.Render, err = child.truth("render"); err != nil {
			return nil, err
		}
		if c.Capture, err = child.truth("capture"); err != nil {
			return nil, err
		}
		if c.Publish, err = child.truth("publish"); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (w *writer) device(d Device) {
	w.raw("<device")
	w.attr("xmlns", spaceDevice)
	w.attr("endpointId", d.EndpointID)
	w.raw(`><capabilities preferred="false"`)
	if d.URI != "" {
		w.attr("uri", d.URI)
	}
	w.capabilities(d.Capabilities)
	w.raw("</device>")
}

func (w *writer) services(s Services) {
	w.raw("<services")
	w.attr("xmlns", spaceService)
	w.raw("><service")
	w.attr("uri", s.URI)
	w.raw("><capabilities")
	w.capabilities(s.Capabilities)
	w.raw("</service></services>")
}

// capabilities writes the rest of a <capabilities> whose tag is open.
func (w *writer) capabilities(all []Capability) {
	w.raw(">")
	for _, c := range all {
		w.raw("<" + c.Name)
		w.attr("render", strconv.FormatBool(c.Render))
		w.attr("capture", strconv.FormatBool(c.Capture))
		w.attr("publish", strconv.FormatBool(c.Publish))
		w.raw("/>")
	}
	w.raw("</capabilities>")
}
