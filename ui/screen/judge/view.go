package judge

import (
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/worddiff"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

const (
	wideAt = 110 // width from which facts and versions are next to the template
	tallAt = 15  // height from which a blank line follows the head
	margin = 1
)

// View renders exactly height lines, none wider than width.
func (m *model) View() string {
	m.fill()
	lines := m.head()
	if m.height >= tallAt {
		lines = append(lines, "")
	}
	room := max(m.height-len(lines), 1)
	body := strings.Split(m.sheet.View(), "\n")
	if m.wide() && m.judge() != nil {
		left := m.side(m.sideWidth() - margin - 1)
		body = m.layout.Join(m.env.Styles, indented(left[:min(len(left), room)]), body, m.sideWidth())
	} else {
		body = indented(body)
	}
	lines = append(lines, body[:min(len(body), room)]...)
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	for i := range lines {
		lines[i] = text.CutWith(lines[i], m.width, m.env.Styles.Glyphs.Ellipsis)
	}
	return strings.Join(lines[:m.height], "\n")
}

func (m *model) wide() bool { return m.width >= wideAt }

func (m *model) sideWidth() int { return min(max(m.width*2/5, 50), 60) }

// bodyWidth is the width of the lines of the sheet, without the arrows at its edge.
func (m *model) bodyWidth() int {
	if m.wide() {
		return m.width - m.sideWidth() - 2
	}
	return m.width - margin - 1
}

func indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if out[i] = line; line != "" {
			out[i] = text.Spaces(margin) + line
		}
	}
	return out
}

// head says which evaluator and version are shown.
func (m *model) head() []string {
	styles, one := m.env.Styles, m.judge()
	line := func(parts ...string) string { return " " + strings.Join(parts, "") }
	switch {
	case one == nil && m.err != nil:
		return []string{line(styles.Error.Render(styles.Glyphs.Failed + " " + string(host.Reason(m.err)))), line(styles.Dim.Render(string(text.Concat(m.key(keymap.Refresh), " tries again"))))}
	case one == nil && m.loading:
		return []string{line(styles.Info.Render("Reading the evaluators" + styles.Glyphs.Ellipsis)), ""}
	case one == nil && m.task.Type == api.RunExperiment:
		return []string{line("This task runs experiments and has no evaluators."), line(styles.Dim.Render("The evaluation tasks of its dataset judge what it writes."))}
	case one == nil:
		return []string{line("This task has no evaluators."), ""}
	}
	name := styles.Strong.Render(string(text.CleanN(one.Used.Name, 100)))
	if len(m.judges) > 1 {
		name += styles.Dim.Render("  " + text.Count(m.evaluator+1) + " of " + text.Count(len(m.judges)) + " evaluators")
	}
	if one.Err != nil {
		return []string{line(name), line(styles.Error.Render(styles.Glyphs.Failed + " the versions could not be read: " + string(host.Reason(one.Err))))}
	}
	version := m.current()
	if version == nil {
		return []string{line(name), line(styles.Warn.Render("it has no version that this key can see"))}
	}
	detail := text.Concat(m.versionName(m.version), m.dot(), text.Safe(text.Stamp(version.CreatedAt, m.env.Zone)))
	if version.CommitMessage != "" {
		detail = text.Concat(detail, m.dot(), text.CleanN(version.CommitMessage, 200))
	}
	words, style := m.standing(one)
	return []string{line(name, "  ", style.Render(string(words))), line(styles.Dim.Render(string(detail)))}
}

func (m *model) dot() text.Safe { return text.Safe(" " + m.env.Styles.Glyphs.Dot + " ") }

// versionName names a version: "version 2 of 4, 1a2b3c4".
func (m *model) versionName(index int) text.Safe {
	one := m.judge()
	hash := text.Clean(judge.ShortHash(&one.Versions[index]))
	if number := one.Number(index); number > 0 {
		return text.Concat("version ", text.Safe(text.Count(number)), " of ", text.Safe(text.Count(len(one.Versions))), ", ", hash)
	}
	return text.Concat("version ", hash)
}

// standing says whether the shown version is the one in force, and what that is based on.
func (m *model) standing(one *judge.Judge) (text.Safe, *theme.Style) {
	styles, force := m.env.Styles, m.force(one)
	when := text.Safe("in force")
	if m.run.ID != "" {
		when = text.Concat("in force in run ", text.ShortID(m.run.ID))
	}
	switch {
	case m.comparing && m.other() != nil:
		at := one.Index(m.other().ID)
		return text.Concat("compared with ", m.versionName(at)), &styles.Accent
	case force.Index < 0 && force.Basis == judge.Unknown:
		return text.Concat("which version was ", when, " is not known"), &styles.Warn
	case force.Index < 0:
		return text.Concat("pinned to a version that is not in the list"), &styles.Warn
	case force.Index != m.version:
		return text.Concat("not ", when), &styles.Warn
	}
	return text.Concat(when, ": ", text.Clean(force.Basis.Words())), &styles.Success
}

