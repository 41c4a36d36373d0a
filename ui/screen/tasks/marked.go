package tasks

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// onMarked reports whether an action is on the marked tasks while there are any.
func (m *Model) onMarked(act keymap.Action) bool {
	return m.list.MarkCount() > 0 && (act == keymap.CancelRun || act == keymap.TriggerRun || act == keymap.PauseTask)
}

// watchMarked starts the watch of the active runs of the marked tasks, or ends it when all
// of them are watched.
func (m *Model) watchMarked() tea.Cmd {
	var changes []host.Watch
	watched := 0
	for _, marked := range m.list.Marked() {
		last := m.last[marked.Row.ID]
		if !last.active() {
			continue
		}
		if m.env.IsWatched(last.run.ID) {
			watched++
		}
		changes = append(changes, host.Watch{Run: last.run, Task: api.Ref{ID: marked.Row.ID, Name: marked.Row.Name}})
	}
	if len(changes) == 0 {
		return host.Say(host.Info, "None of the marked tasks has an active run to watch.")
	}
	on, count := watched < len(changes), text.Safe(text.Plural(len(changes), "run"))
	cmds := make([]tea.Cmd, 0, len(changes)+1)
	for _, change := range changes {
		change.On = on
		cmds = append(cmds, m.env.Send(change))
	}
	if on {
		return tea.Batch(append(cmds, host.Say(host.Info, text.Concat("Watching ", count, " of the marked tasks.")))...)
	}
	return tea.Batch(append(cmds, host.Say(host.Info, text.Concat("No longer watching ", count, " of the marked tasks.")))...)
}

// markedHints are what is likely while tasks are marked.
func markedHints() []screen.Hint {
	return []screen.Hint{
		{Action: keymap.CancelRun, Short: "cancel marked"},
		{Action: keymap.TriggerRun, Short: "trigger"},
		{Action: keymap.WatchRun},
		{Action: keymap.Copy},
		{Action: keymap.ExportList},
		{Action: keymap.Back, Short: "unmark"},
	}
}

// markedBox returns the box of an action on the marked tasks.
func (m *Model) markedBox(act keymap.Action) box.Box {
	marked := m.list.Marked()
	items := make([]action.Item, len(marked))
	for i := range marked {
		row := &marked[i].Row
		items[i] = action.Item{Task: m.task(row), Run: m.last[row.ID].run, Hidden: marked[i].Hidden}
	}
	switch act {
	case keymap.CancelRun:
		return action.CancelRuns(m.env, m.client, items)
	case keymap.TriggerRun:
		return action.TriggerTasks(m.env, m.client, items)
	}
	return action.PauseTasks(m.env, m.client, items)
}

// markedCopies returns the texts that can be copied of the marked tasks. Their JSON is
// offered when every one is known with all its fields.
func (m *Model) markedCopies() []clipboard.Item {
	var ids []string
	var records []record.Item
	for _, marked := range m.list.Marked() {
		ids = append(ids, marked.Row.ID)
		if task, ok := m.recent.get(marked.Row.ID); ok {
			records = append(records, record.Task(task))
		}
	}
	return clipboard.SeveralItems(record.Tasks, ids, records)
}

// forgetRuns drops the known runs of rows that are not listed any more, except of
// marked ones, on which one may still act.
func (m *Model) forgetRuns() {
	for id := range m.last {
		if _, listed := m.list.Get(id); !listed && !m.list.IsMarked(id) {
			m.dropLast(id)
		}
	}
}
