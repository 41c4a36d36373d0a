// Package manage is what can be done to a task as a whole, from the list and
// from its own screen alike: create, clone, change, pause or resume, delete.
//
// It only says what to open. It imports the boxes; it knows no screen.
package manage

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/deletetask"
	"ax-tui/ui/box/pausetask"
	"ax-tui/ui/host"
)

// Client is what the boxes ask of the API.
type Client interface {
	deletetask.Client
	pausetask.Client
}

// Is reports whether an action is one of these.
func Is(a keymap.Action) bool {
	switch a {
	case keymap.NewTask, keymap.CloneTask, keymap.EditTask, keymap.PauseTask, keymap.DeleteTask:
		return true
	}
	return false
}

// Can says whether an action makes sense with a task, or without one.
func Can(a keymap.Action, t api.Task) bool {
	switch a {
	case keymap.NewTask:
		return true
	case keymap.PauseTask:
		return t.ID != "" && t.Type != api.RunExperiment && t.DatasetID == ""
	}
	return t.ID != ""
}

// Message is what to send the root for an action on a task.
func Message(env *host.Env, c Client, a keymap.Action, t api.Task) tea.Msg {
	switch a {
	case keymap.CloneTask:
		return host.Move{To: host.PlaceNew, Task: t}
	case keymap.EditTask:
		return host.Move{To: host.PlaceEdit, Task: t}
	case keymap.PauseTask:
		return box.Open{Box: pausetask.New(env, c, t)}
	case keymap.DeleteTask:
		return box.Open{Box: deletetask.New(env, c, t)}
	}
	return host.Move{To: host.PlaceNew}
}