// fill renders the lines of the sheet.
func (m *model) fill() {
	head := 2
	if m.height >= tallAt {
		head++
	}
	width := m.bodyWidth()
	m.sheet.SetSize(width, max(m.height-head, 1))
	if m.lines != nil {
		return
	}
	m.lines = []string{}
	if version := m.current(); version != nil {
		text := width - 2
		switch {
		case m.comparing && m.other() != nil:
			m.lines = m.comparison(m.other(), version, text)
		case m.wide():
			m.lines = m.body(version, text)
		default:
			m.lines = slices.Concat(m.facts(version, text), []string{""}, m.body(version, text), []string{""}, m.versions(text))
		}
	}
	m.sheet.SetLines(m.lines)
}

// side renders facts and versions, for a wide screen.
func (m *model) side(width int) []string {
	version := m.current()
	if version == nil {
		return nil
	}
	return slices.Concat(m.facts(version, width), []string{""}, m.versions(width))
}

// facts renders the short facts of a version, and what is wrong with it.
func (m *model) facts(version *api.EvaluatorVersion, width int) []string {
	styles, one := m.env.Styles, m.judge()
	var fields []part.Field
	add := func(label, value text.Safe, style *theme.Style) {
		if value != "" {
			fields = append(fields, part.Field{Label: label, Lines: []text.Safe{value}, Style: style})
		}
	}
	for _, fact := range judge.Facts(version) {
		add(text.Clean(fact.Label), text.CleanN(fact.Value, 400), nil)
	}
	if id := judge.IntegrationID(version); id != "" {
		words, style := text.Concat(text.ShortID(id), ", not checked for this version"), &styles.Dim
		if access := one.Access; access.ID == id {
			name := text.ShortID(id)
			if access.Name != "" {
				name = text.CleanN(access.Name, 100)
			}
			words, style = text.Concat(name, ", ", text.Clean(access.Words())), nil
			if access.Err != nil {
				style = &styles.Warn
			}
		}
		add("integration", words, style)
	}
	for _, finding := range one.Findings(m.version) {
		line := finding.Message
		if finding.Do != "" {
			line += "; " + finding.Do
		}
		add(text.Safe(styles.Glyphs.Warn), text.CleanN(line, 400), &styles.Warn)
	}
	return part.Fields(styles, fields, width)
}

// versions lists the versions of the shown evaluator, the newest first.
func (m *model) versions(width int) []string {
	styles, one := m.env.Styles, m.judge()
	out := []string{styles.Header.Render("VERSIONS")}
	inForce := m.force(one).Index
	for i := range one.Versions {
		version := &one.Versions[i]
		cursor, style := "  ", &styles.Text
		if i == m.version {
			cursor, style = styles.Accent.Render(styles.Glyphs.Cursor)+" ", &styles.Strong
		}
		mark := " "
		if version.ID == m.marked {
			mark = styles.Glyphs.Mark
		}
		head := judge.ShortHash(version)
		if number := one.Number(i); number > 0 {
			head = text.Fit(text.Count(number), len(text.Count(len(one.Versions))), text.Right) + "  " + head
		}
		line := text.Concat(text.Clean(head), "  ", text.Safe(text.Stamp(version.CreatedAt, m.env.Zone)))
		if version.Template != nil {
			line = text.Concat(line, "  ", text.CleanN(version.Template.LLM.ModelName, 40))
		}
		words := ""
		if i == inForce {
			words = "  in force"
		}
		below := ""
		if text.Width(line)+len(words) > width-3 {
			words, below = "", strings.TrimSpace(words)
		}
		out = append(out, cursor+mark+style.Render(string(text.CutWith(line, max(width-3, 0), styles.Glyphs.Ellipsis)))+styles.Success.Render(words))
		detail := text.CleanN(version.CommitMessage, 200)
		if parts := m.changed(i); parts != "" {
			detail = text.Concat(detail, ": ", parts)
		}
		if below != "" || detail != "" {
			if detail != "" && below != "" {
				below += "  "
			}
			out = append(out, "     "+styles.Success.Render(below)+styles.Dim.Render(string(text.CutWith(detail, max(width-5-len(below), 0), styles.Glyphs.Ellipsis))))
		}
	}
	if one.More {
		out = append(out, styles.Dim.Render("  and older ones, which were not read"))
	}
	return out
}

// changed says what differs between a version and the one before it.
func (m *model) changed(index int) text.Safe {
	one := m.judge()
	if index+1 >= len(one.Versions) {
		return ""
	}
	parts, _ := judge.Differences(&one.Versions[index+1], &one.Versions[index])
	return text.CleanN(strings.Join(parts, ", "), 300)
}

