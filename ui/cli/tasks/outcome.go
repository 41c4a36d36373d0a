package tasks

import (
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// lookUp is what a command says of a write whose answer was lost.
type lostTexts struct {
	confirmed text.Safe // a note: it was done all the same
	absent    string    // a sentence: the effect is not there; "" for the usual one
	unread    string    // a sentence: the look-up failed
	uncertain string    // a sentence: there is something that may be the effect
	command   string    // to look with, without "ax-tui tasks "
}

// outcome tells what came of a write: nil when it is certain to have been
// carried out, else the fault that says what could not be done.
func outcome[T any](app *App, what string, result write.Result[T], words lostTexts) error {
	var found string
	switch result.Outcome {
	case write.Done:
		return nil
	case write.Confirmed:
		app.Note(words.confirmed)
		return nil
	case write.Refused, write.AlreadyEnded:
		return WrapError(what, result.Err)
	case write.LookUpFailed:
		found = words.unread
	case write.Uncertain:
		found = words.uncertain
	case write.Absent:
		if found = words.absent; found == "" {
			found = "It was looked for and is not there (yet)."
		}
	}
	fault := &Fault{Code: API, What: what + ", or the answer was lost", Err: result.Err}
	if CodeOf(result.Err) == Interrupted {
		fault.Code = Interrupted
	}
	fault.Next = found + " It was not sent again. Look first: ax-tui tasks " + words.command + app.CommandSuffix
	return fault
}
