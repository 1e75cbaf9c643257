package sipwire_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func passwords(user string) (string, bool) { return "secret", user == "svc" }

// challenged makes the challenge of an authenticator, with only those headers that hold the text.
func challenged(a *sipwire.Authenticator, req *sip.Request, code int, with string) *sip.Response {
	res := sipwire.NewResponse(req, code, "", "tag")
	for _, h := range a.Challenge(code, false) {
		if strings.Contains(h.Value(), with) {
			res.AppendHeader(h)
		}
	}
	return res
}

func TestChallengeIsAnswered(t *testing.T) {
	a := sipwire.NewAuthenticator("contoso.test", passwords)
	for _, code := range []int{401, 407} {
		for _, algorithm := range []string{"", "MD5", "SHA-256"} {
			req := from(sip.REGISTER, "")
			req.Recipient.UriParams = sip.HeaderParams{{K: "transport", V: "tls"}} // the whole Request-URI counts
			if _, err := a.Verify(req); !errors.Is(err, sipwire.ErrNoCredentials) {
				t.Errorf("without credentials: %v", err)
			}
			challenge := challenged(a, req, code, algorithm)
			if err := sipwire.Authorize(req, challenge, "svc", "secret"); err != nil {
				t.Fatal(err)
			}
			if user, err := a.Verify(req); err != nil || user != "svc" {
				t.Errorf("%d %s: %q, %v", code, algorithm, user, err)
			}
			if _, err := a.Verify(req); !errors.Is(err, sipwire.ErrStaleNonce) {
				t.Errorf("the same nonce count again: %v; expected ErrStaleNonce", err)
			}
		}
	}
}

func TestWrongCredentialsAreRefused(t *testing.T) {
	a := sipwire.NewAuthenticator("contoso.test", passwords)
	for name, c := range map[string]struct {
		user, password string
		change         func(*sip.Request)
	}{
		"password": {"svc", "guess", func(*sip.Request) {}},
		"user":     {"alix", "secret", func(*sip.Request) {}},
		"URI":      {"svc", "secret", func(r *sip.Request) { r.Recipient.Host = "elsewhere" }},
		"method":   {"svc", "secret", func(r *sip.Request) { r.Method = sip.MESSAGE }},
	} {
		req := from(sip.REGISTER, "")
		if err := sipwire.Authorize(req, challenged(a, req, 401, ""), c.user, c.password); err != nil {
			t.Fatal(err)
		}
		c.change(req)
		if _, err := a.Verify(req); !errors.Is(err, sipwire.ErrBadCredentials) {
			t.Errorf("wrong %s: %v; expected ErrBadCredentials", name, err)
		}
	}
	req := from(sip.REGISTER, "")
	req.AppendHeader(sip.NewHeader("Authorization", `Digest realm="contoso.test", nc=zz`))
	if _, err := a.Verify(req); !errors.Is(err, sipwire.ErrBadCredentials) {
		t.Errorf("unreadable credentials: %v", err)
	}
}

func TestNoncesGoStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := sipwire.NewAuthenticator("contoso.test", passwords)
		authorized := func() *sip.Request {
			req := from(sip.REGISTER, "")
			if err := sipwire.Authorize(req, challenged(a, req, 401, ""), "svc", "secret"); err != nil {
				t.Fatal(err)
			}
			return req
		}
		old := authorized()
		<-time.NewTimer(6 * time.Minute).C
		if _, err := a.Verify(old); !errors.Is(err, sipwire.ErrStaleNonce) {
			t.Errorf("after six minutes: %v", err)
		}
	})
}

func TestChallengeThatCannotBeAnswered(t *testing.T) {
	req := from(sip.REGISTER, "")
	for name, value := range map[string]string{
		"none": "", "NTLM": `NTLM realm="x"`, "algorithm": `Digest realm="x", nonce="n", algorithm=ROT13`,
		"qop": `Digest realm="x", nonce="n", qop="auth-int"`,
	} {
		res := sipwire.NewResponse(req, 401, "", "tag")
		if value != "" {
			res.AppendHeader(sip.NewHeader("WWW-Authenticate", value))
		}
		if err := sipwire.Authorize(req, res, "svc", "secret"); err == nil || sipwire.Has(req, "Authorization") {
			t.Errorf("%s: %v; expected an error and no credentials", name, err)
		}
	}
}
