package axcmd

import "strings"

// Curl is a request to the API by curl. base is the scheme and host of the API,
// empty for https://api.arize.com (contract section 1); path begins with /v2
// and is escaped; body nil sends none. The key is read from ARIZE_API_KEY.
func Curl(base, method, path string, body any) Command {
	if base == "" {
		base = "https://api.arize.com"
	}
	c := start("curl", "-sS")
	if method != "POST" || body == nil {
		c.Parts = append(c.Parts, []string{"-X", method})
	}
	c.Parts = append(c.Parts, []string{strings.TrimRight(base, "/") + path})
	c.Parts = append(c.Parts, []string{"-H", `"Authorization: Bearer $ARIZE_API_KEY"`})
	c.raw = make([]bool, len(c.Parts))
	c.raw[len(c.raw)-1] = true
	if body != nil {
		c.Parts = append(c.Parts, []string{"-H", "Content-Type: application/json"}, []string{"--data-raw", compact(body)})
	}
	return c
}
