package task

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wideAt is the width from which the preview is shown next to the runs.
const wideAt = 110

// tallAt is the height from which a blank line follows the head, and narrow windows
// have a line about the selected run at the bottom.
const tallAt = 15

const headLines = 3

// minWidth is the width below which lines must be cut.
const minWidth = 40

func (m *Model) wide() bool { return m.width >= wideAt }

func (m *Model) tall() bool { return m.height >= tallAt }

func (m *Model) previewWidth() int { return min(max(m.width*2/5, 44), 64) }

func (m *Model) headHeight() int {
	if m.tall() {
		return headLines + 1
	}
	return headLines
}

// whyLine reports whether the bottom line is about the selected run.
func (m *Model) whyLine() bool { return m.tall() && !m.wide() }

// listSize returns the size of the list, find line included.
func (m *Model) listSize() (width, height int) {
	width, height = m.width, m.height-m.headHeight()
	if m.wide() {
		width -= m.previewWidth() + 1
	}
	if m.whyLine() {
		height--
	}
	return width, height
}

// Click selects a run, or sorts the runs by a column.
func (m *Model) Click(x, y int) (row bool, cmd tea.Cmd) {
	if width, _ := m.listSize(); m.details.open || x >= width {
		return false, nil
	}
	return m.list.Click(x, y-m.headHeight())
}

// View renders exactly height lines, none wider than width.
func (m *Model) View() string {
	lines := m.lines()
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	for i := range lines[:m.height] {
		if m.width < minWidth { // the frame requires more, but no line may be too wide
			lines[i] = text.Cut(lines[i], m.width)
		}
	}
	return strings.Join(lines[:m.height], "\n")
}

func (m *Model) lines() []string {
	if m.details.open {
		return m.detailsView()
	}
	var lines []string
	if m.head == nil {
		m.head = taskinfo.Head(m.env.Styles, m.facts(), m.width-2)
	}
	for _, line := range m.head {
		lines = append(lines, " "+line)
	}
	for len(lines) < m.headHeight() {
		lines = append(lines, "")
	}
	runs := m.list.Lines()
	if m.wide() {
		runs = m.withPreview(runs)
	}
	lines = append(lines, runs...)
	if m.whyLine() {
		lines = append(lines, m.selectedLine())
	}
	if m.list.Typing() {
		lines = append(lines, m.list.FindLine(m.width))
	}
	return lines
}

// withPreview adds the preview of the selected run to the right of the runs.
func (m *Model) withPreview(runs []string) []string {
	var facts []string
	if run, ok := m.list.Selected(); ok {
		facts = taskinfo.Run(m.env.Styles, run, m.facts(), m.previewWidth()-2, len(runs))
	}
	width, _ := m.listSize()
	return m.split.Join(m.env.Styles, runs, facts, width)
}

// selectedLine renders why the selected run ended as it did, or else its window or
// experiment, for which a narrow table has no columns.
func (m *Model) selectedLine() string {
	run, ok := m.list.Selected()
	if !ok {
		return ""
	}
	what, look := m.facts().Why(run), m.env.Styles.Text
	if change := m.facts().JudgeChange(run); change != "" {
		what, look = text.Concat("judge ", change), m.env.Styles.Warn
	}
	if what == "" && m.subject() == window {
		what, look = taskinfo.Window(run, m.env.Zone), m.env.Styles.Dim
	}
	if what == "" && m.subject() == experiment {
		what, look = taskinfo.Named(run.ExperimentID, m.names.Name), m.env.Styles.Dim
	}
	return "   " + look.Render(string(text.Cut(what, m.width-4)))
}
