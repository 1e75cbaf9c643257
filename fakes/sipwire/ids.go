package sipwire

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// branchCookie starts every branch that is unique over space and time (RFC 3261 section 8.1.1.7).
const branchCookie = "z9hG4bK"

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// NewTag makes a tag for From or To: 64 random bits (RFC 3261 section 19.3 asks for at least 32).
func NewTag() string { return randomHex(8) }

// NewBranch makes a Via branch with the cookie of RFC 3261 section 8.1.1.7.
func NewBranch() string { return branchCookie + randomHex(12) }

// NewCallID makes a globally unique Call-ID (RFC 3261 section 8.1.1.4) without a host part.
func NewCallID() string { return randomHex(16) }

// hasCookie says whether the branch was made by an element of RFC 3261. The cookie is compared without regard to case,
// as tokens are.
func hasCookie(branch string) bool {
	return len(branch) > len(branchCookie) && strings.EqualFold(branch[:len(branchCookie)], branchCookie)
}
