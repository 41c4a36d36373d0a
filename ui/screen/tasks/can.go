package tasks

import (
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// Can says whether an action makes sense now.
func (m *Model) Can(a keymap.Action) bool {
	if m.finding {
		return true // the find line hears all of its keys
	}
	if action.OnTask(a) {
		return action.Can(a, m.selectedTask())
	}
	_, any := m.selected()
	switch a {
	case keymap.Open, keymap.TriggerRun, keymap.Copy:
		return any
	case keymap.CancelRun:
		_, ok := m.activeRun()
		return ok
	case keymap.Latest:
		_, ok := m.latest()
		return ok
	case keymap.More, keymap.LoadAll:
		return m.list.More()
	case keymap.Clear:
		return !m.filter.Zero() || m.order.find != ""
	case keymap.Back:
		return m.all || m.list.Phase() == pagelist.More || m.order.find != ""
	case keymap.FindText, keymap.Sort, keymap.Reverse:
		return m.list.Len() > 0
	case keymap.Refresh, keymap.FilterBy, keymap.ExportList:
		return true
	}
	return false // a row of the table that is not handled here must not be offered
}

// Why says why an action makes no sense now.
func (m *Model) Why(a keymap.Action) text.Safe {
	switch a {
	case keymap.More, keymap.LoadAll:
		switch {
		case m.list.Repeated():
			return "the server repeats its cursor, so there is no way to the next page; narrow the filter"
		case m.list.Began():
			return "every page is loaded"
		}
	case keymap.CancelRun:
		return "the selected task has no active run"
	case keymap.Latest:
		return "the selected task has no run that is known"
	case keymap.PauseTask:
		return "only tasks on projects can be continuous"
	case keymap.Clear:
		return "there is no filter and no find to clear"
	}
	return ""
}
