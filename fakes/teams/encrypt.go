package teams

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // Graph wraps keys by RSA-OAEP with SHA-1
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// recipient is whom resource data is encrypted for.
type recipient struct {
	id, thumbprint string
	key            *rsa.PublicKey
}

// readRecipient reads a certificate: base64 of DER, with an RSA key of 2,048 to 4,096 bits. The error is a sentence's end.
func readRecipient(text, id string) (*recipient, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("its encryptionCertificate is not base64")
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("its encryptionCertificate is no X.509 certificate: %w", err)
	}
	key, isRSA := cert.PublicKey.(*rsa.PublicKey)
	if !isRSA || key.N.BitLen() < 2048 || key.N.BitLen() > 4096 {
		return nil, errors.New("its encryptionCertificate has no RSA key of 2,048 to 4,096 bits")
	}
	if id == "" {
		return nil, errors.New("its encryptionCertificateId is missing")
	}
	return &recipient{id: id, thumbprint: fmt.Sprintf("%X", sha1.Sum(der)), key: key}, nil //nolint:gosec // what a thumbprint is
}

// encrypt is the encryptedContent of a notification: a key of its own for each, wrapped by RSA-OAEP with SHA-1; the resource as
// JSON by AES-256-CBC with PKCS #7 padding, the IV being the first 16 bytes of the key; and HMAC-SHA256 of the ciphertext.
func (r *recipient) encrypt(resource map[string]any) map[string]any {
	plain, err := json.Marshal(resource)
	if err != nil {
		panic(fmt.Sprintf("teams: resource data can't be written as JSON: %v", err))
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("teams: AES: %v", err))
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, key[:aes.BlockSize]).CryptBlocks(plain, plain)
	mac := hmac.New(sha256.New, key)
	mac.Write(plain)
	wrapped, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, r.key, key, nil) //nolint:gosec // see above
	if err != nil {
		panic(fmt.Sprintf("teams: RSA-OAEP: %v", err))
	}
	text := base64.StdEncoding.EncodeToString
	return map[string]any{
		"data": text(plain), "dataSignature": text(mac.Sum(nil)), "dataKey": text(wrapped),
		"encryptionCertificateId": r.id, "encryptionCertificateThumbprint": r.thumbprint,
	}
}
