package world

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
)

// Hybrid is the [Config.Topology] with a pool on premises beside the front end, which is online. It has one SIP domain; the
// clients of users who are homed on premises sign in at their pool and reach the front end through an edge, and the traffic
// between the IUT and such users passes both.
const Hybrid = "hybrid"

// joinTime bounds how long the pools of a hybrid deployment may take to find each other.
const joinTime = 5 * time.Second

// serveOnPremises starts the edge and the pool on premises, in the order in which a request to the front end passes them
// backwards, and shows the front end the way.
func (s *SfBServer) serveOnPremises(ports SfBPorts, ca *authority.Authority) error {
	edge, err := s.serveHop("the edge", ports, nil, ca, s.Addresses, map[string]string{"ms-split-domain-info": "ms-traffic-type=SplitIntra"})
	if err != nil {
		return err
	}
	if s.OnPremises, err = s.serveHop("the pool on premises", ports, ports.OnPremises, ca, edge, nil); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), joinTime)
	defer cancel()
	return s.fake.Detour(ctx, s.OnPremises["tcp"])
}

// serveHop starts a hop in front of what serves at the upstream addresses, and returns its own. at says where it listens, as
// far as the kernel is not to choose.
func (s *SfBServer) serveHop(name string, ports SfBPorts, at map[string]string, ca *authority.Authority, upstream, marks map[string]string) (map[string]string, error) {
	free := net.JoinHostPort(hostOf(s.Addresses["tcp"]), "0")
	hop := s.fake.Hop(sfb.HopConfig{
		Name: name, Upstream: upstream, Marks: marks, Dial: ports.Network.Dial, ListenPacket: ports.Network.ListenPacket,
		TLS: &tls.Config{RootCAs: ca.Pool(), ServerName: hostOf(upstream["tls"])},
	})
	s.hops = append([]*sfb.Hop{hop}, s.hops...)
	pc, err := ports.Network.listenPacket("udp", cmp.Or(at["udp"], free))
	if err != nil {
		return nil, err
	}
	hop.ServePacket(pc)
	plain, err := ports.Network.listen("tcp", cmp.Or(at["tcp"], free))
	if err != nil {
		return nil, err
	}
	hop.ServeStream("tcp", plain)
	secure, err := ports.Network.listenTLS(cmp.Or(at["tls"], free), ca)
	if err != nil {
		return nil, err
	}
	hop.ServeStream("tls", secure)
	return map[string]string{"udp": pc.LocalAddr().String(), "tcp": plain.Addr().String(), "tls": secure.Addr().String()}, nil
}
