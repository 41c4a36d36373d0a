package results

import (
	"cmp"
	"strings"

	"ax-tui/api/results"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// wide is the width from which there are two columns.
const wide = 110

// resize gives the tables the room that the numbers above and the details leave.
func (m *model) resize() {
	top, below := m.heights()
	width := m.width
	if m.width >= wide {
		width, below = m.leftWidth()-1, 0
	}
	height := max(m.height-top-below, 2)
	m.worst.SetSize(width, height)
	m.table.SetSize(width, height)
}

// leftWidth is the width of the list: slices have more columns, and few words about each.
func (m *model) leftWidth() int {
	if m.listed != worstList {
		return max(m.width*6/10, min(m.width-38, 84))
	}
	return m.width * 6 / 10
}

// heights returns how many lines are above the list, and below it when there is one
// column: more when texts are shown.
func (m *model) heights() (top, below int) {
	top = len(m.top())
	room := m.height - top
	below = min(max(room/3, 2), 12)
	if item, ok := m.selected(); ok && m.texts.id == item.ID {
		below = room - 3
	}
	return top, below
}

// low reports whether there is no room for more than the shares and the list.
func (m *model) low() bool { return m.height < 18 }

// View renders exactly height lines.
func (m *model) View() string {
	var lines []string
	switch {
	case m.reading == nil:
		lines = m.waiting()
	case m.hidden(), len(m.summary.Evaluators) == 0, m.summary.Rows == 0:
		lines = append(m.top(), m.nothing()...)
	case m.width >= wide:
		top := m.top()
		rest := m.height - len(top)
		left := m.list().Lines()
		right := m.details(m.width-m.leftWidth()-3, rest)
		lines = append(top, m.sides.Join(m.env.Styles, pad(left, rest), pad(right, rest), m.leftWidth())...)
	default:
		top := m.top()
		_, below := m.heights()
		lines = append(top, pad(m.list().Lines(), m.height-len(top)-below)...)
		lines = append(lines, m.details(m.width-2, below)...)
	}
	for i := range lines {
		lines[i] = text.CutWith(lines[i], m.width, m.env.Styles.Glyphs.Ellipsis)
	}
	return strings.Join(pad(lines, m.height), "\n")
}

// pad returns exactly height lines.
func pad(lines []string, height int) []string {
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:max(height, 0)]
}

// waiting is the screen before anything was read.
func (m *model) waiting() []string {
	styles := m.env.Styles
	if m.load.err == nil {
		return []string{"", "   " + styles.Dim.Render("Reading the results"+styles.Glyphs.Ellipsis)}
	}
	lines := []string{"", "   " + styles.Error.Render(styles.Glyphs.Failed+" The results could not be read."), ""}
	for _, paragraph := range []text.Safe{host.Reason(m.load.err), host.Advice(m.load.err)} {
		for _, line := range text.Wrap(paragraph, max(m.width-6, 20)) {
			lines = append(lines, "   "+string(line))
		}
	}
	return append(lines, "", "   "+styles.Key.Render(string(m.key(keymap.Refresh)))+" "+styles.Dim.Render("tries again"))
}

// nothing says why there are no numbers.
func (m *model) nothing() []string {
	why := "No evaluator has judged these " + m.reading.Plan.Noun() + "."
	switch {
	case m.hidden():
		why = "Results of traces and sessions are not returned by the API. They cannot be shown here, which does not mean that there are none."
	case m.summary.Rows == 0:
		why = "There are no " + m.reading.Plan.Noun() + " to read: the window is empty, or the filter matches nothing."
		if len(m.reading.Plan.Experiments) > 0 {
			why = "There are no " + m.reading.Plan.Noun() + " to read: the experiments have no rows yet."
		}
	}
	lines := []string{""}
	for _, line := range text.Wrap(why, max(m.width-6, 20)) {
		lines = append(lines, "   "+line)
	}
	return lines
}

// top are the lines above the list: what was read, notes, and the numbers.
func (m *model) top() []string {
	if m.reading == nil {
		return nil
	}
	styles := m.env.Styles
	lines := m.headlines()
	most := 1
	switch {
	case m.height >= 30:
		most = 3
	case m.low() && !m.hidden():
		most = 0
	}
	for i, note := range m.notes {
		if i == most {
			break
		}
		words := text.CleanN(note, 300)
		if more := len(m.notes) - most; i == most-1 && more > 0 {
			words = text.Concat(text.CutWith(words, max(m.width-24, 20), styles.Glyphs.Ellipsis), " (", m.key(keymap.FullText), ": ", text.Safe(text.Count(more)), " more)")
		}
		lines = append(lines, " "+styles.Warn.Render(string(text.CutWith(words, m.width-2, styles.Glyphs.Ellipsis))))
	}
	if m.height > 21 { // more than 80x24 has
		lines = append(lines, "")
	}
	if evaluator, at, ok := m.shown(); ok && !m.hidden() && m.summary.Rows > 0 {
		lines = append(lines, m.numbers(&evaluator, at)...)
		lines = append(lines, m.listTitle(&evaluator))
	} else if ok {
		lines = append(lines, " "+styles.Strong.Render(string(text.CleanN(evaluator.Name, 100))))
	}
	return lines
}

