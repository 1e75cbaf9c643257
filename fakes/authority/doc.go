// Package authority is the certificate authority of one run. It vouches for the fakes, lives in memory, and is worth
// nothing outside of its run.
package authority
