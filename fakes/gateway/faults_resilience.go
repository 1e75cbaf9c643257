package gateway

// Ways of being wrong when something breaks.

// StoresAfterAnswering: an IM is answered 200 at once, and stored a moment later.
var StoresAfterAnswering = fault("stores-after-answering", "X-01",
	"an IM that was accepted is lost when the gateway is killed just after").
	spreads("an IM that Teams refuses was answered 200 before that was known")

// LeavesTheGap: a subscription that was lost is made anew, and what happened meanwhile is not asked for.
var LeavesTheGap = fault("leaves-the-gap", "X-02",
	"what Teams users wrote while a subscription was missing never arrives")

// ReauthorizesLate: the lifecycle notification reauthorizationRequired is heeded when it is convenient.
var ReauthorizesLate = fault("reauthorizes-late", "X-02",
	"what Teams holds back until a subscription is authorized again arrives after the bound")

// GivesUpOn500: takes an internal error of the backend for its last word.
var GivesUpOn500 = fault("gives-up-on-500", "X-03",
	"a message is lost when the backend answers 500 once")
