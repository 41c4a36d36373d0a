package tasks

import (
	"strings"

	"ax-tui/api"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// wideAt is the width from which the preview stands beside the list.
const wideAt = 110

func (m *Model) wide() bool { return m.w >= wideAt }

func (m *Model) previewWidth() int { return min(max(m.w-80, 38), 64) }

// tableWidth leaves a blank and the rule between the list and the preview.
func (m *Model) tableWidth() int {
	if m.wide() {
		return m.w - m.previewWidth() - 2
	}
	return m.w
}

func columns() []part.Column {
	return []part.Column{
		{Title: "NAME", Width: 26, Min: 20, Flex: 3},
		{Title: "ENDED AS", Width: 11},
		{Title: "SUCCEEDED", Width: 9, Right: true},
		{Title: "LAST RUN", Width: 10},
		{Title: "TARGET", Width: 22, Min: 18, Flex: 2},
		{Title: "TYPE", Width: 10},
		{Title: "MODE", Width: 10},
		{Title: "EVALUATORS", Width: 10, Right: true},
	}
}

// endedCells are what the newest run has become, and how much it did.
func (m *Model) endedCells(r *row) (status, done part.Cell) {
	lastRun, st := m.last[r.id], m.env.Styles
	switch {
	case r.lastRun == 0 && !lastRun.known || lastRun.known && lastRun.none:
		return part.Cell{Text: "never run", Style: &st.Faint}, part.Cell{}
	case !lastRun.known && lastRun.failed:
		return part.Cell{Text: text.Concat(text.Safe(st.Glyphs.Unknown), " not read"), Style: &st.Warn}, part.Cell{}
	case !lastRun.known:
		return part.Cell{Text: text.Safe(st.Glyphs.Ellipsis), Style: &st.Faint}, part.Cell{}
	}
	glyph, style := st.StatusInk(string(lastRun.run.Status))
	status = part.Cell{Text: text.Concat(text.Safe(glyph), " ", text.Clean(lastRun.run.Status.Words())), Style: style}
	if n := lastRun.run.Successes; n > 0 {
		done = part.Cell{Text: text.Safe(text.Count(n)), Style: style}
	}
	return status, done
}

func (m *Model) age(r *row) text.Safe {
	if r.lastRun == 0 {
		return text.Safe(m.env.Styles.Glyphs.Minus)
	}
	return text.Safe(text.Age(m.env.Now().Sub(r.lastRunAt())))
}

func (m *Model) target(r *row) text.Safe {
	kind := text.Lit("project ")
	if r.dataset {
		kind = "dataset "
	}
	if n, ok := m.names.Name(r.target); ok {
		return text.Concat(kind, n)
	}
	return text.Concat(kind, text.Safe(m.env.Styles.Glyphs.Ellipsis))
}

func mode(r *row) text.Safe {
	switch {
	case r.continuous:
		return "continuous"
	case r.exps == 1:
		return "1 exp"
	case r.exps > 1:
		return text.Concat(text.Safe(text.Count(int(r.exps))), " exps")
	case r.typ == api.RunExperiment:
		return "experiment"
	}
	return "on demand"
}

// View is the body: exactly h lines.
func (m *Model) View() string {
	lines := m.list.Lines()
	if m.wide() {
		lines = m.beside.Join(m.env.Styles, lines, m.previewLines(m.previewWidth()-2, len(lines)), m.tableWidth()+1)
	}
	if m.list.Typing() {
		lines = append(lines, m.list.FindLine(m.w))
	}
	return strings.Join(lines[:m.h], "\n")
}

// previewLines show the task on which the selection rests: what it does, to
// what, and what its newest run has become.
func (m *Model) previewLines(w, h int) []string {
	row, ok := m.list.Get(m.preview)
	if !ok {
		return nil
	}
	task, full := m.recent.get(m.preview)
	if !full {
		task = m.task(row)
	}
	facts := taskinfo.Facts{Task: task, Name: m.names.Name, Now: m.env.Now(), Zone: m.env.Zone}
	lines := taskinfo.Compact(m.env.Styles, facts, w, h)
	lastRun := m.last[m.preview]
	if !lastRun.known || lastRun.none || len(lines)+4 > h {
		return lines
	}
	lines = append(lines, "", m.env.Styles.Dim.Render("newest run"))
	return append(lines, m.runLines(&lastRun.run, facts, w, h-len(lines))...)
}

func (m *Model) runLines(run *api.Run, facts taskinfo.Facts, w, h int) []string {
	lines := taskinfo.Run(m.env.Styles, run, facts, w, h)
	if len(lines) > h {
		lines = lines[:h]
	}
	return lines
}
