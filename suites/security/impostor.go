package security

import (
	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// impostor is who answers at the right address with a certificate in which one thing is wrong.
type impostor struct {
	id, title string
	wrong     authority.Wrong
	catches   gateway.Fault
}

// impostors are front ends.
var impostors = []impostor{
	{"SEC-030", "a certificate of an authority that nobody trusts", authority.OfAnother, gateway.TrustsAnyCertificate},
	{"SEC-031", "a certificate that has expired", authority.Expired, gateway.IgnoresCertificateDates},
	{"SEC-032", "a certificate for another name", authority.ForAnother, gateway.IgnoresCertificateName},
}

// teamsImpostors are Teams backends. In a run over TLS the Teams side is https.
var teamsImpostors = []impostor{
	{"SEC-033", "a certificate of an authority that nobody trusts", authority.OfAnother, gateway.TrustsAnyTeamsCertificate},
	{"SEC-034", "a certificate that has expired", authority.Expired, gateway.IgnoresTeamsCertificateDates},
	{"SEC-035", "a certificate for another name", authority.ForAnother, gateway.IgnoresTeamsCertificateName},
}

var _ = Describe("Impostors", func() {
	for _, i := range impostors {
		purpose.It(i.id, "nothing is said to a front end with "+i.title,
			purpose.Clause("X-14"), purpose.Extended, purpose.Claims("transport:tls"),
			purpose.Ensure("that the IUT, having lost its connection to the front end, on being shown "+i.title+" when it connects again, goes away and says nothing; and, being shown the right one, registers the user and serves the next IM each way."),
			pair, purpose.Catches(i.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				given.WrongCertificate(ctx, i.wrong, alix)

				Expect(alix).To(match.BeKeptFromImpostors())
				Expect(alix).To(match.BeRegistered())
				Expect(megan.SfB.Send(ctx, alix, "is it you?")).To(match.ArriveOnlyAt(alix.Teams))
				Expect(alix.Teams.Send(ctx, megan, "it is")).To(match.ArriveOnlyAt(megan.SfB))
			})
	}
	for _, i := range teamsImpostors {
		purpose.It(i.id, "nothing is said to a Teams backend with "+i.title,
			purpose.Clause("X-14"), purpose.Extended, purpose.Claims("transport:tls"),
			purpose.Ensure("that the IUT, having lost its connections to the Teams backend and told of an activity there, on being shown "+i.title+" when it connects again, goes away and says nothing; and, being shown the right one, serves the next IM each way."),
			pair, purpose.Catches(i.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				given.WrongTeamsCertificate(ctx, i.wrong, alix)

				Expect(alix).To(match.BeKeptFromImpostors())
				Expect(megan.SfB.Send(ctx, alix, "is it you?")).To(match.ArriveOnlyAt(alix.Teams))
				Expect(alix.Teams.Send(ctx, megan, "it is")).To(match.ArriveOnlyAt(megan.SfB))
			})
	}
})
