package teams

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// signer holds the key that validation tokens of notifications are signed with. The key is made when it is first needed: it
// takes a while, and most runs have no rich notifications.
type signer struct {
	key func() *rsa.PrivateKey
}

func newSigner() *signer {
	return &signer{key: sync.OnceValue(func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(fmt.Sprintf("teams: no RSA key: %v", err)) // crypto/rand never fails
		}
		return key
	})}
}

// id names the key, by what it is.
func (s *signer) id() string {
	sum := sha256.Sum256(s.key().N.Bytes())
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// jwt signs claims as a JSON Web Token (RFC 7519) with RS256 (RFC 7518 section 3.3).
func (s *signer) jwt(claims map[string]any) string {
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(fmt.Sprintf("teams: claims that are no JSON: %v", err))
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(map[string]any{"alg": "RS256", "typ": "JWT", "kid": s.id()}) + "." + part(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key(), crypto.SHA256, sum[:])
	if err != nil {
		panic(fmt.Sprintf("teams: signing a token: %v", err))
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// notificationAppID is the application that Graph signs validation tokens as.
const notificationAppID = "0bf30f3b-4a52-48df-9a82-234910c4a086"

// validationToken proves to the IUT that a notification with resource data is the backend's own. It is good for as long as the
// notification is repeated.
func (b *Backend) validationToken() string {
	now := time.Now()
	return b.keys.jwt(map[string]any{
		"aud": b.cfg.ClientID, "iss": "https://sts.windows.net/" + b.cfg.Tenant + "/", "appid": notificationAppID, "tid": b.cfg.Tenant,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(b.cfg.RetryFor + time.Hour).Unix(), "jti": uuid.NewString(), "ver": "1.0",
	})
}

// signingKeys is the JSON Web Key Set (RFC 7517) of that key.
func (x *exchange) signingKeys() answer {
	if a := x.otherTenant(); a != nil {
		return *a
	}
	number := base64.RawURLEncoding.EncodeToString
	public := x.b.keys.key().PublicKey
	return ok(map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": x.b.keys.id(),
		"n": number(public.N.Bytes()), "e": number(big.NewInt(int64(public.E)).Bytes()),
	}}})
}

// openIDConfiguration is OpenID Connect Discovery 1.0 section 4, as far as it goes here.
func (x *exchange) openIDConfiguration() answer {
	if a := x.otherTenant(); a != nil {
		return *a
	}
	base := x.root() + "/" + x.b.cfg.Tenant
	return ok(map[string]any{
		"issuer":                                "https://sts.windows.net/" + x.b.cfg.Tenant + "/",
		"token_endpoint":                        base + "/oauth2/v2.0/token",
		"authorization_endpoint":                base + "/oauth2/v2.0/authorize",
		"jwks_uri":                              base + "/discovery/v2.0/keys",
		"response_types_supported":              []string{"token"},
		"subject_types_supported":               []string{"pairwise"},
		"grant_types_supported":                 []string{grantApplication, grantPassword},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post"},
	})
}

// otherTenant refuses a tenant that is neither the backend's own nor "common".
func (x *exchange) otherTenant() *answer {
	if t := x.params["tenant"]; !strings.EqualFold(t, x.b.cfg.Tenant) && t != "common" {
		a := refuseToken(http.StatusBadRequest, "invalid_tenant", 90002, "Tenant '"+t+"' not found.")
		return &a
	}
	return nil
}

// root is the backend's own address, as the client wrote it.
func (x *exchange) root() string {
	scheme := "http"
	if x.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + x.r.Host
}
