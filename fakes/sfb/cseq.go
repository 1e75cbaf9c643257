package sfb

import (
	"fmt"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// sequences remembers the CSeq number up to which each side of each relayed dialog has come. A proxy needs no such thing;
// a witness does. Its methods are safe for concurrent use and never call out.
type sequences struct {
	mu   sync.Mutex
	last map[string]uint32 // by Call-ID, From tag and To tag
}

// take notes a request that came in, which is no retransmission, and says in a sentence what is wrong with its number.
// Within a dialog it must be higher than that of every earlier request of its side (RFC 3261 §12.2.1.1), the one that
// made the dialog included.
func (s *sequences) take(req *sip.Request) (wrong string) {
	number, _ := sipwire.CSeq(req)
	began := strings.Join([]string{sipwire.CallID(req), sipwire.FromTag(req)}, "\n") + "\n"
	key := began + sipwire.ToTag(req)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.last = make(map[string]uint32)
	}
	if key != began {
		last, before := s.last[key]
		if first, made := s.last[began]; made {
			last, before = max(last, first), true
		}
		if before && number <= last {
			return fmt.Sprintf("sends a %s with CSeq %d in a dialog in which it has sent %d before; numbers must go up", req.Method, number, last)
		}
	}
	s.last[key] = number
	if req.Method == sip.BYE {
		delete(s.last, key)
	}
	return ""
}

func (s *sequences) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = nil
}
