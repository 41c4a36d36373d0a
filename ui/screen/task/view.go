package task

import (
	"strings"

	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wideAt is the width from which the selected run stands beside the runs.
const wideAt = 110

// roomyAt is the height from which the head has a blank line under it, and
// narrow windows a line about the selected run at the bottom.
const roomyAt = 15

const headLines = 3

// narrowest is the width from which every part keeps within it by itself.
const narrowest = 40

func (m *Model) wide() bool { return m.w >= wideAt }

func (m *Model) roomy() bool { return m.h >= roomyAt }

func (m *Model) previewWidth() int { return min(max(m.w*2/5, 44), 64) }

func (m *Model) headHeight() int {
	if m.roomy() {
		return headLines + 1
	}
	return headLines
}

// whyLine reports whether the selected run has a line of its own at the bottom.
func (m *Model) whyLine() bool { return m.roomy() && !m.wide() }

// listSize is the room of the runs with their find line.
func (m *Model) listSize() (w, h int) {
	w, h = m.w, m.h-m.headHeight()
	if m.wide() {
		w -= m.previewWidth() + 1
	}
	if m.whyLine() {
		h--
	}
	return w, h
}

// View is the body: exactly h lines, none wider than w.
func (m *Model) View() string {
	lines := m.lines()
	for len(lines) < m.h {
		lines = append(lines, "")
	}
	for i := range lines[:m.h] {
		if m.w < narrowest { // the frame never asks for it; nothing may stick out all the same
			lines[i] = text.Cut(lines[i], m.w)
		}
	}
	return strings.Join(lines[:m.h], "\n")
}

func (m *Model) lines() []string {
	if m.details.open {
		return m.detailsView()
	}
	var lines []string
	if m.head == nil {
		m.head = taskinfo.Head(m.env.Styles, m.facts(), m.w-2)
	}
	for _, l := range m.head {
		lines = append(lines, " "+l)
	}
	for len(lines) < m.headHeight() {
		lines = append(lines, "")
	}
	runs := m.list.Lines()
	if m.wide() {
		runs = m.besideRun(runs)
	}
	lines = append(lines, runs...)
	if m.whyLine() {
		lines = append(lines, m.selectedLine())
	}
	if m.list.Typing() {
		lines = append(lines, m.list.FindLine(m.w))
	}
	return lines
}

// besideRun puts the facts of the selected run to the right of the runs.
func (m *Model) besideRun(runs []string) []string {
	var facts []string
	if run, ok := m.list.Selected(); ok {
		facts = taskinfo.Run(m.env.Styles, run, m.facts(), m.previewWidth()-2, len(runs))
	}
	w, _ := m.listSize()
	return m.beside.Join(m.env.Styles, runs, facts, w)
}

// selectedLine is the selected run's window or experiment, and why it ended as
// it did: what a narrow table has no room for.
func (m *Model) selectedLine() string {
	run, ok := m.list.Selected()
	if !ok {
		return ""
	}
	what, look := m.facts().Why(run), m.env.Styles.Text
	if what == "" && m.over() == window {
		what, look = taskinfo.Window(run, m.env.Zone), m.env.Styles.Dim
	}
	if what == "" && m.over() == experiment {
		what, look = taskinfo.Named(run.ExperimentID, m.names.Name), m.env.Styles.Dim
	}
	return "   " + look.Render(string(text.Cut(what, m.w-4)))
}
