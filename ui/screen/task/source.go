package task

import (
	"ax-tui/api"
	"ax-tui/ui/part"
)

// subject is what a run of the task was over.
type subject int

const (
	window     subject = iota // a window of the project's data
	experiment                // the experiment it made
	nothing                   // the task's own experiments: the same for every run
)

// over says what runs of the task are over: times apply to project tasks only,
// and only runs of RUN_EXPERIMENT tasks name an experiment (contract section 6,
// Trigger). A task that is not known yet is taken for one on a project.
func (m *Model) over() subject {
	switch {
	case m.task.Type == api.RunExperiment:
		return experiment
	case m.task.DatasetID != "":
		return nothing
	}
	return window
}

// columns puts what differs from run to run before what is mostly the same:
// why before the window, but the experiment, which names the run, before both.
func (m *Model) columns() []part.Column {
	cols := []part.Column{
		{Title: "STATUS", Width: 12},
		{Title: "CREATED", Width: 11},
		{Title: "RAN", Width: 11},
		{Title: "SUCCEEDED", Width: 9, Right: true},
		{Title: "ERRORS", Width: 7, Right: true},
		{Title: "SKIPPED", Width: 7, Right: true},
	}
	why, id := part.Column{Title: "WHY", Width: 40, Min: 24, Flex: 3}, part.Column{Title: "RUN ID", Width: 12}
	switch m.over() {
	case window:
		return append(cols, why, part.Column{Title: "WINDOW", Width: 49}, id)
	case experiment:
		return append(cols, part.Column{Title: "EXPERIMENT", Width: 26, Min: 16, Flex: 2}, why, id)
	}
	return append(cols, why, id)
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

func (s source) Row(i int, cells []part.Cell) {
	m, r := s.m, s.m.at(i)
	st := m.styles
	c := m.facts().Cells(st, r)
	_, look := st.StatusInk(string(r.Status))
	cells[0] = part.Cell{Text: c.Status, Style: look}
	cells[1] = part.Cell{Text: c.Created, Style: &st.Dim}
	cells[2] = part.Cell{Text: c.Ran, Style: &st.Dim}
	cells[3] = part.Cell{Text: c.Successes}
	cells[4] = part.Cell{Text: c.Errors, Style: &st.Dim}
	cells[5] = part.Cell{Text: c.Skipped, Style: &st.Dim}
	why, id := part.Cell{Text: c.Why}, part.Cell{Text: c.Tail, Style: &st.Dim}
	switch m.over() {
	case window:
		cells[6], cells[7], cells[8] = why, part.Cell{Text: c.Window, Style: &st.Dim}, id
	case experiment:
		cells[6], cells[7], cells[8] = part.Cell{Text: c.Experiment}, why, id
	default:
		cells[6], cells[7] = why, id
	}
	if r.Errors > 0 {
		cells[4].Style = &st.Error
	}
}
