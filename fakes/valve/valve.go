package valve

import (
	"net"
	"sync"

	"github.com/duet-conformance/duet/fakes/record"
)

// State is how the network is. The zero value is a sound one.
type State struct {
	// Cut: nothing passes.
	Cut bool `json:"cut,omitempty"`
	// LoseEvery is which datagrams are lost of those that have one Call-ID, in either direction: of 3, the third, the sixth and so
	// on. So what is lost of a conversation does not hang on what else goes on. 0 loses none. 1 is refused: it would be a cut.
	LoseEvery int `json:"loseEvery,omitempty"`
	// Double brings every datagram twice, to the implementation the second time a moment later.
	Double bool `json:"double,omitempty"`
}

// Valve is open when it is made. Make one with [New]; its methods are safe for concurrent use.
type Valve struct {
	log  *record.Log
	side string // which fake it is at, one of [record.SourceSfB] and [record.SourceTeams]

	mu    sync.Mutex
	state State
	conns map[*conn]bool // that are open
	count map[series]int // of datagrams since the state was set; only while some are lost
}

// series are the datagrams of one Call-ID in one direction.
type series struct {
	callID string
	out    bool
}

// New makes a valve at a fake that keeps the log. side is what the log calls the fake.
func New(side string, log *record.Log) *Valve {
	return &Valve{log: log, side: side, conns: map[*conn]bool{}}
}

// Set changes the state. What is connected when it becomes a cut is reset before Set returns.
func (v *Valve) Set(to State) {
	v.mu.Lock()
	defer v.mu.Unlock()
	was := v.state
	v.state, v.count = to, map[series]int{}
	switch {
	case to.Cut && !was.Cut:
		v.say(record.LinkCut)
		for c := range v.conns {
			reset(c.Conn)
		}
		clear(v.conns)
	case was.Cut && !to.Cut:
		v.say(record.LinkHealed)
	}
}

// say records what became of the link. The caller holds the lock, so the log has it in order.
func (v *Valve) say(kind record.Kind) {
	v.log.Append(record.Event{Kind: kind, Party: record.PartyTester, Attrs: map[string]string{"side": v.side}})
}

// refused records a connection that could not be made. out: by the fake.
func (v *Valve) refused(out bool) {
	v.log.Append(record.Event{Kind: record.LinkRefused, Party: sender(out), Attrs: v.attrs(out)})
}

// attrs are the attributes of whatever goes in a direction.
func (v *Valve) attrs(out bool) map[string]string {
	way := "in"
	if out {
		way = "out"
	}
	return map[string]string{"side": v.side, "direction": way}
}

// sender is who sends in a direction.
func sender(out bool) string {
	if out {
		return record.PartyTester
	}
	return record.PartyIUT
}

// hold keeps a new connection, to be reset by the next cut. When there is one now, it is reset at once, and hold is false.
func (v *Valve) hold(plain net.Conn, out bool) (net.Conn, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.state.Cut {
		reset(plain)
		v.refused(out)
		return nil, false
	}
	c := &conn{Conn: plain, valve: v}
	v.conns[c] = true
	return c, true
}

func (v *Valve) letGo(c *conn) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.conns, c)
}

// isCut says whether nothing passes.
func (v *Valve) isCut() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.state.Cut
}

// reset ends a connection so that its peer reads an error, where the socket can, and not an orderly end.
func reset(c net.Conn) {
	if tcp, ok := c.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0) // an ended connection is reset already
	}
	_ = c.Close()
}
