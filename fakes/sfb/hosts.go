package sfb

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// hosts knows under which names and ports the front end itself is reached. Its methods are safe for concurrent use and
// never call out.
type hosts struct {
	name   string // Config.Host
	domain string

	mu    sync.RWMutex
	ports map[string][]int // by transport: those of its listeners
	ips   map[string]bool
}

// listen notes the address of a listener.
func (h *hosts) listen(transport string, address net.Addr) {
	host, port := split(address.String())
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ports == nil {
		h.ports, h.ips = make(map[string][]int), make(map[string]bool)
	}
	h.ports[transport] = append(h.ports[transport], port)
	h.ips[host] = true
}

// uri is the front end's own URI as the peer of a flow reaches it.
func (h *hosts) uri(flow *sipwire.Flow) sip.Uri {
	host, port := split(flow.Local())
	h.mu.RLock()
	// A flow that the front end opened itself has a local port that nobody listens at.
	if listening := h.ports[flow.Transport()]; len(listening) > 0 && !slices.Contains(listening, port) {
		port = listening[0]
	}
	h.mu.RUnlock()
	if h.name != "" {
		host = h.name
	}
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	params := sip.NewParams()
	params.Add("transport", flow.Transport())
	return sip.Uri{Scheme: "sip", Host: host, Port: port, UriParams: params}
}

// contact is the front end's own Contact (RFC 3261 §8.1.1.8) towards the peer of a flow.
func (h *hosts) contact(flow *sipwire.Flow) *sip.ContactHeader {
	return &sip.ContactHeader{Address: h.uri(flow)}
}

// own says whether a URI leads to the front end itself, as a flow's peer sees it.
func (h *hosts) own(uri *sip.Uri, flow *sipwire.Flow) bool {
	if uri.Port == 0 && strings.EqualFold(uri.Host, h.domain) {
		return true
	}
	local, _ := split(flow.Local())
	host := strings.Trim(uri.Host, "[]")
	h.mu.RLock()
	defer h.mu.RUnlock()
	named := strings.EqualFold(host, h.name) || strings.EqualFold(host, h.domain) || host == local || h.ips[host]
	if !named {
		return false
	}
	if uri.Port == 0 {
		return true
	}
	for _, listening := range h.ports {
		if slices.Contains(listening, uri.Port) {
			return true
		}
	}
	return false
}

// split takes an address apart; a port that is none counts as 0.
func split(address string) (host string, port int) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return address, 0
	}
	port, _ = strconv.Atoi(text)
	return host, port
}
