package host

import (
	"fmt"
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

// Unsure says why it is not known whether a write was carried out: the server answered an
// error of its own, or its answer was lost.
func Unsure(err error) text.Safe {
	if failed, ok := api.ServerError(err); ok {
		return text.Clean(fmt.Sprintf("the server answered %d", failed.Status))
	}
	return "the answer was lost"
}

// Said quotes a server that answered an error of its own, with the ID for support, as a
// sentence that follows another; "" if none did.
func Said(err error) text.Safe {
	failed, ok := api.ServerError(err)
	switch {
	case !ok:
		return ""
	case failed.RequestID == "":
		return text.Concat(" It said: ", Reason(err), ".")
	}
	return text.Concat(" It said: ", Reason(err), " (request ID ", text.CleanN(failed.RequestID, 60), ").")
}

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
