package screen

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Hint is an action that the selection makes likely: it is first on the help line.
type Hint struct {
	Action keymap.Action
	Short  text.Safe // its words there; "": those of the key table
}

// Suggester is a screen whose selection makes some actions likely.
type Suggester interface{ Likely() []Hint }

// Steps is a screen with numbered steps.
type Steps interface {
	// GoTo opens the step that a key of keymap.GoStep names.
	GoTo(key string) tea.Cmd
}

// LikelyFor returns what a person probably does with a run; open is the action that
// opens it: to cancel or watch one that runs, or not to watch it any longer, to see why
// another ended badly.
func LikelyFor(env *host.Env, run *api.Run, open keymap.Action) []Hint {
	switch {
	case run.ID == "":
		return nil
	case run.Status.Active():
		return []Hint{{Action: keymap.CancelRun, Short: "cancel"}, WatchHint(env, run.ID), {Action: open, Short: "open run"}}
	case run.FailureReason != "" && outcome.Of(*run, outcome.History{}, env.ServerTime(env.Now())).Severity > outcome.Live:
		return []Hint{{Action: open, Short: "why"}}
	}
	return nil
}

// WatchHint names what the key for watching does to a run now.
func WatchHint(env *host.Env, run string) Hint {
	hint := Hint{Action: keymap.WatchRun}
	if env.IsWatched(run) {
		hint.Short = "unwatch"
	}
	return hint
}
