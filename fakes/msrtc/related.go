package msrtc

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// Part is one document of several in a body.
type Part struct {
	// Type is its media type without parameters.
	Type string
	Body []byte
}

// MaxParts is how many documents there may be in a body that is read.
const MaxParts = 1024

// Related writes several documents as one body (RFC 2387), the first of them the root, and returns its Content-Type. A
// blank line ends each part: there are clients that lose the end of a part which has none.
func Related(parts []Part) (contentType string, body []byte) {
	sum := fnv.New64a()
	for _, p := range parts {
		_, _ = sum.Write(p.Body) // a hash never fails
	}
	boundary := fmt.Sprintf("resourceList-%016x", sum.Sum64())
	var b bytes.Buffer
	for i, p := range parts {
		fmt.Fprintf(&b, "--%s\r\nContent-Transfer-Encoding: binary\r\n", boundary)
		if i == 0 {
			b.WriteString("Content-ID: resourceList\r\n")
		}
		fmt.Fprintf(&b, "Content-Type: %s\r\n\r\n%s\r\n\r\n", p.Type, p.Body)
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	root := TypeList
	if len(parts) > 0 {
		root = parts[0].Type
	}
	return TypeRelated + `; type="` + root + `"; start=resourceList; boundary=` + boundary, b.Bytes()
}

// ParseRelated takes a body apart: a multipart/related into its parts, any other into the one that it is.
func ParseRelated(contentType string, body []byte) ([]Part, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("the Content-Type %q can't be read: %w", contentType, err)
	}
	if !strings.EqualFold(kind, TypeRelated) {
		return []Part{{Type: kind, Body: body}}, nil
	}
	if params["boundary"] == "" {
		return nil, fmt.Errorf("the Content-Type %q has no boundary", contentType)
	}
	var parts []Part
	for in := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := in.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the parts of the body can't be told apart: %w", err)
		}
		if len(parts) == MaxParts {
			return nil, fmt.Errorf("the body has more than %d parts", MaxParts)
		}
		one, err := readPart(p.Header, p)
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
	}
}

func readPart(header textproto.MIMEHeader, in io.Reader) (Part, error) {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return Part{}, fmt.Errorf("the Content-Type %q of a part can't be read: %w", header.Get("Content-Type"), err)
	}
	data, err := io.ReadAll(in) // no more than the body, which is in memory already
	if err != nil {
		return Part{}, fmt.Errorf("a part of the body ends early: %w", err)
	}
	return Part{Type: kind, Body: bytes.TrimSuffix(data, []byte("\r\n"))}, nil
}
