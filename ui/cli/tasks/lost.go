package tasks

import (
	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// lostTexts holds the texts of a command about a write whose response was lost.
type lostTexts struct {
	confirmed text.Safe // a note: the write was done
	absent    string    // a sentence: the effect was not found; "" for the default
	unread    string    // a sentence: the look-up failed
	uncertain string    // a sentence: something was found that may be the effect
	command   string    // to check the effect, without "ax-tui tasks "
}

// writeFault turns the result of a write into an error: nil if the write was certainly
// done, else a Fault with the text what.
func writeFault[T any](app *App, what string, result write.Result[T], texts lostTexts) error {
	var found string
	switch result.Outcome {
	case write.Done:
		return nil
	case write.Confirmed:
		app.Note(texts.confirmed)
		return nil
	case write.Refused, write.AlreadyEnded:
		return WrapError(what, result.Err)
	case write.LookUpFailed:
		found = texts.unread
	case write.Uncertain:
		found = texts.uncertain
		if result.LookErr != nil {
			found += " Whether there is another like it is not known: " + api.Reason(result.LookErr) + "."
		}
	case write.Absent:
		if found = texts.absent; found == "" {
			found = "It was not found (yet)."
		}
	}
	if _, failed := api.ServerError(result.Err); !failed {
		what += ", or the answer was lost"
	}
	fault := &Fault{Code: API, What: what, Err: result.Err}
	if CodeOf(result.Err) == Interrupted || result.LookErr != nil && CodeOf(result.LookErr) == Interrupted {
		fault.Code = Interrupted
	}
	fault.Next = found + " It was not sent again. Check first: ax-tui tasks " + texts.command + app.CommandSuffix
	return fault
}
