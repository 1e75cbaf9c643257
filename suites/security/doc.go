// Package security judges what an implementation does when somebody means harm (X-11 to X-17, extended): a stranger who forges
// change notifications and SIP, markup in what people write, servers with wrong certificates, and input that is made to stop it.
//
// Every purpose shows that the next true IM is served, so an implementation that hides from everybody passes none of them.
package security
