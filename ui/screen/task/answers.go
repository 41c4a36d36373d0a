package task

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// gotTask takes the task in as it reads now, or why it could not be read.
func (m *Model) gotTask(a host.Answer[api.Task]) tea.Cmd {
	if host.Canceled(a.Err) {
		return nil
	}
	m.taskErr = a.Err
	changed := a.Err == nil && !reflect.DeepEqual(a.Value, m.task)
	if changed {
		m.takeTask(a.Value)
		return host.Send(host.TaskSeen{Task: a.Value})
	}
	return nil
}

func (m *Model) takeTask(t api.Task) {
	was := m.over()
	m.task = t
	if m.over() != was {
		m.list.Table.SetColumns(m.columns())
	}
	m.setJobs()
	m.redraw()
}

// gotRun takes a watched run in. A failed poll keeps what is known; the head
// of the runs tells when the run is gone.
func (m *Model) gotRun(a host.Answer[api.Run]) tea.Cmd {
	if a.Err == nil && m.sawRun(a.Value) {
		return host.Send(host.RunSeen{Run: a.Value})
	}
	return nil
}

// sawRun brings a run up to date, or puts a new one on top, and reports whether
// anything changed. A run that no longer fits the filter stays until the next
// refresh, so that nothing moves under the cursor.
func (m *Model) sawRun(r api.Run) bool {
	if !m.list.HasPage() {
		return false
	}
	if old, ok := m.list.Get(r.ID); ok {
		if old.Status.Terminal() && !r.Status.Terminal() || !m.list.Upsert(r) {
			return false
		}
		m.list.Resort()
		return true
	}
	if r.TaskID != m.task.ID || m.list.Query() != "" && r.Status != m.list.Query() || !m.isNewest(&r) {
		return false // of another task, filtered out, or on a page that is not loaded
	}
	m.list.Insert(r)
	m.list.Resort()
	return true
}
