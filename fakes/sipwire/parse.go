package sipwire

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// parser is sipgo's, with room for everything that fits in a stream. It holds no state.
var parser = sip.NewParser(func(p *sip.Parser) { p.MaxMessageLength = maxMessage })

// Parse reads one whole message. It is sipgo's parser with its losses made good: the method is as it was written, compact
// header names are expanded, the parameters of Via, From, To and Contact survive quotes, semicolons, commas and white space
// within them. Content-Length may be missing; the body is then what follows the header section, and it may be shorter than
// what follows, as in a datagram (RFC 3261 section 18.3). The error is a [SyntaxError].
func Parse(raw []byte) (sip.Message, error) {
	msg, err := parser.ParseSIP(raw)
	switch {
	case errors.Is(err, sip.ErrParseReadBodyIncomplete):
		return nil, &SyntaxError{"RFC 3261 §18.3", "the body is shorter than Content-Length says"}
	case errors.Is(err, sip.ErrParseEOF), errors.Is(err, io.EOF), errors.Is(err, sip.ErrParseLineNoCRLF):
		return nil, &SyntaxError{"RFC 3261 §7", "the header section is cut off or a line doesn't end in CRLF: " + err.Error()}
	case err != nil:
		return nil, &SyntaxError{"RFC 3261 §25.1", "it can't be parsed: " + err.Error()}
	}
	repair(msg, raw)
	return msg, nil
}

// repair puts right what sipgo's parser gets wrong. It depends on sipgo keeping the headers in their order.
func repair(msg sip.Message, raw []byte) {
	if req, ok := msg.(*sip.Request); ok {
		if method, _, found := bytes.Cut(raw, []byte(" ")); found {
			req.Method = canonicalMethod(method)
		}
	}
	headers := headersOf(msg)
	var values map[string][]string // of the headers to repair, one value each, as written
	nth := map[string]int{}
	next := func(key string) (string, bool) {
		if values == nil {
			values = valuesToRepair(raw)
		}
		i := nth[key]
		nth[key]++
		if i < len(values[key]) {
			return values[key][i], true
		}
		return "", false
	}
	suspect := needsRepair(raw)
	for i, h := range headers {
		switch h := h.(type) {
		case *sip.ViaHeader:
			if !suspect {
				continue
			}
			if v, ok := next("via"); ok {
				repairVia(h, v)
			}
		case *sip.FromHeader:
			if !suspect {
				continue
			}
			if v, ok := next("from"); ok {
				h.Params = parseParams(afterAddress(v))
			}
		case *sip.ToHeader:
			if !suspect {
				continue
			}
			if v, ok := next("to"); ok {
				h.Params = parseParams(afterAddress(v))
			}
		case *sip.CSeqHeader:
			h.MethodName = canonicalMethod(bytes.TrimSpace([]byte(h.MethodName)))
		case *sip.ContactHeader:
			if !suspect {
				continue
			}
			if v, ok := next("contact"); ok {
				h.Params = parseParams(afterAddress(v))
			}
		default:
			if name := h.Name(); len(name) == 1 && longName(name) != name {
				headers[i] = sip.NewHeader(longName(name), h.Value())
			}
		}
	}
}

// needsRepair says whether the header section holds anything that sipgo's parameter parsers trip over. Most messages don't,
// and are spared the second look.
func needsRepair(raw []byte) bool {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	for _, trap := range []string{`"`, " ;", "; ", " =", "= ", " /", "/ ", "\r\n ", "\r\n\t", "\t", " :", ";;"} {
		if bytes.Contains(head, []byte(trap)) {
			return true
		}
	}
	return false
}

func valuesToRepair(raw []byte) map[string][]string {
	values := map[string][]string{}
	for _, f := range fields(raw) {
		switch f.key {
		case "via", "contact":
			values[f.key] = append(values[f.key], splitOutside(f.value, ',')...)
		case "from", "to":
			values[f.key] = append(values[f.key], f.value)
		}
	}
	return values
}

// canonicalMethod shares the strings of the known methods.
func canonicalMethod(method []byte) sip.RequestMethod {
	for _, m := range []sip.RequestMethod{
		sip.MESSAGE, sip.INVITE, sip.ACK, sip.BYE, sip.CANCEL, sip.REGISTER, sip.OPTIONS, sip.SUBSCRIBE, sip.NOTIFY,
		sip.INFO, sip.PUBLISH, sip.UPDATE, sip.REFER, sip.PRACK,
	} {
		if string(method) == string(m) {
			return m
		}
	}
	return sip.RequestMethod(method)
}

// repairVia parses one Via value (RFC 3261 section 20.42), with white space wherever the grammar allows it.
func repairVia(h *sip.ViaHeader, value string) {
	head, rest := value, ""
	if i := strings.IndexByte(value, ';'); i >= 0 {
		head, rest = value[:i], value[i:]
	}
	protocol := strings.SplitN(head, "/", 3)
	if len(protocol) != 3 {
		return
	}
	words := strings.Fields(protocol[2])
	if len(words) < 2 {
		return
	}
	host, port := strings.Join(words[1:], ""), 0
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		n, err := strconv.ParseUint(host[i+1:], 10, 16)
		if err != nil {
			return
		}
		host, port = host[:i], int(n)
	}
	h.ProtocolName, h.ProtocolVersion = strings.TrimSpace(protocol[0]), strings.TrimSpace(protocol[1])
	h.Transport, h.Host, h.Port = words[0], strings.Trim(host, "[]"), port
	h.Params = parseParams(rest)
}
