package gateway

import (
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// The three liars. Each is wrong as a whole; a suite that certifies one of them certifies anything.

func liar(name, clause, breaks string) Fault {
	return add(Fault{Name: name, Clause: clause, Breaks: breaks, Liar: true})
}

// AnswersNothing runs, listens, and answers neither the front end nor Teams.
var AnswersNothing = liar("answers-nothing", "R-03",
	"no request on either side is ever answered")

// SaysYesToEverything answers every SIP request with 200 and every notification with 202, and does nothing else with them.
var SaysYesToEverything = liar("says-yes-to-everything", "R-10",
	"everything is accepted and nothing is delivered")

// SilentOnTeams does all that SfB can see, and never writes anything to Teams.
var SilentOnTeams = liar("silent-on-teams", "R-10",
	"nothing is ever written to Teams, and SfB users are told that it was")

// yes accepts a request and forgets it.
func (g *Gateway) yes(tx *sipwire.ServerTx) {
	res := tx.Response(200, "")
	if l := g.lineOf(tx.Request()); l != nil && tx.Request().Method == sip.INVITE {
		tx.Reliable2xx = true
		res.AppendHeader(l.contact(tx.Flow()))
		sipwire.SetBody(res, "application/sdp", l.sdp())
	}
	_ = tx.Respond(res)
}
