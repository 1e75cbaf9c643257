package judge

import "fmt"

// Verdict is what is said of a purpose, in the words of ISO/IEC 9646. A verdict only ever worsens; [Worse] joins two.
type Verdict int

// The verdicts, from best to worst. NotApplicable stands outside the order: it is given before a purpose runs, by the
// ICS, and never changes.
const (
	// Pass: the IUT was seen to do what the clause asks.
	Pass Verdict = iota
	// Inconclusive: nothing wrong was seen, and not enough to say that it is right.
	Inconclusive
	// Fail: the IUT was seen not to do what the clause asks.
	Fail
	// Error: the tester broke, so nothing can be said of the IUT.
	Error
	// NotApplicable: the ICS says that the IUT does not claim this.
	NotApplicable
)

var verdictNames = [...]string{"pass", "inconclusive", "fail", "error", "notApplicable"}

func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdictNames) {
		return fmt.Sprintf("verdict(%d)", int(v))
	}
	return verdictNames[v]
}

// MarshalText writes the verdict as reports spell it.
func (v Verdict) MarshalText() ([]byte, error) {
	if v < 0 || int(v) >= len(verdictNames) {
		return nil, fmt.Errorf("there is no verdict %d", int(v))
	}
	return []byte(v.String()), nil
}

// UnmarshalText reads what [Verdict.MarshalText] wrote.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("there is no verdict %q", text)
}

// Worse joins two verdicts of purposes that ran: the worse of both.
func Worse(a, b Verdict) Verdict { return max(a, b) }
