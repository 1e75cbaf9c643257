package sipwire

import (
	"strings"

	"github.com/emiago/sipgo/sip"
)

// parseParams reads ";name=value;name" with quotes respected and white space allowed around ; and =.
func parseParams(s string) sip.HeaderParams {
	var params sip.HeaderParams
	for _, part := range splitOutside(s, ';') {
		name, value, _ := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "" {
			continue
		}
		// sipgo keeps quotes as part of a value, and puts quotes of its own around a value with white space when it
		// writes it. So exactly those values are kept without theirs.
		if strings.ContainsAny(value, " \t") {
			value = trimQuotes(value)
		}
		params = append(params, sip.HeaderKV{K: name, V: value})
	}
	return params
}

func trimQuotes(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// afterAddress returns what follows the address in a From, To or Contact value: its header parameters with the first
// semicolon, or "".
func afterAddress(value string) string {
	if i := indexOutside(value, '<'); i >= 0 {
		if j := strings.IndexByte(value[i:], '>'); j >= 0 {
			return value[i+j+1:]
		}
		return ""
	}
	if i := indexOutside(value, ';'); i >= 0 {
		return value[i:]
	}
	return ""
}

// Param returns a parameter's value without its quotes and escapes. Names are compared without regard to case (RFC 3261
// section 7.3.1); sipgo's own Get does neither. ok is false when there is none of that name.
func Param(params sip.HeaderParams, name string) (value string, ok bool) {
	for _, p := range params {
		if strings.EqualFold(p.K, name) {
			v := trimQuotes(p.V)
			if strings.IndexByte(v, '\\') < 0 {
				return v, true
			}
			var plain strings.Builder
			for i := 0; i < len(v); i++ {
				if v[i] == '\\' && i+1 < len(v) {
					i++
				}
				plain.WriteByte(v[i])
			}
			return plain.String(), true
		}
	}
	return "", false
}

// SetParam sets a parameter, replacing one of that name. A value that is no token must be given with [Quote].
func SetParam(params *sip.HeaderParams, name, value string) {
	for i, p := range *params {
		if strings.EqualFold(p.K, name) {
			(*params)[i].V = value
			return
		}
	}
	*params = append(*params, sip.HeaderKV{K: name, V: value})
}

// quoted escapes what may not stand in a quoted string as it is.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Quote writes a parameter value as a quoted string, such that sipgo's writer writes it as one: it adds the quotes itself
// where the value has white space.
func Quote(value string) string {
	escaped := quoted.Replace(value)
	if strings.ContainsAny(value, " \t") {
		return escaped
	}
	return `"` + escaped + `"`
}

// ParseParams reads the parameters of a header value that sipgo has no type for: what follows the first semicolon of
// "active;expires=3600". first is what comes before it.
func ParseParams(value string) (first string, params sip.HeaderParams) {
	i := indexOutside(value, ';')
	if i < 0 {
		return strings.TrimSpace(value), nil
	}
	return strings.TrimSpace(value[:i]), parseParams(value[i:])
}
