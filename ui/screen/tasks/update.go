package tasks

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/text"
)

// Update takes answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.Answer[api.Run], host.Answer[newestRun], host.Answer[api.Task]:
		m.answered(msg)
	case names.Loaded:
		if m.names.AddLoaded(msg) {
			m.list.Resort()
		} else {
			m.setJobs()
		}
	case rested:
		return m.rest()
	case host.RunUpdated:
		m.sawRun(msg.Run)
		m.setJobs()
		m.list.Table.Dirty()
	case host.TaskUpdated:
		m.sawTask(msg.Task)
	case host.UseSpace:
		f := m.list.Query()
		f.Space = msg.Ref
		f.Project, f.Dataset = api.Ref{}, api.Ref{}
		return m.list.FilterTo(f)
	case host.TaskGone:
		m.note(msg.ID, lastRun{})
		if m.list.Remove(msg.ID) {
			m.list.Resort()
		}
	case filter.Applied:
		return m.list.FilterTo(msg.Filter)
	}
	return m.list.Update(msg)
}

func (m *Model) sawTask(task api.Task) {
	m.recent.put(task)
	if _, ok := m.list.Get(task.ID); !ok {
		m.list.MarkIncomplete() // perhaps a new one
	}
	if m.list.Upsert(newRow(&task)) {
		m.list.Resort()
	}
}

// restAfter is how long the selection stands before its surroundings are asked for.
const restAfter = 120 * time.Millisecond

// rested rings when the selection may have come to rest.
type rested struct{ host.Tag }

func (m *Model) rest() tea.Cmd {
	if wait := restAfter - m.env.Now().Sub(m.moved); wait > 0 {
		return m.env.After(wait, rested{m.Tag()})
	}
	m.resting = false
	m.preview, _ = m.list.Table.Selected()
	m.setJobs()
	return nil
}

// Do carries out an action.
func (m *Model) Do(a keymap.Action) tea.Cmd {
	if action.OnTask(a) {
		return m.env.Send(m.here(action.Message(m.env, m.client, a, m.selectedTask())))
	}
	switch a {
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copies())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exported())})
	case keymap.Open:
		return m.moveTo(host.PlaceTask, api.Run{})
	case keymap.TriggerRun:
		return m.moveTo(host.PlaceTrigger, api.Run{})
	case keymap.Latest:
		if run, ok := m.latest(); ok {
			return m.moveTo(host.PlaceRun, run)
		}
		return nil
	case keymap.CancelRun:
		return m.cancel()
	case keymap.Refresh:
		return m.refresh()
	case keymap.FilterBy:
		return m.env.Send(box.Open{Box: filter.New(m.env, m.client, m.ID, m.list.Query())})
	}
	cmd, _ := m.list.Do(a)
	return cmd
}

// moveTo opens what belongs to the selected task.
func (m *Model) moveTo(to host.Place, run api.Run) tea.Cmd {
	row, ok := m.list.Selected()
	if !ok {
		return nil
	}
	return m.env.Send(host.Move{To: to, Run: run, Task: m.task(row)})
}

// task is the full task of a row, or what the row knows of it.
func (m *Model) task(r *row) api.Task {
	if task, ok := m.recent.get(r.id); ok {
		return task
	}
	task := api.Task{ID: r.id, Name: r.name, Type: r.typ, Continuous: r.continuous, ProjectID: r.target}
	if r.dataset {
		task.ProjectID, task.DatasetID = "", r.target
	}
	return task
}

// here adds the space that narrows the list to a move: a new task belongs there.
func (m *Model) here(msg tea.Msg) tea.Msg {
	if mv, ok := msg.(host.Move); ok {
		mv.Space = m.list.Query().Space
		return mv
	}
	return msg
}

// selectedTask is the task under the cursor, the zero task when there is none.
func (m *Model) selectedTask() api.Task {
	if row, ok := m.list.Selected(); ok {
		return m.task(row)
	}
	return api.Task{}
}

func (m *Model) latest() (api.Run, bool) {
	row, ok := m.list.Selected()
	if !ok {
		return api.Run{}, false
	}
	lastRun := m.last[row.id]
	return lastRun.run, lastRun.known && !lastRun.none
}

func (m *Model) cancel() tea.Cmd {
	run, ok := m.latest()
	if !ok || !run.Status.Active() {
		return host.Say(host.Info, "The selected task has no active run to cancel.")
	}
	row, _ := m.list.Selected()
	return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, text.Clean(row.name), run)})
}

// refresh reads the list and everything in view again now.
func (m *Model) refresh() tea.Cmd {
	for _, row := range m.list.Visible() {
		if lastRun, ok := m.last[row.id]; ok {
			lastRun.asOf = -1
			m.last[row.id] = lastRun
		}
	}
	cmd := m.list.Refresh()
	for _, row := range m.list.Visible() {
		if lastRun := m.last[row.id]; lastRun.known {
			m.env.Polls.Kick(m.ID, jobRun+lastRun.run.ID)
		}
	}
	return cmd
}

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
