package sipwire

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// Why credentials are not accepted. They come wrapped in a sentence.
var (
	// ErrNoCredentials: the request has none for the realm; it is to be challenged.
	ErrNoCredentials = errors.New("the request has no credentials")
	// ErrStaleNonce: the credentials may be right but the nonce is not, or no longer; it is to be challenged with stale.
	ErrStaleNonce = errors.New("the nonce is stale")
	// ErrBadCredentials: the user is unknown, the password wrong, or the credentials belong to another request.
	ErrBadCredentials = errors.New("the credentials are wrong")
)

// nonceLife is how long a nonce may be used.
const nonceLife = 5 * time.Minute

// Authenticator is the server side of digest authentication (RFC 3261 section 22, RFC 7616, RFC 8760): qop=auth, SHA-256
// and MD5. Make one with [NewAuthenticator]. All methods are safe for concurrent use.
type Authenticator struct {
	realm, opaque string
	password      func(username string) (password string, known bool)

	mu     sync.Mutex
	nonces map[string]*nonce
	tidied time.Time // when old nonces were thrown away last
}

type nonce struct {
	issued time.Time
	used   int // the highest nonce count seen
}

// NewAuthenticator makes the authenticator of a realm. password says what the password of a user is.
func NewAuthenticator(realm string, password func(username string) (string, bool)) *Authenticator {
	return &Authenticator{realm: realm, opaque: randomHex(8), password: password, nonces: map[string]*nonce{}}
}

// Challenge makes the headers of a 401 or, with code 407, of a proxy's challenge: one for SHA-256, then one for MD5, with
// one new nonce. stale tells the client to try again with the same password.
func (a *Authenticator) Challenge(code int, stale bool) []sip.Header {
	name := "WWW-Authenticate"
	if code == sip.StatusProxyAuthRequired {
		name = "Proxy-Authenticate"
	}
	value := a.issue()
	var headers []sip.Header
	for _, algorithm := range []string{"SHA-256", "MD5"} {
		c := digest.Challenge{
			Realm: a.realm, Nonce: value, Opaque: a.opaque, Stale: stale, Algorithm: algorithm, QOP: []string{"auth"},
		}
		headers = append(headers, sip.NewHeader(name, c.String()))
	}
	return headers
}

func (a *Authenticator) issue() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Sub(a.tidied) > nonceLife { // not each time: a busy registrar holds thousands
		maps.DeleteFunc(a.nonces, func(_ string, n *nonce) bool { return now.Sub(n.issued) > nonceLife })
		a.tidied = now
	}
	value := randomHex(16)
	a.nonces[value] = &nonce{issued: now}
	return value
}

// Verify checks the credentials of a request, in Authorization or Proxy-Authorization, and returns whose they are. An error
// is [ErrNoCredentials], [ErrStaleNonce] or [ErrBadCredentials].
func (a *Authenticator) Verify(req *sip.Request) (username string, err error) {
	cred, err := a.credentials(req)
	if err != nil {
		return "", err
	}
	wrong := func(why string, args ...any) error {
		return fmt.Errorf("%w for %s in realm %s: %s", ErrBadCredentials, cred.Username, a.realm, fmt.Sprintf(why, args...))
	}
	if uri := req.Recipient.String(); cred.URI != uri {
		return "", wrong("they are for the URI %q, not for the Request-URI %q", cred.URI, uri)
	}
	if cred.QOP != "auth" || cred.Cnonce == "" || cred.Nc < 1 {
		return "", wrong("qop=auth was asked for, with cnonce and nc (RFC 7616 section 3.4)")
	}
	password, known := a.password(cred.Username)
	if !known {
		return "", wrong("there is no such user")
	}
	expected, err := digest.Digest(
		&digest.Challenge{Realm: a.realm, Nonce: cred.Nonce, Opaque: cred.Opaque, Algorithm: cred.Algorithm, QOP: []string{"auth"}},
		digest.Options{
			Method: string(req.Method), URI: cred.URI, Count: cred.Nc, Username: cred.Username, Password: password, Cnonce: cred.Cnonce,
		})
	if err != nil {
		return "", wrong("%v", err)
	}
	if subtle.ConstantTimeCompare([]byte(strings.ToLower(cred.Response)), []byte(expected.Response)) != 1 {
		return "", wrong("the response is not that of the password")
	}
	return cred.Username, a.use(cred)
}

// credentials finds those for the realm.
func (a *Authenticator) credentials(req *sip.Request) (*digest.Credentials, error) {
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		for _, value := range Values(req, name) {
			if !digest.IsDigest(value) {
				continue
			}
			cred, err := digest.ParseCredentials(value)
			if err != nil {
				return nil, fmt.Errorf("%w: %s can't be read: %w", ErrBadCredentials, name, err)
			}
			if cred.Realm == a.realm {
				return cred, nil
			}
		}
	}
	return nil, fmt.Errorf("%w for realm %s", ErrNoCredentials, a.realm)
}

// use counts one use of a nonce. A count that does not grow is a replay (RFC 7616 section 3.4).
func (a *Authenticator) use(cred *digest.Credentials) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.nonces[cred.Nonce]
	if n == nil || time.Since(n.issued) > nonceLife {
		return fmt.Errorf("%w: it was not given out, or is older than %s", ErrStaleNonce, nonceLife)
	}
	if cred.Nc <= n.used {
		return fmt.Errorf("%w: its count %d was used before", ErrStaleNonce, cred.Nc)
	}
	n.used = cred.Nc
	return nil
}
