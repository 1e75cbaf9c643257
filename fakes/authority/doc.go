// Package authority is the certificate authority that vouches for the fakes: of one run, in memory ([New]), or kept in a
// directory for an implementation that is configured once and tested often ([Open]). It is worth nothing outside of that.
package authority
