package host

import (
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// Canceled reports whether a request was canceled by its owner. That is not
// shown as an error.
func Canceled(err error) bool {
	return api.Is(err, api.Canceled)
}

// Reason returns the short form of an error, without control characters.
func Reason(err error) text.Safe { return text.Clean(api.Reason(err)) }

// Explain returns an error and what to do next, in full sentences.
func Explain(err error) text.Safe {
	explanation := text.Safe(strings.TrimRight(string(Reason(err)), ". ")) + "."
	if next := Advice(err); next != "" {
		explanation += " " + next
	}
	return explanation
}

// Advice returns what to do next, "" if there is no advice.
func Advice(err error) text.Safe { return text.Clean(api.Advice(err)) }
