package task

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	columnbox "ax-tui/ui/box/columns"
	"ax-tui/ui/box/export"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/text"
)

// Update handles answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *host.Answer:
		if cmd := m.handleAnswer(msg); cmd != nil {
			return cmd
		}
	case names.Loaded:
		m.names.AddLoaded(msg)
		m.list.Resort()
	case host.RunUpdated:
		m.applyRun(&msg.Run)
	case choicePicked:
		return m.choose(msg.choice)
	case host.TaskUpdated:
		if msg.Task.ID == m.task.ID {
			m.applyTask(&msg.Task)
		}
	case host.TaskGone:
		if msg.ID == m.task.ID {
			return m.env.Send(host.CloseScreen{Owner: m.ID})
		}
	case host.StylesChanged:
		m.redraw()
	case tea.KeyMsg:
		if m.details.open {
			m.details.sheet.FindKey(m.env.Keys, msg)
			return nil
		}
	}
	return m.list.Update(msg)
}

// Can reports whether an action is possible now.
func (m *Model) Can(act keymap.Action) bool {
	if m.Typing() {
		return true // all keys go to the find line
	}
	if m.details.open {
		return m.canInDetails(act)
	}
	if action.IsTaskAction(act) {
		return action.Can(act, m.task)
	}
	if can, handled := m.list.Can(act); handled {
		return can
	}
	run, selected := m.list.Selected()
	switch act {
	case keymap.Open, keymap.RunAgain, keymap.WhyEnded:
		return selected
	case keymap.CancelRun:
		return selected && run.Status.Active() || m.list.MarkCount() > 0
	case keymap.WatchRun:
		return selected && run.Status.Active()
	case keymap.TriggerRun, keymap.FilterBy, keymap.Copy, keymap.ExportList, keymap.Details, keymap.OpenWeb, keymap.ShowResults:
		return true
	case keymap.ShowJSON:
		return m.task.Type != ""
	case keymap.ShowJudge, keymap.MappingView:
		return m.task.Type == "" || len(m.task.Evaluators) > 0 || act == keymap.MappingView && m.task.Type == api.RunExperiment
	}
	return false // an action that is not handled here must not be offered
}

// Why returns why an action is not possible now.
func (m *Model) Why(act keymap.Action) text.Safe {
	_, selected := m.list.Selected()
	switch act {
	case keymap.PauseTask:
		return "only tasks on projects can be continuous"
	case keymap.ShowJSON:
		return "the task is not loaded yet"
	case keymap.FullText:
		return "the task has no texts"
	case keymap.ShowJudge, keymap.MappingView:
		return "the task has no evaluators"
	case keymap.CloneTask, keymap.EditTask, keymap.DeleteTask:
		return "the task is not loaded yet"
	}
	if m.details.open {
		return text.Concat("not in the details; ", m.env.KeyOf(m.Scopes(), keymap.Details), " shows the runs")
	}
	switch act {
	case keymap.Open, keymap.RunAgain, keymap.WhyEnded, keymap.CancelRun, keymap.WatchRun:
		if !selected {
			return "no run is selected"
		}
		return "the selected run has ended"
	}
	return m.list.Why(act)
}

// Do performs an action.
func (m *Model) Do(act keymap.Action) tea.Cmd {
	if m.details.open && m.handleInDetails(act) {
		return nil
	}
	if action.IsTaskAction(act) {
		msg := action.Message(m.env, m.client, act, m.task)
		if move, ok := msg.(host.Move); ok {
			move.Space = m.space
			msg = move
		}
		return m.env.Send(msg)
	}
	switch act {
	case keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.WhyEnded, keymap.CancelRun, keymap.WatchRun:
		return m.openSelected(act)
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copyItems())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exportSource())})
	case keymap.Details:
		m.openDetails()
		return nil
	case keymap.ShowJSON:
		return m.showJSON()
	case keymap.ShowResults:
		return m.env.Send(host.Move{To: host.PlaceResults, Task: m.task})
	case keymap.OpenWeb:
		return m.env.Send(host.OpenWeb{Task: m.task})
	case keymap.ShowJudge:
		return m.env.Send(host.Move{To: host.PlaceJudge, Task: m.task})
	case keymap.MappingView:
		return m.env.Send(host.Move{To: host.PlaceMapping, Task: m.task})
	case keymap.FullText:
		return m.fullText()
	case keymap.Refresh:
		return m.refresh()
	case keymap.Sort:
		return m.env.Send(box.Open{Box: columnbox.Sort(m.env, m.Tag(), m.list.Table, m.list.SortState())})
	case keymap.Columns:
		return m.env.Send(box.Open{Box: columnbox.Choose(m.env, m.Tag(), m.list.Table)})
	case keymap.FilterBy:
		return m.openChoices()
	}
	cmd, _ := m.list.Do(act)
	return cmd
}

// openSelected opens what belongs to the task or to the selected run, or watches the run.
func (m *Model) openSelected(act keymap.Action) tea.Cmd {
	if act == keymap.CancelRun && m.list.MarkCount() > 0 {
		return m.env.Send(box.Open{Box: action.CancelRuns(m.env, m.client, m.markedItems())})
	}
	move := host.Move{To: host.PlaceTrigger, Task: m.task}
	if act == keymap.TriggerRun {
		return m.env.Send(move)
	}
	selected, ok := m.list.Selected()
	if !ok {
		return nil
	}
	move.Run = *selected
	run := &move.Run
	switch {
	case act == keymap.Open:
		move.To = host.PlaceRun
	case act == keymap.RunAgain:
		move.Cause, _ = m.env.Causes(m.task, run, nil).First()
	case act == keymap.WhyEnded:
		move.To = host.PlaceWhy
	case act == keymap.WatchRun:
		return m.env.Send(host.Watch{Run: *run, Task: m.task.Ref(), On: !m.env.IsWatched(run.ID)})
	case !run.Status.Active():
		return host.Say(host.Info, text.Concat("The selected run is ", text.Clean(run.Status.Words()), "; there is nothing to cancel."))
	default:
		return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, m.title(), *run)})
	}
	return m.env.Send(move)
}

// refresh loads the task, the head of the runs and the visible active runs now.
func (m *Model) refresh() tea.Cmd {
	cmd := m.list.Refresh()
	m.env.Polls.Kick(m.ID, jobTask)
	for _, row := range m.list.Visible() {
		m.env.Polls.Kick(m.ID, jobRun+m.list.At(row).ID)
	}
	return cmd
}
