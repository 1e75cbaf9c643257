package msrtc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/fakes/xmltree"
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

func readDevice(e *xmltree.Element) (*Device, error) {
	d := &Device{}
	if d.EndpointID, _ = e.Attr("endpointId"); d.EndpointID == "" {
		return nil, fmt.Errorf("<device> has no endpointId")
	}
	d.EndpointID = strings.ToLower(strings.Trim(d.EndpointID, "{}"))
	c := e.Child("capabilities")
	if c == nil {
		return nil, fmt.Errorf("<device> has no <capabilities>")
	}
	d.URI, _ = c.Attr("uri")
	var err error
	d.Capabilities, err = readCapabilities(c)
	return d, err
}

func readServices(e *xmltree.Element) (*Services, error) {
	s := &Services{}
	service := e.Child("service")
	if service == nil {
		return nil, fmt.Errorf("<services> has no <service>")
	}
	s.URI, _ = service.Attr("uri")
	c := service.Child("capabilities")
	if c == nil {
		return nil, fmt.Errorf("<service> has no <capabilities>")
	}
	var err error
	s.Capabilities, err = readCapabilities(c)
	return s, err
}

func readCapabilities(e *xmltree.Element) (all []Capability, err error) {
	for _, child := range e.Children {
		c := Capability{Name: child.Name.Local}
		if slices.ContainsFunc(all, func(other Capability) bool { return other.Name == c.Name }) {
			return nil, fmt.Errorf("<capabilities> says <%s> twice", c.Name)
		}
		if c.Render, err = child.Truth("render"); err != nil {
			return nil, err
		}
		if c.Capture, err = child.Truth("capture"); err != nil {
			return nil, err
		}
		if c.Publish, err = child.Truth("publish"); err != nil {
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