// body renders the long texts of a version: the template with the path under each variable.
func (m *model) body(version *api.EvaluatorVersion, width int) []string {
	styles := m.env.Styles
	texts := judge.Texts(version)
	var out []string
	switch {
	case version.Code != nil:
		out = append(out, styles.Header.Render("VARIABLES"))
		for _, variable := range version.Code.Variables {
			out = append(out, m.mapped(variable, version, width)...)
		}
	case len(texts) == 0:
		return []string{styles.Dim.Render("The API does not show what such an evaluator consists of.")}
	}
	for _, long := range texts {
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, styles.Header.Render(strings.ToUpper(long.Label)))
		if long.Label != "template" {
			for _, line := range text.CleanLines(strings.TrimRight(long.Value, "\n")) {
				out = append(out, string(text.CutWith(line, width, styles.Glyphs.Ellipsis)))
			}
			continue
		}
		for _, line := range judge.Lines(long.Value) {
			for _, row := range text.Wrap(text.Clean(line.Text), width) {
				out = append(out, string(row))
			}
			for _, variable := range line.Variables {
				out = append(out, m.mapped(variable, version, width)...)
			}
		}
	}
	return out
}

// mapped renders the path of a variable and, if asked for, a sample value.
func (m *model) mapped(variable string, version *api.EvaluatorVersion, width int) []string {
	styles, path := m.env.Styles, m.judge().Path(variable, version)
	style := &styles.Accent
	if path.Path == "" && !path.Server {
		style = &styles.Warn
	}
	arrow := text.Safe(styles.Glyphs.Arrow)
	line := text.Concat("  ", text.CleanN(variable, 60), " ", arrow, " ", text.CleanN(path.Words(), 400))
	out := []string{style.Render(string(text.CutWith(line, width, styles.Glyphs.Ellipsis)))}
	if value := m.value(variable); value != "" {
		out = append(out, "    "+styles.Dim.Render(string(text.CutWith(value, max(width-4, 0), styles.Glyphs.Ellipsis))))
	}
	return out
}

// value returns what is shown of the sample under a variable, "" for nothing.
func (m *model) value(variable string) text.Safe {
	report := m.values.report
	switch {
	case !m.values.on:
		return ""
	case m.values.loading:
		return text.Concat("reading sample rows", text.Safe(m.env.Styles.Glyphs.Ellipsis))
	case m.values.err != nil:
		return text.Concat("sample rows could not be read: ", host.Reason(m.values.err))
	}
	at := slices.IndexFunc(report.Rows, func(row mapping.Row) bool { return row.Group == m.evaluator && row.Variable == variable })
	switch {
	case at < 0:
		return ""
	case report.Rows[at].State() != mapping.Found:
		return text.Concat("no value in ", text.Safe(text.Plural(report.Samples, "sample row")))
	}
	return text.CleanN(report.Rows[at].Value, 400)
}

// comparison renders what differs between two versions, word by word.
func (m *model) comparison(from, to *api.EvaluatorVersion, width int) []string {
	styles := m.env.Styles
	var out []string
	parts, shown := judge.Differences(from, to)
	switch {
	case len(parts) == 0 && !shown:
		return []string{styles.Dim.Render("The API does not show what such an evaluator consists of.")}
	case len(parts) == 0:
		return []string{"Nothing that the API shows differs."}
	}
	out = append(out, styles.Header.Render("DIFFERS IN"))
	for _, part := range parts {
		for _, row := range text.Wrap(text.Clean(part), width) {
			out = append(out, string(row))
		}
	}
	for _, changed := range judge.ChangedTexts(from, to) {
		out = append(out, "", styles.Header.Render(strings.ToUpper(changed.Label)))
		for _, line := range worddiff.Lines(worddiff.Of(changed.Before, changed.After)) {
			out = append(out, m.differing(line, width)...)
		}
	}
	return append(out, "", styles.Dim.Render("[-removed-] {+added+}: their results cannot be compared"))
}

// differing renders a line of two texts. The marks show without colour what was removed
// and what was added.
func (m *model) differing(line []worddiff.Piece, width int) []string {
	var out []string
	row, used := "", 0
	for _, piece := range line {
		words, style := text.Clean(piece.Text), &m.env.Styles.Text
		switch piece.Kind {
		case worddiff.Removed:
			words, style = text.Concat("[-", words, "-]"), &m.env.Styles.Error
		case worddiff.Added:
			words, style = text.Concat("{+", words, "+}"), &m.env.Styles.Success
		case worddiff.Same:
		}
		for _, part := range strings.SplitAfter(string(words), " ") {
			size := text.Width(part)
			if used > 0 && used+size > width {
				out, row, used = append(out, row), "", 0
			}
			row, used = row+style.Render(part), used+size
		}
	}
	return append(out, row)
}
