package sipwire

import (
	"fmt"
	"strings"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// Authorize answers the challenge of a 401 or 407 (RFC 3261 section 22, RFC 8760): it puts the credentials for the topmost
// challenge with a known algorithm on req, which is the next request: the same one with a new branch and, as section 22.2
// wants, a higher CSeq number. The credentials are for the whole Request-URI. A response without a challenge that can be
// answered is an error.
func Authorize(req *sip.Request, challenge *sip.Response, username, password string) error {
	asks, answers := "WWW-Authenticate", "Authorization"
	if challenge.StatusCode == sip.StatusProxyAuthRequired {
		asks, answers = "Proxy-Authenticate", "Proxy-Authorization"
	}
	var problem error
	for _, value := range Values(challenge, asks) {
		c, err := digest.ParseChallenge(value)
		if err != nil {
			problem = err
			continue
		}
		for i, qop := range c.QOP {
			c.QOP[i] = strings.TrimSpace(qop)
		}
		if !digest.CanDigest(c) || len(c.QOP) > 0 && !c.SupportsQOP("auth") {
			problem = fmt.Errorf("algorithm %q with qop %q is not supported", c.Algorithm, c.QOP)
			continue
		}
		cred, err := digest.Digest(c, digest.Options{
			Method: string(req.Method), URI: req.Recipient.String(), Count: 1, Username: username, Password: password,
		})
		if err != nil {
			problem = err
			continue
		}
		Remove(req, answers)
		req.AppendHeader(sip.NewHeader(answers, cred.String()))
		return nil
	}
	if problem == nil {
		problem = fmt.Errorf("it has no %s header", asks)
	}
	return fmt.Errorf("the challenge of the %d %s can't be answered: %w", challenge.StatusCode, challenge.Reason, problem)
}
