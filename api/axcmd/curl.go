package axcmd

import "strings"

// Curl returns a curl command for a request to the API. base is the scheme and
// host of the API, empty for https://api.arize.com (contract section 1); path
// begins with /v2 and is escaped; a nil body sends none. The command reads the key
// from ARIZE_API_KEY.
func Curl(base, method, path string, body any) Command {
	if base == "" {
		base = "https://api.arize.com"
	}
	command := start("curl", "-sS")
	if method != "POST" || body == nil {
		command.Parts = append(command.Parts, []string{"-X", method})
	}
	command.Parts = append(command.Parts, []string{strings.TrimRight(base, "/") + path})
	command.Parts = append(command.Parts, []string{"-H", `"Authorization: Bearer $ARIZE_API_KEY"`})
	command.raw = make([]bool, len(command.Parts))
	command.raw[len(command.raw)-1] = true
	if body != nil {
		command.Parts = append(command.Parts, []string{"-H", "Content-Type: application/json"})
		command.json("--data-raw", body)
	}
	return command
}
