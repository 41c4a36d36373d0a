package tasks

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wideAt is the width from which the preview is shown next to the list: below it,
// names would be cut for the sake of the preview.
const wideAt = 140

func (m *Model) wide() bool { return m.width >= wideAt }

// The preview has the width that it was dragged to, within limits, else one that leaves
// the list its room.
func (m *Model) previewWidth() int {
	if m.dragged > 0 {
		return min(max(m.dragged, 30), m.width-70)
	}
	return min(max(m.width-112, 42), 64)
}

// tableWidth is the width of the list, without the blank and the rule before the preview.
func (m *Model) tableWidth() int {
	if m.wide() {
		return m.width - m.previewWidth() - 2
	}
	return m.width
}

// Divider returns the column of the rule before the preview.
func (m *Model) Divider() (x int, shown bool) { return m.tableWidth() + 1, m.wide() }

// MoveDivider gives the preview what is right of a column.
func (m *Model) MoveDivider(x int) {
	m.dragged = m.width - 1 - x
	m.list.SetSize(m.tableWidth(), m.height)
}

// Click selects a row of the list, or sorts it by a column.
func (m *Model) Click(x, y int) (row bool, cmd tea.Cmd) {
	if x > m.tableWidth() {
		return false, nil
	}
	return m.list.Click(x, y)
}

func columns() []part.Column {
	return []part.Column{
		{Title: "NAME", Width: 34, Min: 28, Flex: 3, Pinned: true, KeepEnd: true},
		{Title: "OUTCOME", Width: 22, Min: 13, Pinned: true, Falling: true},
		{Title: "SUCCEEDED", Width: 14, Min: 9, Right: true, Falling: true},
		{Title: "ERRORS", Width: 6, Right: true, Falling: true},
		{Title: "LAST RUN", Width: 10, Falling: true},
		{Title: "TARGET", Width: 24, Min: 16, Flex: 1, KeepEnd: true},
		{Title: "LAST RUNS", Width: stripRuns, Right: true},
		{Title: "TYPE", Width: 10},
		{Title: "MODE", Width: 10},
		{Title: "EVALUATORS", Width: 10, Right: true},
	}
}

const neverRun = "never run"

// runCells fills in the cells about the newest runs. What is not known is not blank: it
// is being read, was refused, or does not exist.
func (m *Model) runCells(task *row, cells []part.Cell) {
	last, styles := m.last[task.ID], m.env.Styles
	fill := func(words, value string, style *theme.Style) {
		cells[colEnded] = part.Cell{Text: text.Safe(words), Style: style}
		cells[colSucceeded], cells[colErrors] = part.Cell{Text: text.Safe(value), Style: style}, part.Cell{Text: text.Safe(value), Style: style}
		cells[colStrip] = part.Cell{}
	}
	switch {
	case task.LastRun == 0 && !last.known || last.known && last.none:
		fill(neverRun, styles.Glyphs.Minus, &styles.Faint)
	case !last.known && last.failed:
		fill(styles.Glyphs.Unknown+" not read", styles.Glyphs.Unknown, &styles.Warn)
	case !last.known:
		fill(styles.Glyphs.Ellipsis, styles.Glyphs.Ellipsis, &styles.Faint)
	default:
		achieved := m.achieved(&last)
		words, style := taskinfo.Outcome(styles, achieved)
		short, _ := taskinfo.OutcomeShort(styles, achieved)
		cells[colEnded] = part.Cell{Text: m.env.MarkWatched(last.run.ID, words), Short: m.env.MarkWatched(last.run.ID, short), Style: last.style(changedEnding, style)}
		cells[colSucceeded] = m.succeeded(&last)
		cells[colErrors] = part.Cell{Text: text.Safe(text.Count(last.run.Errors)), Style: &styles.Dim}
		if last.run.Errors > 0 {
			cells[colErrors].Style = last.style(changedErrors, &styles.Error)
		}
		bars, looks := taskinfo.Strip(styles, last.endings)
		cells[colStrip] = part.Cell{Text: bars, Looks: looks}
	}
}

