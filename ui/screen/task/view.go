package task

import (
	"strings"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
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

func (m *Model) tableSize() (w, h int) {
	w, h = m.w, m.h-m.headHeight()
	if m.wide() {
		w -= m.previewWidth() + 1
	}
	if m.finding {
		h--
	}
	if m.whyLine() {
		h--
	}
	return w, max(h, 1)
}

// View is the body: exactly h lines, none wider than w.
func (m *Model) View() string {
	if !m.dirty {
		return m.cached
	}
	lines := m.lines()
	for len(lines) < m.h {
		lines = append(lines, "")
	}
	for i := range lines[:m.h] {
		if m.w < narrowest { // the frame never asks for it; nothing may stick out all the same
			lines[i] = text.Cut(lines[i], m.w)
		}
	}
	m.cached, m.dirty = strings.Join(lines[:m.h], "\n"), false
	return m.cached
}

func (m *Model) lines() []string {
	if m.details.open {
		return m.detailsView()
	}
	var lines []string
	if m.head == nil {
		m.head = taskinfo.Head(m.styles, m.facts(), m.w-2)
	}
	for _, l := range m.head {
		lines = append(lines, " "+l)
	}
	for len(lines) < m.headHeight() {
		lines = append(lines, "")
	}
	_, th := m.tableSize()
	lines = append(lines, m.runLines(th)...)
	if m.whyLine() {
		lines = append(lines, m.selectedLine())
	}
	if m.finding {
		lines = append(lines, m.find.view(m.styles, m.w, m.hits()))
	}
	return lines
}

// runLines are the runs, or what is to be said in their place, in exactly h lines.
func (m *Model) runLines(h int) []string {
	var left []string
	if m.table.Len() > 0 {
		left = strings.Split(m.table.View(), "\n")
	} else {
		left = m.face()
	}
	if m.wide() {
		return m.beside(left, h)
	}
	for len(left) < h {
		left = append(left, "")
	}
	return left[:h]
}

// beside puts the facts of the selected run to the right of the runs.
func (m *Model) beside(left []string, h int) []string {
	tw, _ := m.tableSize()
	var right []string
	if r, ok := m.selected(); ok && m.table.Len() > 0 {
		right = taskinfo.Run(m.styles, r, m.facts(), m.previewWidth()-2, h)
	}
	rule := m.styles.Faint.Render(m.styles.Glyphs.Divider)
	out := make([]string, h)
	for i := range h {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = " " + right[i]
		}
		out[i] = m.pad(l, tw) + rule + r
	}
	return out
}

// pad is text.Pad for lines that are mostly the same from frame to frame:
// measuring a styled line costs more than all the rest of it.
func (m *Model) pad(l string, w int) string {
	if p, ok := m.padded[l]; ok {
		return p
	}
	if m.padded == nil || len(m.padded) > 8*m.h {
		m.padded = map[string]string{}
	}
	p := text.Pad(l, w)
	m.padded[l] = p
	return p
}

// selectedLine is the selected run's window or experiment, and why it ended as
// it did: what a narrow table has no room for.
func (m *Model) selectedLine() string {
	r, ok := m.selected()
	if !ok || m.table.Len() == 0 {
		return ""
	}
	what, look := m.facts().Why(r), m.styles.Text
	if what == "" && m.over() == window {
		what, look = taskinfo.Window(r, m.env.Zone), m.styles.Dim
	}
	if what == "" && m.over() == experiment {
		what, look = taskinfo.Named(r.ExperimentID, m.name), m.styles.Dim
	}
	return "   " + look.Render(string(text.Cut(what, m.w-4)))
}

// face is what stands in place of the runs while there are none to show: the
// first load, its failure, or emptiness and what to do about it.
func (m *Model) face() []string {
	var say []string
	st := m.styles
	switch {
	case !m.list.Began() && m.staleErr != nil:
		say = append(say, st.Error.Render(st.Glyphs.Failed+" The runs could not be read."))
		say = append(say, m.para(reason(m.staleErr), st.Text.Render)...)
		say = append(say, m.para(host.Advice(m.staleErr), st.Dim.Render)...)
		say = append(say, m.hint(keymap.Refresh, "tries again"))
	case !m.list.Began():
		if m.slow {
			say = append(say, st.Dim.Render("Loading runs"+st.Glyphs.Ellipsis))
		}
	case m.list.Phase() == pagelist.More:
		say = append(say, st.Dim.Render("Nothing yet, reading on"+st.Glyphs.Ellipsis))
	case m.order.find != "":
		say = append(say, "No loaded run has this in its status, reason, window or ID.", m.hint(keymap.Clear, "shows every run again"))
	case m.list.Err() != nil:
		say = append(say, "No runs so far, and the next page did not come.", m.hint(keymap.More, "tries again"))
	case m.status != "":
		say = append(say, "No "+m.status.Words()+" runs.", m.hint(keymap.FilterBy, "shows the next status"), m.hint(keymap.Clear, "shows every run"))
	default:
		say = append(say, "No runs yet. "+m.hint(keymap.TriggerRun, "starts the first."))
	}
	lines := []string{""}
	for _, s := range say {
		lines = append(lines, text.Cut("   "+s, m.w))
	}
	return lines
}

func (m *Model) para(s text.Safe, paint func(...string) string) []string {
	if s == "" {
		return nil
	}
	var out []string
	for _, l := range text.Wrap(s, max(min(m.w, 90)-6, 20)) {
		out = append(out, paint(string(l)))
	}
	return out
}

func (m *Model) hint(a keymap.Action, what string) string {
	return m.styles.Key.Render(string(m.key(a))) + " " + m.styles.Dim.Render(what)
}

func (m *Model) hits() text.Safe {
	return text.Clean(text.Count(m.table.Len()) + " of " + text.Count(m.list.Len()) + " loaded")
}

// loaded says how much is there: "30 loaded, more…".
func (m *Model) loaded() text.Safe {
	if !m.list.Began() {
		return ""
	}
	s := text.Clean(text.Count(m.list.Len()) + " loaded")
	if m.order.find != "" && !m.finding {
		s = m.hits()
	}
	dots := text.Clean(m.styles.Glyphs.Ellipsis)
	switch {
	case m.all:
		return text.Concat(s, ", reading every page, ", m.key(keymap.Back), " stops")
	case m.list.Phase() == pagelist.More:
		return text.Concat(s, ", reading on", dots)
	case m.list.Err() != nil:
		return text.Concat(s, ", the next page failed, ", m.key(keymap.More), " tries again")
	case m.list.More():
		return text.Concat(s, ", more", dots)
	case m.list.Cut():
		return text.Concat(s, ", stopped without a cursor")
	case m.list.Repeated():
		return text.Concat(s, ", stopped at a repeated cursor")
	}
	return s
}

// chip is the filter, the find and the order in words.
func (m *Model) chip() text.Safe {
	var parts []string
	if m.status != "" {
		parts = append(parts, "status: "+m.status.Words())
	}
	if m.order.find != "" && !m.finding {
		parts = append(parts, "find: "+m.order.find)
	}
	if m.order.key != byServer || m.order.reverse {
		arrow := m.styles.Glyphs.SortUp
		if m.order.reverse {
			arrow = m.styles.Glyphs.SortDown
		}
		parts = append(parts, "sort: "+string(sortWords[m.order.key])+" "+arrow)
	}
	return text.CleanN(strings.Join(parts, "  "), 200)
}
