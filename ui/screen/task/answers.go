package task

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// gotTask takes the task in as it reads now, or why it could not be read.
func (m *Model) gotTask(answer host.Answer[api.Task]) tea.Cmd {
	if host.Canceled(answer.Err) {
		return nil
	}
	m.taskErr = answer.Err
	changed := answer.Err == nil && !reflect.DeepEqual(answer.Value, m.task)
	if changed {
		m.takeTask(answer.Value)
		return host.Send(host.TaskUpdated{Task: answer.Value})
	}
	return nil
}

func (m *Model) takeTask(task api.Task) {
	was := m.over()
	m.task = task
	if m.over() != was {
		m.list.Table.SetColumns(m.columns())
	}
	m.setJobs()
	m.redraw()
}

// gotRun takes a watched run in. A failed poll keeps what is known; the head
// of the runs tells when the run is gone.
func (m *Model) gotRun(answer host.Answer[api.Run]) tea.Cmd {
	if answer.Err == nil && m.sawRun(answer.Value) {
		return host.Send(host.RunUpdated{Run: answer.Value})
	}
	return nil
}

// sawRun brings a run up to date, or puts a new one on top, and reports whether
// anything changed. A run that no longer fits the filter stays until the next
// refresh, so that nothing moves under the cursor.
func (m *Model) sawRun(run api.Run) bool {
	if !m.list.HasPage() {
		return false
	}
	if old, ok := m.list.Get(run.ID); ok {
		if old.Status.Terminal() && !run.Status.Terminal() || !m.list.Upsert(run) {
			return false
		}
		m.list.Resort()
		return true
	}
	if run.TaskID != m.task.ID || m.list.Query() != "" && run.Status != m.list.Query() || !m.isNewest(&run) {
		return false // of another task, filtered out, or on a page that is not loaded
	}
	m.list.Insert(run)
	m.list.Resort()
	return true
}
