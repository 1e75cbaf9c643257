package teams_test

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// certificate makes what a subscriber gives, and keeps.
func certificate(t *testing.T) (*rsa.PrivateKey, string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return key, base64.StdEncoding.EncodeToString(der)
}

func bytesAt(t *testing.T, v any, path ...any) []byte {
	t.Helper()
	text, _ := at(v, path...).(string)
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 {
		t.Fatalf("%v is no base64: %v", path, v)
	}
	return b
}

// decrypt undoes encryptedContent, by the steps of Graph's page on notifications with resource data.
func decrypt(t *testing.T, key *rsa.PrivateKey, content any) map[string]any {
	t.Helper()
	symmetric, err := rsa.DecryptOAEP(sha1.New(), nil, key, bytesAt(t, content, "dataKey"), nil)
	if err != nil {
		t.Fatal(err)
	}
	data := bytesAt(t, content, "data")
	mac := hmac.New(sha256.New, symmetric)
	mac.Write(data)
	if !hmac.Equal(mac.Sum(nil), bytesAt(t, content, "dataSignature")) {
		t.Fatal("the signature does not fit the data")
	}
	block, err := aes.NewCipher(symmetric)
	if err != nil {
		t.Fatal(err)
	}
	cipher.NewCBCDecrypter(block, symmetric[:16]).CryptBlocks(data, data)
	var got map[string]any
	if err := json.Unmarshal(data[:len(data)-int(data[len(data)-1])], &got); err != nil {
		t.Fatalf("%v: %q", err, data)
	}
	return got
}

func TestRichNotificationsCarryTheResourceEncrypted(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	key, cert := certificate(t)
	in := h.subscription("/chats/getAllMessages", "created")
	in["includeResourceData"], in["encryptionCertificate"], in["encryptionCertificateId"] = true, cert, "mine"
	s.call(s.app, "POST", "/v1.0/subscriptions", in).is(201)
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	sent := s.call(s.app, "POST", path, fromMegan("Grüße <&> 🙂", "1")).is(201)
	got := h.next()
	content := at(got, "value", 0, "encryptedContent")
	if at(content, "encryptionCertificateId") != "mine" {
		t.Errorf("%v", content)
	}
	message := decrypt(t, key, content)
	if message["id"] != sent["id"] || at(message, "body", "content") != "Grüße <&> 🙂" || at(message, "from", "user", "id") != megan.ID {
		t.Errorf("%v", message)
	}
	verify(t, s, at(got, "validationTokens", 0).(string))
	s.none()
}

func TestPresenceIsNotifiedEncrypted(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	key, cert := certificate(t)
	in := h.subscription("/communications/presences?$filter=id in ('"+alix.ID+"','"+bo.ID+"')", "updated")
	in["includeResourceData"], in["encryptionCertificate"], in["encryptionCertificateId"] = true, cert, "mine"
	s.call(s.app, "POST", "/v1.0/subscriptions", in).is(201)
	s.signIn(chris) // of whom nobody asked
	s.signIn(alix)
	got := decrypt(t, key, at(h.next(), "value", 0, "encryptedContent"))
	if got["id"] != alix.ID || got["availability"] != "Available" {
		t.Errorf("%v", got)
	}
	if e := s.see(record.Is(record.Notification)); e.From != alix.Address {
		t.Errorf("recorded as %+v", e)
	}
	s.none()
}

// verify checks a validation token as a strict subscriber does: signature by the published key, audience, issuer, application.
func verify(t *testing.T, s *site, token string) {
	t.Helper()
	doc := s.call("", "GET", "/common/.well-known/openid-configuration", nil).is(200)
	keys := s.call("", "GET", strings.TrimPrefix(doc["jwks_uri"].(string), s.url), nil).is(200)
	number := func(name string) *big.Int {
		b, err := base64.RawURLEncoding.DecodeString(at(keys, "keys", 0, name).(string))
		if err != nil {
			t.Fatal(err)
		}
		return new(big.Int).SetBytes(b)
	}
	part := strings.Split(token, ".")
	if len(part) != 3 {
		t.Fatalf("no JWT: %s", token)
	}
	signature, err := base64.RawURLEncoding.DecodeString(part[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(part[0] + "." + part[1]))
	if err := rsa.VerifyPKCS1v15(&rsa.PublicKey{N: number("n"), E: int(number("e").Int64())}, crypto.SHA256, sum[:], signature); err != nil {
		t.Errorf("the signature: %v", err)
	}
	text, err := base64.RawURLEncoding.DecodeString(part[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	if claims["aud"] != client || claims["iss"] != "https://sts.windows.net/"+tenant+"/" || claims["appid"] != "0bf30f3b-4a52-48df-9a82-234910c4a086" || claims["exp"].(float64) < float64(time.Now().Unix()) {
		t.Errorf("%v", claims)
	}
}
