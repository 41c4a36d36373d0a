package tasks

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// wideAt is the width from which the preview stands beside the list.
const wideAt = 110

func (m *Model) wide() bool { return m.w >= wideAt }

func (m *Model) previewWidth() int { return min(max(m.w-80, 38), 64) }

func (m *Model) tableSize() (w, h int) {
	w, h = m.w, m.h
	if m.wide() {
		w -= m.previewWidth() + 2 // a blank and the rule between them
	}
	if m.finding {
		h--
	}
	return w, h
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

// source hands the table its rows.
type source struct{ m *Model }

func (s source) Len() int {
	if s.m.order.on {
		return len(s.m.order.shown)
	}
	return s.m.list.Len()
}

func (m *Model) at(i int) *row {
	if m.order.on {
		return m.list.At(int(m.order.shown[i]))
	}
	return m.list.At(i)
}

func (s source) ID(i int) string { return s.m.at(i).id }

func (s source) IndexOf(id string) (int, bool) {
	i, ok := s.m.list.IndexOf(id)
	if !ok || !s.m.order.on {
		return i, ok
	}
	at := s.m.order.place[i]
	return int(at), at >= 0
}

func (s source) Row(i int, cells []part.Cell) {
	m, r := s.m, s.m.at(i)
	st := m.styles
	cells[0] = part.Cell{Text: text.CleanN(r.name, 200)}
	cells[1], cells[2] = m.endedCells(r)
	cells[3] = part.Cell{Text: m.age(r), Style: &st.Dim}
	cells[4] = part.Cell{Text: m.target(r), Style: &st.Dim}
	cells[5] = part.Cell{Text: shortType(r.typ), Style: &st.Dim}
	cells[6] = part.Cell{Text: mode(r), Style: &st.Dim}
	cells[7] = part.Cell{Text: text.Safe(text.Count(int(r.evals))), Style: &st.Dim}
}

// endedCells are what the newest run has become, and how much it did.
func (m *Model) endedCells(r *row) (status, done part.Cell) {
	l, st := m.last[r.id], m.styles
	switch {
	case r.lastRun == 0 && !l.known || l.known && l.none:
		return part.Cell{Text: "never run", Style: &st.Faint}, part.Cell{}
	case !l.known && l.failed:
		return part.Cell{Text: text.Concat(text.Safe(st.Glyphs.Unknown), " not read"), Style: &st.Warn}, part.Cell{}
	case !l.known:
		return part.Cell{Text: text.Safe(st.Glyphs.Ellipsis), Style: &st.Faint}, part.Cell{}
	}
	glyph, style := st.StatusInk(string(l.run.Status))
	status = part.Cell{Text: text.Concat(text.Safe(glyph), " ", text.Clean(l.run.Status.Words())), Style: style}
	if n := l.run.Successes; n > 0 {
		done = part.Cell{Text: text.Safe(text.Count(n)), Style: style}
	}
	return status, done
}

func (m *Model) age(r *row) text.Safe {
	if r.lastRun == 0 {
		return text.Safe(m.styles.Glyphs.Minus)
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
	return text.Concat(kind, text.Safe(m.styles.Glyphs.Ellipsis))
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
	_, th := m.tableSize()
	lines := m.bodyLines()
	if m.wide() {
		lines = m.besidePreview(lines, th)
	}
	for len(lines) < th {
		lines = append(lines, "")
	}
	if m.finding {
		lines = append(lines, m.find.view(m.styles, m.w, m.hits()))
	}
	return strings.Join(lines[:m.h], "\n")
}

func (m *Model) hits() text.Safe {
	return text.Concat(text.Safe(text.Count(m.table.Len())), " of ", text.Safe(text.Count(m.list.Len())), " loaded")
}

// bodyLines is one of the five faces of the list.
func (m *Model) bodyLines() []string {
	if m.table.Len() > 0 {
		return strings.Split(m.table.View(), "\n")
	}
	var say []string
	st := m.styles
	switch {
	case !m.list.Began() && m.staleErr != nil:
		say = append(say, st.Error.Render(st.Glyphs.Failed+" The tasks could not be read."), "")
		say = append(say, m.para(host.Reason(m.staleErr), st.Text.Render)...)
		say = append(say, m.para(host.Advice(m.staleErr), st.Dim.Render)...)
		say = append(say, "", m.hint(keymap.Refresh, m.retryWords()))
		if !m.filter.Zero() {
			say = append(say, m.hint(keymap.Clear, "clears the filter"))
		}
	case !m.list.Began():
		if m.slow {
			say = append(say, m.readingWords())
		}
	case m.list.Repeated():
		say = append(say, "No task has come, and the server gave the same cursor twice.", "", m.hint(keymap.Refresh, "reads again"), m.hint(keymap.FilterBy, "narrows the list"))
	case m.list.Phase() == pagelist.More:
		say = append(say, st.Dim.Render("Nothing yet, reading on"+st.Glyphs.Ellipsis))
	case m.order.find != "":
		say = append(say, m.nothingFound(), "", m.hint(keymap.Back, "shows every row again"))
	case !m.filter.Zero():
		say = append(say, "No task matches the filter.", "", m.hint(keymap.FilterBy, "changes it"), m.hint(keymap.Clear, "clears it"))
	default:
		say = append(say, "There is no task here yet, or the key may not see any.", "", m.hint(keymap.FilterBy, "looks in another space"), m.hint(keymap.Refresh, "reads again"))
	}
	lines := []string{""}
	for _, s := range say {
		lines = append(lines, "   "+s)
	}
	return lines
}

func (m *Model) retryWords() string {
	if m.refused() {
		return "tries again; nothing is asked until then"
	}
	return "tries again now; it is tried again by itself, too"
}

// nothingFound says what was sought and how much was searched.
func (m *Model) nothingFound() string {
	s := text.Concat("\"", text.CleanN(m.order.find, 40), "\" is in none of the ", text.Safe(text.Count(m.list.Len())), " loaded tasks.")
	if m.list.More() {
		s = text.Concat(s, " ", m.key(keymap.LoadAll), " loads the rest.")
	}
	return string(s)
}

// readingWords say that the first page takes its time, and how long already.
func (m *Model) readingWords() string {
	s := "Reading the tasks" + m.styles.Glyphs.Ellipsis
	if d := m.env.Now().Sub(m.began); d >= 2*time.Second {
		s += " " + text.Dur(d) + " so far; it is tried again by itself"
	}
	return m.styles.Dim.Render(s)
}

func (m *Model) para(s text.Safe, paint func(...string) string) []string {
	var out []string
	for _, l := range text.Wrap(s, max(min(m.w, 80)-6, 20)) {
		out = append(out, paint(string(l)))
	}
	return out
}

func (m *Model) hint(a keymap.Action, what string) string {
	return m.styles.Key.Render(string(m.key(a))) + " " + m.styles.Dim.Render(what)
}

// besidePreview puts the preview to the right of the list.
func (m *Model) besidePreview(lines []string, h int) []string {
	tw, _ := m.tableSize()
	pv := m.previewLines(m.previewWidth()-2, h)
	rule := m.styles.Faint.Render(m.styles.Glyphs.Divider)
	out := make([]string, 0, h)
	for i := range h {
		left, right := "", ""
		if i < len(lines) {
			left = lines[i]
		}
		if i < len(pv) {
			right = pv[i]
		}
		out = append(out, text.Pad(left, tw+1)+rule+" "+right)
	}
	return out
}

// loaded says how much is there: "30 loaded, more…".
func (m *Model) loaded() text.Safe {
	if !m.list.Began() {
		return ""
	}
	s := text.Concat(text.Safe(text.Count(m.list.Len())), " loaded")
	if m.order.find != "" && !m.finding {
		s = m.hits()
	}
	switch {
	case m.all:
		return text.Concat(s, ", reading every page, ", m.key(keymap.Back), " stops")
	case m.list.Phase() == pagelist.More:
		return text.Concat(s, ", reading on", text.Safe(m.styles.Glyphs.Ellipsis))
	case m.list.Err() != nil:
		return text.Concat(s, ", the next page failed, ", m.key(keymap.More), " tries again")
	case m.list.More():
		return text.Concat(s, ", more", text.Safe(m.styles.Glyphs.Ellipsis))
	case m.list.Cut():
		return text.Concat(s, ", stopped without a cursor")
	case m.list.Repeated():
		return text.Concat(s, ", stopped at a repeated cursor")
	}
	return s
}

// chip is the filter, the find and the order in words.
func (m *Model) chip() text.Safe {
	s := m.filter.Chip()
	add := func(t text.Safe) {
		if s != "" {
			s += "  "
		}
		s = text.Concat(s, t)
	}
	if m.order.find != "" && !m.finding {
		add(text.Concat("find: ", text.Clean(m.order.find)))
	}
	if m.order.key != byServer || m.order.reverse {
		arrow := m.styles.Glyphs.SortUp
		if m.order.reverse {
			arrow = m.styles.Glyphs.SortDown
		}
		word := sortWords[m.order.key]
		if word == "" {
			word = "server order"
		}
		add(text.Concat("sort: ", word, " ", text.Safe(arrow)))
	}
	return s
}

// shortType is the type in one word, for the column.
func shortType(t api.TaskType) text.Safe {
	switch t {
	case api.TemplateEvaluation:
		return "template"
	case api.CodeEvaluation:
		return "code"
	case api.RunExperiment:
		return "experiment"
	}
	return text.Clean(t.Words())
}
