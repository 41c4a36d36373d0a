package host

import (
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// Canceled reports whether a request ended because nobody wants its answer any
// more. That is silence, not an error on screen.
func Canceled(err error) bool {
	return api.Is(err, api.Canceled)
}

// Reason is the short form of an error, safe to draw.
func Reason(err error) text.Safe { return text.Clean(api.Reason(err)) }

// Explain is an error with what to do next, as whole sentences.
func Explain(err error) text.Safe {
	explanation := text.Safe(strings.TrimRight(string(Reason(err)), ". ")) + "."
	if next := Advice(err); next != "" {
		explanation += " " + next
	}
	return explanation
}

// Advice says what to do next, "" when there is nothing to advise.
func Advice(err error) text.Safe { return text.Clean(api.Advice(err)) }