// succeeded is the number of successes: of a running run next to the estimated progress,
// of one that ended without any in the colour of a warning.
func (m *Model) succeeded(last *lastRun) part.Cell {
	styles, count := m.env.Styles, text.Safe(text.Count(last.run.Successes))
	switch {
	case last.run.Status.Terminal() && last.run.Successes == 0:
		return part.Cell{Text: count, Style: &styles.Warn}
	case last.run.Status != api.Running:
		return part.Cell{Text: count, Style: &styles.Text}
	}
	style := last.style(changedSuccesses, &styles.Info)
	var estimate taskinfo.Estimate
	if last.basis != nil {
		estimate, _ = taskinfo.NewEstimate(&last.run, last.basis, 0)
	}
	if estimate.Of == 0 || estimate.Past {
		return part.Cell{Text: count, Style: style}
	}
	progress := text.Concat(text.Safe(styles.Glyphs.Approx), " ", text.Safe(outcome.Percent(estimate.Fraction)))
	return part.Cell{Text: text.Concat(count, " ", progress), Short: progress, Style: style}
}

func (m *Model) age(task *row) text.Safe {
	if task.LastRun <= 0 {
		return text.Safe(m.env.Styles.Glyphs.Minus)
	}
	return text.Safe(text.Age(m.serverNow().Sub(time.UnixMilli(task.LastRun))))
}

// targetCell names the target; where the column is narrow, a glyph says its kind.
func (m *Model) targetCell(task *row) part.Cell {
	kind, glyph := text.Lit("project "), m.env.Styles.Glyphs.Project
	if task.Dataset {
		kind, glyph = "dataset ", m.env.Styles.Glyphs.Dataset
	}
	name, ok := m.names.Name(task.Target)
	if !ok {
		name = text.Safe(m.env.Styles.Glyphs.Ellipsis)
	}
	return part.Cell{Text: text.Concat(kind, name), Short: text.Concat(text.Safe(glyph), " ", name), Style: &m.env.Styles.Dim}
}

func mode(task *row) text.Safe {
	switch {
	case task.Continuous:
		return "continuous"
	case task.Experiments == 1:
		return "1 exp"
	case task.Experiments > 1:
		return text.Concat(text.Safe(text.Count(int(task.Experiments))), " exps")
	case task.Type == api.RunExperiment:
		return "experiment"
	}
	return "on demand"
}

// View renders exactly height lines.
func (m *Model) View() string {
	lines := m.list.Lines()
	if m.wide() {
		lines = m.split.Join(m.env.Styles, lines, m.previewLines(m.previewWidth()-2, len(lines)), m.tableWidth()+1)
	}
	if m.list.Typing() {
		lines = append(lines, m.list.FindLine(m.width))
	}
	return strings.Join(lines[:m.height], "\n")
}

// previewLines renders the task selected at the last pause and its newest run.
func (m *Model) previewLines(width, height int) []string {
	row, ok := m.list.Get(m.preview)
	if !ok {
		return nil
	}
	task, full := m.recent.get(m.preview)
	if !full {
		task = m.task(row)
	}
	facts := taskinfo.Facts{Task: task, Name: m.names.Name, Now: m.serverNow(), Zone: m.env.Zone, Outcome: m.env.Outcome, Causes: m.env.Causes, Runs: m.last[m.preview].endings}
	lines := taskinfo.Compact(m.env.Styles, &facts, width, height)
	lastRun := m.last[m.preview]
	if !lastRun.known || lastRun.none || len(lines)+4 > height {
		return lines
	}
	lines = append(lines, "", m.env.Styles.Dim.Render("newest run"))
	return append(lines, m.runLines(&lastRun.run, &facts, width, height-len(lines))...)
}

func (m *Model) runLines(run *api.Run, facts *taskinfo.Facts, width, height int) []string {
	lines := taskinfo.Run(m.env.Styles, run, *facts, width, height)
	if len(lines) > height {
		lines = lines[:height]
	}
	return lines
}
