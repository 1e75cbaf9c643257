package msrtc

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The names of the categories that this package understands. Every other is carried as it is.
const (
	// CategoryState is what somebody does, and how available they are.
	CategoryState = "state"
	// CategoryDevice is what an endpoint can do. Only the user's own endpoints see it.
	CategoryDevice = "device"
	// CategoryServices is what all endpoints together can do, as everybody sees it.
	CategoryServices = "services"
)

// The containers of a user's categories. Everybody belongs to one of them for a user, and sees what is in it.
const (
	// ContainerEndpoints is where endpoints publish; the server aggregates it for colleagues and everybody else.
	ContainerEndpoints = 2
	// ContainerEndpointsForTeam is its twin, which the server aggregates for the user's team.
	ContainerEndpointsForTeam = 3
	// ContainerColleagues is what users of the same enterprise see.
	ContainerColleagues = 200
)

// What ends a publication (MS-PRES, expireType).
const (
	// ExpireEndpoint: it lives as long as the endpoint that published it is registered.
	ExpireEndpoint = "endpoint"
	// ExpireUser: it lives as long as any endpoint of the user is registered.
	ExpireUser = "user"
	// ExpireStatic: it lives until it is removed.
	ExpireStatic = "static"
	// ExpireTime: it lives for the seconds that the attribute expires says.
	ExpireTime = "time"
)

// Category is one instance of a category of one user's presence. At most one of the contents is there; none is the
// instance's absence: it was removed, or never published.
type Category struct {
	// Name, Instance and Container tell it from all others of the user.
	Name                string
	Instance, Container uint32
	// Version counts how often it was published. Who publishes it again says which version that replaces.
	Version uint32
	// ExpireType says what ends it, and Expires when, of [ExpireTime] only. In a [Publish] it is removed by
	// Removed (expires="0").
	ExpireType string
	Expires    time.Duration
	// PublishTime is when it was published; zero when that is not said.
	PublishTime time.Time
	// EndpointID is the endpoint that published it, in lower case; empty when that is not said.
	EndpointID string

	State    *State
	Device   *Device
	Services *Services
	// Other is the content of any other category.
	Other *Other
}

// Other is the content of a category that this package doesn't understand.
type Other struct{ content *xmltree.Element }

// empty says whether the instance is not there.
func (c Category) empty() bool {
	return c.State == nil && c.Device == nil && c.Services == nil && c.Other == nil
}

// content reads what a category or publication holds: one element, in a namespace of its own and named as the category.
func (c *Category) content(e *xmltree.Element) (err error) {
	if len(e.Children) == 0 {
		return nil
	}
	if len(e.Children) > 1 {
		return fmt.Errorf("<%s> of the category %q holds %d elements; it holds one", e.Name.Local, c.Name, len(e.Children))
	}
	inner := e.Children[0]
	want, known := map[string]string{
		CategoryState: spaceState, CategoryDevice: spaceDevice, CategoryServices: spaceService,
	}[c.Name]
	if known && !inner.Is(want, c.Name) {
		return fmt.Errorf("<%s> of the category %q holds <%s> in the namespace %q, not <%s> in %q",
			e.Name.Local, c.Name, inner.Name.Local, inner.Name.Space, c.Name, want)
	}
	switch c.Name {
	case CategoryState:
		c.State, err = readState(inner)
	case CategoryDevice:
		c.Device, err = readDevice(inner)
	case CategoryServices:
		c.Services, err = readServices(inner)
	default:
		c.Other = &Other{inner}
	}
	return err
}

// readCategory reads a <category> as watchers and the user's own endpoints are sent it.
func readCategory(e *xmltree.Element) (c Category, err error) {
	if c.Name, _ = e.Attr("name"); c.Name == "" {
		return c, fmt.Errorf("a <category> has no name")
	}
	for _, field := range []struct {
		name string
		into *uint32
	}{{"instance", &c.Instance}, {"container", &c.Container}, {"version", &c.Version}} {
		if *field.into, err = e.Number(field.name, false); err != nil {
			return c, err
		}
	}
	if c.PublishTime, err = e.Moment("publishTime"); err != nil {
		return c, err
	}
	c.ExpireType, _ = e.Attr("expireType")
	seconds, err := e.Number("expires", false)
	if err != nil {
		return c, err
	}
	c.Expires = time.Duration(seconds) * time.Second
	c.EndpointID, _ = e.Attr("endpointId")
	c.EndpointID = strings.ToLower(c.EndpointID)
	return c, c.content(e)
}

// category writes a <category>. own says that it is for the user's own endpoints, who see how it was published.
func (w *writer) category(c Category, own bool) {
	w.raw("<category")
	w.attr("name", c.Name)
	w.number("instance", c.Instance)
	w.moment("publishTime", c.PublishTime)
	if own {
		w.number("container", c.Container)
		w.number("version", c.Version)
		w.attr("expireType", c.ExpireType)
		if c.ExpireType == ExpireTime {
			w.attr("expires", strconv.Itoa(int(c.Expires/time.Second)))
		}
		if c.EndpointID != "" {
			w.attr("endpointId", c.EndpointID)
		}
	}
	if c.empty() {
		w.raw("/>")
		return
	}
	w.raw(">")
	w.content(c)
	w.raw("</category>")
}

func (w *writer) content(c Category) {
	switch {
	case c.State != nil:
		w.state(*c.State)
	case c.Device != nil:
		w.device(*c.Device)
	case c.Services != nil:
		w.services(*c.Services)
	case c.Other != nil:
		w.element(c.Other.content, "")
	}
}
