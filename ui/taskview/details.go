package taskview

import (
	"ax-tui/keymap"
	"ax-tui/ui/taskinfo"
)

// details is the sheet with everything the task has, opened over the runs.
type details struct {
	open  bool
	top   int
	lines []string // nil: to be made anew
	width int      // for which they were made
}

// detailLines are the lines of the sheet; none while it is closed.
func (m *Model) detailLines() int {
	d := &m.details
	if !d.open {
		return 0
	}
	if w := m.w - 2; d.lines == nil || d.width != w {
		d.lines, d.width = taskinfo.Full(m.styles, m.facts(), w), w
	}
	return len(d.lines)
}

func (d *details) clamp(n, h int) { d.top = max(min(d.top, n-h), 0) }

// inDetails carries an action out on the sheet and reports whether it was for it.
// Actions on a run do nothing while the runs are covered.
func (m *Model) inDetails(a keymap.Action) bool {
	d := &m.details
	page := max(m.h-2, 1)
	switch a {
	case keymap.Back, keymap.Details:
		m.details = details{}
	case keymap.Down:
		d.top++
	case keymap.Up:
		d.top--
	case keymap.PageDown:
		d.top += page
	case keymap.PageUp:
		d.top -= page
	case keymap.HalfDown:
		d.top += max(page/2, 1)
	case keymap.HalfUp:
		d.top -= max(page/2, 1)
	case keymap.Top:
		d.top = 0
	case keymap.Bottom:
		d.top = m.detailLines()
	default:
		return !m.Can(a)
	}
	d.clamp(m.detailLines(), m.h)
	return true
}

// detailsView is the part of the sheet in view. When there is more below the
// last line says so.
func (m *Model) detailsView() []string {
	n := m.detailLines()
	d := &m.details
	d.clamp(n, m.h)
	out := make([]string, 0, m.h)
	for _, l := range d.lines[d.top:min(d.top+m.h, n)] {
		out = append(out, " "+l)
	}
	if below := n - d.top - m.h; below > 0 && len(out) > 1 {
		out[len(out)-1] = m.moreBelow(below + 1)
	}
	return out
}
