package gateway

// Ways of being wrong that nobody notices as long as everybody is homed in one pool.

// IgnoresRouteSet: requests within a session go without the Routes of its route set (RFC 3261 section 12.2.1.1).
var IgnoresRouteSet = fault("ignores-route-set", "R-02",
	"messages in a session with a user who is homed on premises are lost, because they ignore the route set").in(whereHybrid).
	spreads("sessions that have hops, as those of users homed apart and of the fence, lose what is said in them")

// RoutesToFirstHopOnly: of the route set only the first Route is kept, as if the front end were the only hop.
var RoutesToFirstHopOnly = fault("routes-to-first-hop-only", "R-02",
	"messages in a session with a user who is homed on premises get no further than the front end").in(whereHybrid).
	spreads("sessions that have hops lose what is said in them, and so do fences over them")

// ReversesRouteSet: in a session that the gateway started, the Routes are in the order of the Record-Routes.
var ReversesRouteSet = fault("reverses-route-set", "R-02",
	"messages in a session that was started from Teams take the hops in the wrong order").in(whereHybrid).
	spreads("sessions from Teams that have hops lose what is said in them")

// OmitsRecordRoute: the 200 to an INVITE does not repeat the Record-Routes (RFC 3261 section 12.1.1).
var OmitsRecordRoute = fault("omits-record-route", "R-02",
	"an SfB user who is homed on premises can't say anything in a session, because the way back was not told").in(whereHybrid).
	spreads("what an SfB user says in a session with hops has no way back, as in that of the fence")

// SpendsFewHops: INVITEs have a Max-Forwards of 2, which is enough for a front end alone.
var SpendsFewHops = fault("spends-few-hops", "R-02",
	"an SfB user who is homed on premises is not reached from Teams, because there are more hops than Max-Forwards allows").in(whereHybrid).
	spreads("no session from Teams gets through the hops, also not those of stories about something else")
