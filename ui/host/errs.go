package host

import (
	"errors"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// Canceled reports whether a request ended because nobody wants its answer any
// more. That is silence, not an error on screen.
func Canceled(err error) bool {
	return api.Is(err, api.Canceled)
}

// KindOf is what kind of failure of the API an error is, or false when it is none.
func KindOf(err error) (api.Kind, bool) {
	var e *api.Error
	if errors.As(err, &e) {
		return e.Kind, true
	}
	return 0, false
}

// Lost reports whether a write may have been carried out although no answer
// came: it must be looked up, never repeated blindly (contract section 3).
func Lost(err error) bool { return api.Lost(err) }

// Reason is the short form of an error, safe to draw.
func Reason(err error) text.Safe { return text.Clean(api.Reason(err)) }

// Told is an error with what to do next, as whole sentences.
func Told(err error) text.Safe {
	s := text.Safe(strings.TrimRight(string(Reason(err)), ". ")) + "."
	if next := Advice(err); next != "" {
		s += " " + next
	}
	return s
}

// Advice says what to do next, "" when there is nothing to advise.
func Advice(err error) text.Safe { return text.Clean(api.Advice(err)) }
