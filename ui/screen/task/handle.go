package task

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/ui/host"
)

// handleTask handles the answer to the task job.
func (m *Model) handleTask(answer *host.Answer[api.Task]) tea.Cmd {
	if host.Canceled(answer.Err) {
		return nil
	}
	m.taskErr = answer.Err
	changed := answer.Err == nil && !reflect.DeepEqual(answer.Value, m.task)
	if changed {
		m.applyTask(answer.Value)
		return host.Send(host.TaskUpdated{Task: answer.Value})
	}
	return nil
}

// handleJudges handles the answer to the job of the versions.
func (m *Model) handleJudges(answer host.Answer[[]judge.Judge]) {
	if answer.Err == nil {
		m.judges = answer.Value
		content{m}.Changed()
	}
}

// markChanges finds the loaded runs that another version judged than the run before.
func (m *Model) markChanges() {
	m.changed = nil
	if len(m.judges) == 0 {
		return
	}
	runs := make([]*api.Run, m.list.Len())
	for i := range runs {
		runs[i] = m.list.At(i)
	}
	m.changed = judge.Changes(m.judges, runs)
}

func (m *Model) applyTask(task api.Task) {
	before := m.subject()
	m.task = task
	if m.subject() != before {
		m.list.SetColumns(m.columns())
	}
	m.setJobs()
	m.redraw()
}

// handleRun handles the answer to the job of an active run. After a failed poll the
// run stays as it is; if it was deleted, the next head of the list shows that.
func (m *Model) handleRun(answer *host.Answer[api.Run]) tea.Cmd {
	if answer.Err == nil && m.applyRun(answer.Value) {
		return host.Send(host.RunUpdated{Run: answer.Value})
	}
	return nil
}

// applyRun updates a run, or adds a new one at the top, and reports whether anything
// changed. A run that no longer matches the filter stays until the next refresh, so
// that nothing moves under the cursor.
func (m *Model) applyRun(run api.Run) bool {
	if !m.list.HasPage() {
		return false
	}
	if old, ok := m.list.Get(run.ID); ok {
		if old.Status.Terminal() && !run.Status.Terminal() || !m.list.UpdateRow(run) {
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
