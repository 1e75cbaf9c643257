package record_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestTokensOfARunAreUnique(t *testing.T) {
	const n = 1_000_000
	tokens := make([]uint64, n)
	for i := range tokens {
		digits, isToken := strings.CutPrefix(record.Token(1, uint64(i)), "duet-")
		number, err := strconv.ParseUint(digits, 16, 48)
		if !isToken || err != nil {
			t.Fatalf("token %d is %q", i, record.Token(1, uint64(i)))
		}
		tokens[i] = number
	}
	slices.Sort(tokens)
	if unique := len(slices.Compact(tokens)); unique != n {
		t.Errorf("%d tokens are only %d different ones", n, unique)
	}
}

func TestEveryTokenIsRecognised(t *testing.T) {
	for _, seed := range []uint64{0, 1, 1<<64 - 1} {
		for n := range uint64(1000) {
			if token := record.Token(seed, n); record.TokenIn(token) != token {
				t.Fatalf("token %d of seed %d is %q, which is not found as a token", n, seed, token)
			}
		}
	}
}

func TestTokensAreTheSameInEveryRunWithTheSeed(t *testing.T) {
	if a, b := record.Token(7, 3), record.Token(7, 3); a != b {
		t.Errorf("the same token is %s and %s", a, b)
	}
	if a, b := record.Token(7, 3), record.Token(8, 3); a == b {
		t.Errorf("two seeds have the same token %s", a)
	}
}

func TestTokenIsFoundInEveryFormOfAnIM(t *testing.T) {
	const token = "duet-0123456789ab"
	for name, text := range map[string]string{
		"alone":                    token,
		"at the end":               "lunch? " + token,
		"in markup":                "<div>lunch? <b>" + token + "</b></div>",
		"as character references":  "lunch? " + strings.ReplaceAll(token, "-", "&#45;"),
		"as hexadecimal ones":      "lunch? " + strings.ReplaceAll(token, "d", "&#x64;"),
		"before a non-ASCII space": token + "\u00a0\U0001F600",
		"in XML":                   "<message text='" + token + "'/>",
		"twice":                    token + " " + token,
		"before another":           token + " duet-ffffffffffff",
	} {
		if got := record.TokenIn(text); got != token {
			t.Errorf("%s: found is %q", name, got)
		}
	}
}

func TestWhatIsNoTokenIsNotFound(t *testing.T) {
	for _, text := range []string{"", "lunch?", "duet-", "duet-0123456789a", "duet-0123456789AB", "duet 0123456789ab", "duet-<b>0123456789ab</b>"} {
		if got := record.TokenIn(text); got != "" {
			t.Errorf("in %q was found %q", text, got)
		}
	}
}

func FuzzTokenIn(f *testing.F) {
	f.Add("lunch? duet-0123456789ab")
	f.Add("&#x64;uet&#45;0123456789ab")
	f.Fuzz(func(t *testing.T, text string) {
		if token := record.TokenIn(text); token != "" && record.TokenIn(token) != token {
			t.Errorf("what was found in %q is no token: %q", text, token)
		}
	})
}
