package task

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/text"
)

// Update takes answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.Answer[api.Task]:
		return m.gotTask(msg)
	case host.Answer[api.Run]:
		return m.gotRun(msg)
	case names.Loaded:
		m.names.AddLoaded(msg)
		m.list.Resort()
	case host.RunUpdated:
		m.sawRun(msg.Run)
	case host.TaskUpdated:
		if msg.Task.ID == m.task.ID {
			m.takeTask(msg.Task)
		}
	case host.TaskGone:
		if msg.ID == m.task.ID {
			return m.env.Send(host.CloseScreen{Owner: m.ID})
		}
	case host.StylesChanged:
		m.redraw()
	}
	return m.list.Update(msg)
}

// Can says whether an action makes sense now.
func (m *Model) Can(a keymap.Action) bool {
	if m.list.Typing() {
		return true // the find line hears all of its keys
	}
	if m.details.open {
		return a == keymap.Back || a == keymap.Details || a == keymap.TriggerRun || a == keymap.Refresh
	}
	if action.OnTask(a) {
		return action.Can(a, m.task)
	}
	if can, own := m.list.Can(a); own {
		return can
	}
	run, any := m.list.Selected()
	switch a {
	case keymap.Open, keymap.RunAgain:
		return any
	case keymap.CancelRun:
		return any && run.Status.Active()
	case keymap.TriggerRun, keymap.FilterBy, keymap.Copy, keymap.ExportList, keymap.Details:
		return true
	}
	return false // a row of the table that is not handled here must not be offered
}

// Why says why an action makes no sense now.
func (m *Model) Why(a keymap.Action) text.Safe {
	switch a {
	case keymap.CancelRun:
		return "the selected run has ended"
	case keymap.PauseTask:
		return "only tasks on projects can be continuous"
	}
	return m.list.Why(a)
}

// Do carries out an action.
func (m *Model) Do(a keymap.Action) tea.Cmd {
	if m.details.open && m.inDetails(a) {
		return nil
	}
	if action.OnTask(a) {
		return m.env.Send(action.Message(m.env, m.client, a, m.task))
	}
	switch a {
	case keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.CancelRun:
		return m.leave(a)
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copies())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exported())})
	case keymap.Details:
		m.openDetails()
		return nil
	case keymap.Refresh:
		return m.refresh()
	case keymap.FilterBy:
		return m.list.FilterTo(nextStatus(m.list.Query()))
	}
	cmd, _ := m.list.Do(a)
	return cmd
}

// nextStatus is the status that the filter takes after s: all, then each state
// in the order a run goes through them, then all again.
func nextStatus(status api.Status) api.Status {
	all := append([]api.Status{""}, api.Statuses()...)
	return all[(slices.Index(all, status)+1)%len(all)]
}

// leave opens what belongs to the task or to the selected run.
func (m *Model) leave(a keymap.Action) tea.Cmd {
	if a == keymap.TriggerRun {
		return m.env.Send(host.Move{To: host.PlaceTrigger, Task: m.task})
	}
	r, ok := m.list.Selected()
	if !ok {
		return nil
	}
	run := *r
	switch {
	case a == keymap.Open:
		return m.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: m.task})
	case a == keymap.RunAgain:
		return m.env.Send(host.Move{To: host.PlaceTrigger, Run: run, Task: m.task})
	case !run.Status.Active():
		return host.Say(host.Info, text.Concat("The selected run is ", text.Clean(run.Status.Words()), "; there is nothing to cancel."))
	}
	return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, m.title(), run)})
}

// refresh asks for the task, the head of the runs and the active runs in view now.
func (m *Model) refresh() tea.Cmd {
	cmd := m.list.Refresh()
	m.env.Polls.Kick(m.ID, jobTask)
	for _, run := range m.list.Visible() {
		m.env.Polls.Kick(m.ID, jobRun+run.ID)
	}
	return cmd
}