// headlines say what is counted, how much of it was read, and over which window: on one
// line if it has room.
func (m *model) headlines() []string {
	styles, plan := m.env.Styles, &m.reading.Plan
	window, read, dot := "", "", " "+styles.Glyphs.Dot+" "
	if len(plan.Experiments) == 0 {
		window = text.Window(plan.Window.Start, plan.Window.End, m.env.Zone)
	}
	if m.reading.Hidden() {
		return []string{" " + window}
	}
	basis := m.reading.Basis(&m.summary)
	read = dot + m.reading.Extent(text.Count(m.summary.Rows))
	line := " " + styles.Strong.Render(basis) + styles.Dim.Render(read)
	switch {
	case window == "":
		return []string{line}
	case text.Width(basis+read+dot+window)+2 <= m.width:
		return []string{line + styles.Dim.Render(dot) + window}
	}
	return []string{line, " " + window}
}

// listTitle says what the list shows.
func (m *model) listTitle(evaluator *results.Evaluator) string {
	styles := m.env.Styles
	title, rest := "worst first", ""
	focus := string(text.CleanN(strings.Join(evaluator.Focus(), " or "), 60))
	switch {
	case m.listed == allSlices:
		title, rest = "slices", "share of "+focus+", the highest over the mean first, at least "+text.Count(minSlice)
	case m.listed != worstList:
		title, rest = "by "+string(attribute(m.listed)), "share of "+focus
	case evaluator.Evaluated == 0:
		title, rest = "no result", "nothing here bears a label or a score of this evaluator"
	case len(evaluator.Worst) == 0:
		rest = "nothing is worse than the best"
	case !evaluator.Ranked:
		title, rest = "first read", evaluator.Unranked()
	case len(evaluator.Bad) > 0:
		rest = text.Count(evaluator.BadCount) + " bad: " + string(text.CleanN(strings.Join(evaluator.Bad, ", "), 60))
	case evaluator.BadCount > 0:
		rest = text.Count(evaluator.BadCount) + " in the worse half of the scores"
	}
	if m.listed != worstList && focus == "" {
		rest = "mean score"
	}
	if kept := len(evaluator.Worst); m.listed == worstList && kept == keepWorst {
		rest += ", the first " + text.Count(kept) + " are listed"
	}
	line := " " + styles.Strong.Render(title)
	if rest != "" {
		line += styles.Dim.Render(" " + styles.Glyphs.Dot + " " + rest)
	}
	return line
}

// details tell about the selected row, in width cells and height lines.
func (m *model) details(width, height int) []string {
	styles := m.env.Styles
	var lines []string
	add := func(style *theme.Style, line text.Safe) {
		for _, wrapped := range text.Wrap(line, max(width, 10)) {
			lines = append(lines, " "+style.Render(string(wrapped)))
		}
	}
	if m.width < wide && !m.low() {
		lines = append(lines, "")
	}
	item, ok := m.selected()
	if !ok {
		if i := m.table.Index(); m.listed != worstList && i < len(m.slices) {
			slice := m.slices[i]
			evaluator, _, _ := m.shown()
			add(&styles.Text, text.Concat(attribute(slice.Path), " ", text.CleanN(slice.Words(evaluator.Labelled() > 0), 300)))
			if m.load.busy && m.load.paths != nil {
				add(&styles.Dim, "Reading again, with the model and the metadata of each span.")
			}
		} else if m.listed != worstList {
			words := text.Safe("No attribute has a value with " + text.Count(minSlice) + " results or more.")
			if !m.env.Texts {
				words = text.Concat("Nothing to slice by yet: ", m.key(keymap.Back), ", then ", m.key(keymap.ShowTexts), " asks for the texts.")
			}
			add(&styles.Dim, words)
		}
		return pad(lines, height)
	}
	if m.width >= wide {
		add(&styles.Strong, text.Concat(text.CleanN(item.Label, 60), " ", text.CleanN(item.Name, 60)))
		add(&styles.Dim, text.CleanN(cmp.Or(item.TraceID, item.ID), 100))
		lines = append(lines, "")
	}
	if item.Explanation == "" {
		add(&styles.Dim, "The evaluator gave no explanation.")
	}
	for _, line := range text.CleanLines(item.Explanation) {
		add(&styles.Text, line)
	}
	if m.texts.id == item.ID {
		m.addTexts(add)
	} else {
		add(&styles.Dim, text.Concat(m.key(keymap.ShowTexts), " shows the texts"))
	}
	if len(lines) > height && height > 0 {
		lines[height-1] = " " + styles.Dim.Render(string(text.Concat(text.Safe(styles.Glyphs.More), " ", m.key(keymap.FullText), " shows all")))
	}
	return pad(lines, height)
}

func (m *model) addTexts(add func(*theme.Style, text.Safe)) {
	styles := m.env.Styles
	switch {
	case m.texts.loading:
		add(&styles.Dim, "Reading the texts"+text.Safe(styles.Glyphs.Ellipsis))
	case m.texts.err != nil:
		add(&styles.Error, text.Concat("The texts could not be read: ", host.Reason(m.texts.err)))
	}
	for _, value := range m.texts.values {
		add(&styles.Dim, attribute(value.Path))
		if value.Text == "" {
			add(&styles.Faint, "(empty)")
		}
		for _, line := range text.CleanLines(value.Text) {
			add(&styles.Text, line)
		}
	}
}
