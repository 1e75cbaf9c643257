// Package sfb is a Skype for Business front end: registrar, presence agent, forking proxy and conversation history of one
// SIP domain, on real sockets, with a log of everything that it saw and did.
//
// It treats every endpoint alike, whether a person's client or the implementation under test (IUT) is behind it, and never
// corrects what the IUT does: it does what the protocol asks for, and writes down what the protocol does not allow.
// A tester provisions the users, injects faults and reads the log over the control interface ([FrontEnd.Control], [Control]).
//
// Protocol sources: RFC 3261 (core, §10 registrar, §16 proxy), RFC 3326 (Reason), RFC 3428 (pager MESSAGE), RFC 3903 and
// RFC 3856 (presence), RFC 5626 (+sip.instance, flows), RFC 5627 (GRUU), and Microsoft's MS-SIPREGE and MS-SIPRE for the
// forms that a Skype for Business client expects.
package sfb
