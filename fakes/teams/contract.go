package teams

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/fixtures"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// The planes, as the document's tags name them.
const (
	planeToken   = "token"
	planeGraph   = "graph"
	planeInterop = "interop"
	planeClient  = "client"
)

// document reads the embedded document, once for all backends: it is the same for all, and nothing changes it.
var document = sync.OnceValue(func() *openapi3.T {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(fixtures.OpenAPI()))
	if err == nil {
		err = doc.Validate(context.Background())
	}
	if err != nil {
		panic(fmt.Sprintf("teams: the embedded OpenAPI document is broken: %v", err))
	}
	return doc
})

// contract is the OpenAPI document and, for each of its operations, what the backend does.
type contract struct {
	routes []*route
	// notifications and lifecycle are the schemas of what is posted to the IUT.
	notifications, lifecycle *openapi3.Schema
}

// route is one path of the document.
type route struct {
	path     string
	segments []string // "{name}" is a parameter
	methods  map[string]*operation
}

// operation is one operation of the document. What may be sent, and with which kind of token, is read from the document;
// handle is the backend's part.
type operation struct {
	id, plane              string
	application, delegated bool
	open                   bool // needs no token
	queries                map[string]bool
	route                  *routers.Route
	handle                 handler
}

// readContract joins the document with the handlers. The two must fit exactly: an operation without a
// handler, or a handler without an operation, is a mistake of the programmer and panics.
func readContract(handlers map[string]handler) *contract {
	doc := document()
	c := &contract{
		notifications: doc.Components.Schemas["ChangeNotifications"].Value,
		lifecycle:     doc.Components.Schemas["LifecycleNotifications"].Value,
	}
	served := 0
	for path, item := range doc.Paths.Map() {
		r := &route{path: path, segments: strings.Split(path[1:], "/"), methods: map[string]*operation{}}
		for method, op := range item.Operations() {
			handle := handlers[op.OperationID]
			if handle == nil {
				panic("teams: the OpenAPI document has an operation that nobody serves: " + op.OperationID)
			}
			served++
			o := &operation{
				id: op.OperationID, plane: op.Tags[0], open: len(*op.Security) == 0, queries: map[string]bool{}, handle: handle,
				route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op},
			}
			for _, way := range *op.Security {
				_, app := way["application"]
				_, user := way["delegated"]
				o.application, o.delegated = o.application || app, o.delegated || user
			}
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				if p.Value.In == openapi3.ParameterInQuery {
					o.queries[p.Value.Name] = true
				}
			}
			r.methods[method] = o
		}
		c.routes = append(c.routes, r)
	}
	if served != len(handlers) {
		panic(fmt.Sprintf("teams: %d handlers for the %d operations of the OpenAPI document", len(handlers), served))
	}
	// Where two paths match a request, the one that says more of it literally is meant.
	slices.SortFunc(c.routes, func(a, b *route) int {
		if d := strings.Count(a.path, "{") - strings.Count(b.path, "{"); d != 0 {
			return d
		}
		return strings.Compare(a.path, b.path)
	})
	return c
}

// find returns the operation for a request and its decoded path parameters. allowed lists the methods of a path that is
// known, but not with the method of the request.
func (c *contract) find(r *http.Request) (op *operation, params map[string]string, allowed []string) {
	segments := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil {
			return nil, nil, nil
		}
		segments[i] = plain
	}
	for _, route := range c.routes {
		params, ok := route.match(segments)
		if !ok {
			continue
		}
		if op := route.methods[r.Method]; op != nil {
			return op, params, nil
		}
		for method := range route.methods {
			allowed = append(allowed, method)
		}
	}
	slices.Sort(allowed)
	return nil, nil, allowed
}

// match says whether decoded path segments fit, and the values of the parameters.
func (r *route) match(segments []string) (map[string]string, bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	for i, want := range r.segments {
		if want[0] != '{' && want != segments[i] || segments[i] == "" {
			return nil, false
		}
	}
	params := map[string]string{}
	for i, want := range r.segments {
		if want[0] == '{' {
			params[want[1:len(want)-1]] = segments[i]
		}
	}
	return params, true
}
