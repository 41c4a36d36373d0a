package tasks

import (
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/text"
)

// Can says whether an action makes sense now.
func (m *Model) Can(a keymap.Action) bool {
	if m.list.Typing() {
		return true // the find line hears all of its keys
	}
	if can, own := m.list.Can(a); own {
		return can
	}
	if action.OnTask(a) {
		return action.Can(a, m.selectedTask())
	}
	_, any := m.list.Selected()
	switch a {
	case keymap.Open, keymap.TriggerRun, keymap.Copy:
		return any
	case keymap.CancelRun:
		run, ok := m.latest()
		return ok && run.Status.Active()
	case keymap.Latest:
		_, ok := m.latest()
		return ok
	case keymap.FilterBy, keymap.ExportList:
		return true
	}
	return false // a row of the table that is not handled here must not be offered
}

// Why says why an action makes no sense now.
func (m *Model) Why(a keymap.Action) text.Safe {
	switch a {
	case keymap.CancelRun:
		return "the selected task has no active run"
	case keymap.Latest:
		return "the selected task has no run that is known"
	case keymap.PauseTask:
		return "only tasks on projects can be continuous"
	}
	return m.list.Why(a)
}
