package teams

import (
	"encoding/base64"
	"net/url"
	"strconv"
)

// page answers a collection: $top items of it from where $skiptoken says, and the link to the next ones. size is the page
// size without $top.
func (x *exchange) page(context string, items []any, size int, render func(any) any) answer {
	query := x.r.URL.Query()
	if top, err := strconv.Atoi(query.Get("$top")); err == nil {
		size = top
	}
	skip := 0
	if token := query.Get("$skiptoken"); token != "" {
		plain, err := base64.RawURLEncoding.DecodeString(token)
		if err == nil {
			skip, err = strconv.Atoi(string(plain))
		}
		if err != nil || skip < 0 {
			return badRequest("The $skiptoken is invalid.").
				breaking("openapi.yaml "+x.op.id+" $skiptoken", "%s: the $skiptoken %q is none that was given out", x.r.URL.Path, token)
		}
	}
	from := min(skip, len(items))
	to := min(from+size, len(items))
	value := make([]any, 0, to-from)
	for _, item := range items[from:to] {
		value = append(value, render(item))
	}
	body := map[string]any{"@odata.context": x.root() + "/v1.0/$metadata#" + context, "value": value}
	if query.Get("$count") == "true" {
		body["@odata.count"] = len(items)
	}
	if to < len(items) {
		next := url.Values{}
		for name, values := range query {
			next[name] = values
		}
		next.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(to))))
		body["@odata.nextLink"] = x.root() + x.r.URL.EscapedPath() + "?" + next.Encode()
	}
	return ok(body)
}
