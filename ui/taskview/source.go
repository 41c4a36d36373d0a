package taskview

import (
	"ax-tui/api"
	"ax-tui/ui/widget"
)

// onProject reports whether runs of the task have windows; the others have
// experiments (contract section 6, Trigger). An unknown task is taken for one.
func (m *Model) onProject() bool {
	return m.task.DatasetID == "" && m.task.Type != api.RunExperiment
}

// columns puts what differs from run to run before what is mostly the same:
// why before the window, but the experiment, which names the run, before both.
func (m *Model) columns() []widget.Column {
	cols := []widget.Column{
		{Title: "STATUS", Width: 12},
		{Title: "CREATED", Width: 11},
		{Title: "RAN", Width: 11},
		{Title: "SUCCEEDED", Width: 9, Right: true},
		{Title: "ERRORS", Width: 7, Right: true},
		{Title: "SKIPPED", Width: 7, Right: true},
	}
	why, id := widget.Column{Title: "WHY", Width: 40, Min: 24, Flex: 3}, widget.Column{Title: "RUN ID", Width: 12}
	if m.onProject() {
		return append(cols, why, widget.Column{Title: "WINDOW", Width: 49}, id)
	}
	return append(cols, widget.Column{Title: "EXPERIMENT", Width: 26, Min: 16, Flex: 2}, why, id)
}

// source hands the table its rows.
type source struct{ m *Model }

func (s source) Len() int {
	if s.m.order.on() {
		return len(s.m.order.shown)
	}
	return s.m.list.Len()
}

// at is the run at a place shown.
func (m *Model) at(i int) *api.Run {
	if m.order.on() {
		return m.list.At(m.order.shown[i])
	}
	return m.list.At(i)
}

func (s source) ID(i int) string { return s.m.at(i).ID }

func (s source) IndexOf(id string) (int, bool) {
	i, ok := s.m.list.IndexOf(id)
	if !ok || !s.m.order.on() {
		return i, ok
	}
	at := s.m.order.place[i]
	return at, at >= 0
}

func (s source) Row(i int, cells []widget.Cell) {
	m, r := s.m, s.m.at(i)
	st := m.styles
	c := m.facts().Cells(st, r)
	_, look := st.StatusInk(string(r.Status))
	cells[0] = widget.Cell{Text: c.Status, Style: look}
	cells[1] = widget.Cell{Text: c.Created, Style: &st.Dim}
	cells[2] = widget.Cell{Text: c.Ran, Style: &st.Dim}
	cells[3] = widget.Cell{Text: c.Successes}
	cells[4] = widget.Cell{Text: c.Errors, Style: &st.Dim}
	cells[5] = widget.Cell{Text: c.Skipped, Style: &st.Dim}
	cells[6] = widget.Cell{Text: c.Why}
	cells[7] = widget.Cell{Text: c.Window, Style: &st.Dim}
	cells[8] = widget.Cell{Text: c.Tail, Style: &st.Dim}
	if r.Errors > 0 {
		cells[4].Style = &st.Error
	}
	if !m.onProject() {
		cells[6], cells[7] = widget.Cell{Text: c.Experiment}, cells[6]
	}
}
