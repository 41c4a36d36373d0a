package task

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/ui/host"
)

// handleAnswer handles the answers to the screen's jobs, but for that of the list.
func (m *Model) handleAnswer(answer *host.Answer) tea.Cmd {
	switch value := answer.Value.(type) {
	case api.Task:
		return m.handleTask(&value, answer.Err)
	case api.Run: // after a failed poll it stays as it is; if it was deleted, the next head of the list shows that
		if answer.Err == nil && m.applyRun(&value) {
			return host.Send(host.RunUpdated{Run: value})
		}
	case host.ReadEvaluator:
		if m.env.Evaluators.Add(&value, answer.Err) {
			m.setJobs()
			m.redraw()
		}
	case []judge.Judge:
		if answer.Err == nil {
			m.judges = value
			content{m}.Changed()
		}
	}
	return nil
}

// handleTask handles the answer to the task job.
func (m *Model) handleTask(task *api.Task, err error) tea.Cmd {
	if host.Canceled(err) {
		return nil
	}
	m.taskErr = err
	if err == nil && !reflect.DeepEqual(*task, m.task) {
		m.applyTask(task)
		return host.Send(host.TaskUpdated{Task: *task})
	}
	return nil
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

func (m *Model) applyTask(task *api.Task) {
	before := m.subject()
	m.task = *task
	if m.subject() != before {
		m.list.SetColumns(m.columns())
	}
	m.setJobs()
	m.redraw()
}

// applyRun updates a run, or adds a new one at the top, and reports whether anything
// changed. A run that no longer matches the filter stays until the next refresh, so
// that nothing moves under the cursor.
func (m *Model) applyRun(run *api.Run) bool {
	if !m.list.HasPage() {
		return false
	}
	if old, ok := m.list.Get(run.ID); ok {
		if old.Status.Terminal() && !run.Status.Terminal() || !m.list.UpdateRow(*run) {
			return false
		}
		m.list.Resort()
		return true
	}
	if run.TaskID != m.task.ID || m.status() != "" && run.Status != m.status() || !m.isNewest(run) {
		return false // of another task, filtered out, or on a page that is not loaded
	}
	m.list.Insert(*run)
	m.list.Resort()
	return true
}
