package tasks

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wideAt is the width from which the preview is shown next to the list: below it,
// names would be cut for the sake of the preview.
const wideAt = 140

func (m *Model) wide() bool { return m.width >= wideAt }

func (m *Model) previewWidth() int { return min(max(m.width-98, 42), 64) }

// tableWidth is the width of the list, without the blank and the rule before the preview.
func (m *Model) tableWidth() int {
	if m.wide() {
		return m.width - m.previewWidth() - 2
	}
	return m.width
}

func columns() []part.Column {
	return []part.Column{
		{Title: "NAME", Width: 34, Min: 28, Flex: 3, Pinned: true, KeepEnd: true},
		{Title: "ENDED AS", Width: 13, Pinned: true, Falling: true},
		{Title: "SUCCEEDED", Width: 9, Right: true, Falling: true},
		{Title: "LAST RUN", Width: 10, Falling: true},
		{Title: "TARGET", Width: 24, Min: 16, Flex: 1, KeepEnd: true},
		{Title: "TYPE", Width: 10},
		{Title: "MODE", Width: 10},
		{Title: "EVALUATORS", Width: 10, Right: true},
	}
}

// endedCells are the status of the newest run and its number of successes.
func (m *Model) endedCells(task *row) (status, done part.Cell) {
	lastRun, styles := m.last[task.id], m.env.Styles
	switch {
	case task.lastRun == 0 && !lastRun.known || lastRun.known && lastRun.none:
		return part.Cell{Text: "never run", Style: &styles.Faint}, part.Cell{}
	case !lastRun.known && lastRun.failed:
		return part.Cell{Text: text.Concat(text.Safe(styles.Glyphs.Unknown), " not read"), Style: &styles.Warn}, part.Cell{}
	case !lastRun.known:
		return part.Cell{Text: text.Safe(styles.Glyphs.Ellipsis), Style: &styles.Faint}, part.Cell{}
	}
	words, style := taskinfo.OutcomeShort(styles, m.env.Outcome(&lastRun.run))
	status = part.Cell{Text: m.env.MarkWatched(lastRun.run.ID, words), Style: style}
	if succeeded := lastRun.run.Successes; succeeded > 0 {
		done = part.Cell{Text: text.Safe(text.Count(succeeded)), Style: style}
	}
	return status, done
}

func (m *Model) age(task *row) text.Safe {
	if task.lastRun <= 0 {
		return text.Safe(m.env.Styles.Glyphs.Minus)
	}
	return text.Safe(text.Age(m.serverNow().Sub(time.UnixMilli(task.lastRun))))
}

// targetCell names the target; where the column is narrow, a glyph says its kind.
func (m *Model) targetCell(task *row) part.Cell {
	kind, glyph := text.Lit("project "), m.env.Styles.Glyphs.Project
	if task.dataset {
		kind, glyph = "dataset ", m.env.Styles.Glyphs.Dataset
	}
	name, ok := m.names.Name(task.target)
	if !ok {
		name = text.Safe(m.env.Styles.Glyphs.Ellipsis)
	}
	return part.Cell{Text: text.Concat(kind, name), Short: text.Concat(text.Safe(glyph), " ", name), Style: &m.env.Styles.Dim}
}

func mode(task *row) text.Safe {
	switch {
	case task.continuous:
		return "continuous"
	case task.experiments == 1:
		return "1 exp"
	case task.experiments > 1:
		return text.Concat(text.Safe(text.Count(int(task.experiments))), " exps")
	case task.taskType == api.RunExperiment:
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
	facts := taskinfo.Facts{Task: task, Name: m.names.Name, Now: m.serverNow(), Zone: m.env.Zone, Outcome: m.env.Outcome}
	lines := taskinfo.Compact(m.env.Styles, facts, width, height)
	lastRun := m.last[m.preview]
	if !lastRun.known || lastRun.none || len(lines)+4 > height {
		return lines
	}
	lines = append(lines, "", m.env.Styles.Dim.Render("newest run"))
	return append(lines, m.runLines(&lastRun.run, facts, width, height-len(lines))...)
}

func (m *Model) runLines(run *api.Run, facts taskinfo.Facts, width, height int) []string {
	lines := taskinfo.Run(m.env.Styles, run, facts, width, height)
	if len(lines) > height {
		lines = lines[:height]
	}
	return lines
}
