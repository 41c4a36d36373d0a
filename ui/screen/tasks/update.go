package tasks

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	columnbox "ax-tui/ui/box/columns"
	"ax-tui/ui/box/export"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/text"
)

// Update handles answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		m.handleAnswer(msg)
	case names.Loaded:
		if m.names.AddLoaded(msg) {
			m.list.Resort()
		} else {
			m.setJobs()
		}
	case pauseEnded:
		return m.handlePause()
	case host.RunUpdated:
		m.applyRun(&msg.Run)
		m.followOutcomes()
	case host.TaskUpdated:
		m.applyTask(&msg.Task)
	case host.ShowTasks:
		if msg.View != nil {
			return m.show(msg.View)
		}
		query := filter.Filter{Space: msg.Space, Project: msg.Project, Dataset: msg.Dataset}
		if before := m.query(); msg.Project.ID+msg.Dataset.ID == "" {
			query.Type, query.Name = before.Type, before.Name
		}
		return m.list.FilterTo(query)
	case host.TaskGone:
		m.dropLast(msg.ID)
		if m.list.Remove(msg.ID) {
			m.list.Resort()
		}
	case filter.Applied:
		choice := msg.Filter.Ended
		msg.Filter.Ended = ""
		return tea.Batch(m.list.FilterTo(msg.Filter), m.narrow(choice))
	}
	return m.list.Update(msg)
}

func (m *Model) applyTask(task *api.Task) {
	m.recent.put(task)
	if _, ok := m.list.Get(task.ID); !ok {
		m.list.MarkIncomplete() // perhaps a new task
	}
	if m.list.UpdateRow(newRow(task)) {
		m.list.Resort()
	}
}

// pauseAfter is the pause after which the data of the selected row are loaded.
const pauseAfter = 120 * time.Millisecond

// pauseEnded is the message of the pause timer.
type pauseEnded struct{ host.Tag }

func (m *Model) handlePause() tea.Cmd {
	if wait := pauseAfter - m.env.Now().Sub(m.movedAt); wait > 0 {
		return m.env.After(wait, pauseEnded{m.Tag()})
	}
	m.pauseRunning = false
	m.preview, _ = m.list.Table.Selected()
	m.setJobs()
	return nil
}

// Do performs an action.
func (m *Model) Do(act keymap.Action) tea.Cmd {
	if m.onMarked(act) {
		return m.env.Send(box.Open{Box: m.markedBox(act)})
	}
	if action.IsTaskAction(act) {
		return m.env.Send(m.withSpace(action.Message(m.env, m.client, act, m.selectedTask())))
	}
	switch act {
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copyItems())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exportSource())})
	case keymap.Open:
		return m.openSelected(host.PlaceTask, &api.Run{})
	case keymap.TriggerRun:
		return m.openSelected(host.PlaceTrigger, &api.Run{})
	case keymap.ShowResults:
		return m.openSelected(host.PlaceResults, &api.Run{})
	case keymap.OpenWeb:
		return m.env.Send(host.OpenWeb{Task: m.selectedTask()})
	case keymap.ShowJudge:
		return m.openSelected(host.PlaceJudge, &api.Run{})
	case keymap.MappingView:
		return m.openSelected(host.PlaceMapping, &api.Run{})
	case keymap.Latest:
		if run, ok := m.latest(); ok {
			return m.openSelected(host.PlaceRun, &run)
		}
		return nil
	case keymap.WhyEnded:
		if run, ok := m.latest(); ok {
			return m.openSelected(host.PlaceWhy, &run)
		}
		return nil
	case keymap.CancelRun:
		return m.cancel()
	case keymap.WatchRun:
		return m.watch()
	case keymap.Refresh:
		return m.refresh()
	case keymap.Sort:
		return m.env.Send(box.Open{Box: columnbox.Sort(m.env, m.Tag(), m.list.Table, m.list.SortState())})
	case keymap.Columns:
		return m.env.Send(box.Open{Box: columnbox.Choose(m.env, m.Tag(), m.list.Table)})
	case keymap.FilterBy:
		query := m.query()
		query.Ended = m.choice()
		return m.env.Send(box.Open{Box: filter.New(m.env, m.client, m.ID, &query, m.countChoice)})
	case keymap.Attention:
		return m.toggleAttention()
	case keymap.SameTarget:
		return m.filterToTarget()
	}
	cmd, _ := m.list.Do(act)
	return cmd
}

// filterToTarget shows only tasks of the selected task's project or dataset, or all again.
func (m *Model) filterToTarget() tea.Cmd {
	row, ok := m.list.Selected()
	if !ok || row.Target == "" {
		return nil
	}
	query := m.query()
	shown := query.Project.ID == row.Target || query.Dataset.ID == row.Target
	query.Project, query.Dataset = api.Ref{}, api.Ref{}
	if shown {
		return m.list.FilterTo(query)
	}
	target := &query.Project
	if row.Dataset {
		target = &query.Dataset
	}
	name, _ := m.names.Name(row.Target)
	*target = api.Ref{ID: row.Target, Name: string(name)}
	return m.list.FilterTo(query)
}

