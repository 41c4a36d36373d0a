package tasks

import (
	"ax-tui/api"
	"ax-tui/ui/part/taskinfo"
)

// previewLines show the task on which the selection rests: what it does, to
// what, and what its newest run has become.
func (m *Model) previewLines(w, h int) []string {
	r, ok := m.list.Get(m.preview)
	if !ok {
		return nil
	}
	t, full := m.recent.get(m.preview)
	if !full {
		t = m.task(r)
	}
	facts := taskinfo.Facts{Task: t, Name: m.names.Name, Now: m.env.Now(), Zone: m.env.Zone}
	lines := taskinfo.Compact(m.env.Styles, facts, w, h)
	l := m.last[m.preview]
	if !l.known || l.none || len(lines)+4 > h {
		return lines
	}
	lines = append(lines, "", m.env.Styles.Dim.Render("newest run"))
	return append(lines, m.runLines(&l.run, facts, w, h-len(lines))...)
}

func (m *Model) runLines(r *api.Run, f taskinfo.Facts, w, h int) []string {
	lines := taskinfo.Run(m.env.Styles, r, f, w, h)
	if len(lines) > h {
		lines = lines[:h]
	}
	return lines
}