// openSelected opens a screen for the selected task.
func (m *Model) openSelected(to host.Place, run *api.Run) tea.Cmd {
	row, ok := m.list.Selected()
	if !ok {
		return nil
	}
	return m.env.Send(host.Move{To: to, Run: *run, Task: m.task(row), Space: m.query().Space})
}

// task returns the full task of a row, or the fields that the row has.
func (m *Model) task(known *row) api.Task {
	if task, ok := m.recent.get(known.ID); ok {
		return task
	}
	task := api.Task{ID: known.ID, Name: known.Name, Type: known.Type, Continuous: known.Continuous, ProjectID: known.Target}
	if known.Dataset {
		task.ProjectID, task.DatasetID = "", known.Target
	}
	return task
}

// withSpace adds the space filter of the list to a move, as the space of a new task.
func (m *Model) withSpace(msg tea.Msg) tea.Msg {
	if move, ok := msg.(host.Move); ok {
		shown := m.query()
		if move.Space = shown.Space; move.To == host.PlaceNew && move.Task.ID == "" {
			move.Task = api.Task{Type: shown.Type, ProjectID: shown.Project.ID, DatasetID: shown.Dataset.ID}
		}
		return move
	}
	return msg
}

// selectedTask returns the selected task, the zero task when there are no rows.
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
	lastRun := m.last[row.ID]
	return lastRun.run, lastRun.known && !lastRun.none
}

func (m *Model) cancel() tea.Cmd {
	run, ok := m.latest()
	if !ok || !run.Status.Active() {
		return host.Say(host.Info, "The selected task has no active run to cancel.")
	}
	row, _ := m.list.Selected()
	return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, text.Clean(row.Name), run)})
}

// watch starts or ends the watch of the active run of the selected task.
func (m *Model) watch() tea.Cmd {
	if m.list.MarkCount() > 0 {
		return m.watchMarked()
	}
	run, ok := m.latest()
	row, selected := m.list.Selected()
	if !ok || !selected || !run.Status.Active() {
		return nil
	}
	return m.env.Send(host.Watch{Run: run, Task: api.Ref{ID: row.ID, Name: row.Name}, On: !m.env.IsWatched(run.ID)})
}

// refresh loads the list and the data of all visible rows now.
func (m *Model) refresh() tea.Cmd {
	for _, at := range m.list.Visible() {
		id := m.list.At(at).ID
		if lastRun, ok := m.last[id]; ok {
			lastRun.asOf = -1
			m.last[id] = lastRun
		}
	}
	cmd := m.list.Refresh()
	for _, at := range m.list.Visible() {
		if lastRun := m.last[m.list.At(at).ID]; lastRun.known {
			m.env.Polls.Kick(m.ID, jobRun+lastRun.run.ID)
		}
	}
	return cmd
}

// Can reports whether an action is possible now.
func (m *Model) Can(act keymap.Action) bool {
	if m.list.Typing() {
		return true // all keys go to the find line
	}
	if can, handled := m.list.Can(act); handled {
		return can
	}
	if m.onMarked(act) {
		return true
	}
	if action.IsTaskAction(act) {
		return action.Can(act, m.selectedTask())
	}
	row, selected := m.list.Selected()
	switch act {
	case keymap.SameTarget:
		return selected && row.Target != ""
	case keymap.Open, keymap.TriggerRun, keymap.Copy, keymap.OpenWeb, keymap.ShowResults:
		return selected
	case keymap.ShowJudge:
		return selected && row.Evaluators > 0
	case keymap.MappingView:
		return selected && (row.Evaluators > 0 || row.Type == api.RunExperiment)
	case keymap.CancelRun, keymap.WatchRun:
		run, ok := m.latest()
		return ok && run.Status.Active() || act == keymap.WatchRun && m.list.MarkCount() > 0
	case keymap.Latest, keymap.WhyEnded:
		_, ok := m.latest()
		return ok
	case keymap.FilterBy, keymap.ExportList:
		return true
	case keymap.Attention:
		return m.list.HasPage()
	}
	return false // an action that is not handled here must not be offered
}

// Why returns why an action is not possible now.
func (m *Model) Why(act keymap.Action) text.Safe {
	row, selected := m.list.Selected()
	last := lastRun{}
	if selected {
		last = m.last[row.ID]
	}
	switch act {
	case keymap.Open, keymap.TriggerRun, keymap.Copy, keymap.CloneTask, keymap.EditTask, keymap.DeleteTask, keymap.PauseTask, keymap.Latest, keymap.WhyEnded,
		keymap.CancelRun, keymap.WatchRun, keymap.SameTarget, keymap.ShowJudge, keymap.MappingView, keymap.ShowResults, keymap.OpenWeb:
		switch {
		case !selected:
			return "no task is selected"
		case act == keymap.ShowJudge || act == keymap.MappingView:
			return "the selected task has no evaluators"
		case act == keymap.SameTarget:
			return "the project or dataset of the selected task is not known"
		case act == keymap.PauseTask:
			return "only tasks on projects can be continuous"
		case last.none || !last.known && row.LastRun == 0:
			return "the selected task has never run"
		case !last.known:
			return "the newest run of the selected task is not loaded yet"
		}
		return "the newest run of the selected task has ended"
	}
	return m.list.Why(act)
}
