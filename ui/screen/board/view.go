package board

import (
	"strings"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// detailLines is how many lines tell about the selected run, below a blank one.
const detailLines = 3

func (m *Model) detailHeight() int { return min(1+detailLines, max(m.height-6, 0)) }

// View renders exactly height lines.
func (m *Model) View() string {
	lines := make([]string, 0, m.height)
	if len(m.rows) == 0 {
		lines = append(lines, "")
		for _, line := range m.empty() {
			lines = append(lines, text.Cut("   "+line, m.width))
		}
	} else {
		lines = append(lines, m.table.Lines()...)
	}
	below := m.detailHeight()
	room := m.height - below
	if m.find.Typing() {
		room--
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = lines[:room]
	if m.find.Typing() {
		lines = append(lines, m.find.View(m.env.Styles, m.hits(), m.width))
	}
	lines = append(lines, m.details(below)...)
	return strings.Join(lines[:m.height], "\n")
}

// empty says what the board is for and what to do.
func (m *Model) empty() []string {
	if len(m.hidden) > 0 {
		return []string{
			string(text.Concat("No run of the board has ", "\"", text.Clean(m.words), "\"", " in its name, outcome, reason or ID.")), "",
			m.hint(keymap.Back, "shows every run again"),
		}
	}
	lines := []string{
		"No run is watched.", "",
		m.hint(keymap.WatchRun, "on a task or a run watches the run until it ends; it is shown here then"),
	}
	if m.reading.on {
		return append(lines, "A run that is started here is watched by itself.", "", m.hint(keymap.AllActive, "shows only watched runs again"))
	}
	return append(lines, "A run that is started here is watched by itself.", "", m.hint(keymap.AllActive, "shows every active run of the space"))
}

func (m *Model) hint(act keymap.Action, effect string) string {
	return m.env.Styles.Key.Render(string(m.key(act))) + " " + m.env.Styles.Dim.Render(effect)
}

func (m *Model) key(act keymap.Action) text.Safe {
	return m.env.KeyOf([]keymap.Scope{keymap.Board, keymap.Move, keymap.Global}, act)
}

// counts says how many runs there are and, with those of the space, in how many tasks
// they were looked for.
func (m *Model) counts() text.Safe {
	watched, watchedActive, active := 0, 0, 0
	m.each(func(shown *row) {
		running := shown.State == watch.Active
		if running {
			active++
		}
		if !shown.Passing {
			watched++
			if running {
				watchedActive++
			}
		}
	})
	out := text.Safe(text.Count(watched) + " watched")
	if !m.reading.on {
		out = text.Concat(out, ", ", text.Safe(text.Count(watchedActive)), " active")
	}
	if len(m.marked) > 0 {
		out = text.Concat(out, ", ", text.Safe(text.Count(len(m.marked))), " marked")
	}
	if m.words != "" && !m.find.Typing() {
		out = text.Concat(m.hits(), ", ", out)
	}
	if m.reading.on {
		out = text.Concat(out, "   ", m.reading.covers(active, m.env.Styles.Glyphs.Ellipsis))
	}
	return out
}

// stale says since when and why there are no answers; "" while there are.
func (m *Model) stale() text.Safe {
	if err := m.env.Watches.Refused(); err != nil {
		return text.Concat("login refused: ", host.Reason(err), "; ", m.key(keymap.Refresh), " tries again")
	}
	var failing *row
	current := false
	m.each(func(shown *row) {
		switch {
		case shown.State != watch.Active:
		case shown.Err == nil:
			current = current || m.now.Sub(m.readAt(shown)) < fresh
		case failing == nil || shown.ReadAt.After(failing.ReadAt):
			failing = shown
		}
	})
	if current || failing == nil {
		return ""
	}
	since := text.Lit("not read yet")
	if !failing.ReadAt.IsZero() {
		since = text.Concat("stale since ", text.Safe(text.Clock(failing.ReadAt, m.env.Zone)))
	}
	return text.Concat(since, ": ", text.Cut(host.Reason(failing.Err), 40), "; ", m.key(keymap.Refresh), " asks now")
}

// details tell about the selected run what the columns have no room for.
func (m *Model) details(height int) []string {
	lines := make([]string, height)
	shown, ok := m.selected()
	if !ok || height < 2 {
		return lines
	}
	styles := m.env.Styles
	for i, line := range [...]struct {
		text  text.Safe
		style *theme.Style
	}{{m.headline(shown), &styles.Text}, {m.progressLine(shown), &styles.Dim}, m.remark(shown)} {
		if i+1 < height {
			lines[i+1] = " " + line.style.Render(string(text.CutWith(line.text, m.width-2, styles.Glyphs.Ellipsis)))
		}
	}
	return lines
}

// join joins what is not empty.
func (m *Model) join(parts ...text.Safe) (out text.Safe) {
	dot := text.Concat(" ", text.Safe(m.env.Styles.Glyphs.Dot), " ")
	for _, part := range parts {
		switch {
		case part == "":
		case out == "":
			out = part
		default:
			out = text.Concat(out, dot, part)
		}
	}
	return out
}

// headline is the outcome in full and the counts.
func (m *Model) headline(shown *row) text.Safe {
	run := &shown.Run
	if run.Status == "" {
		return m.join(name(shown), "not read yet")
	}
	words := text.CleanN(shown.achieved.Words(), 60)
	if shown.State == watch.Lost {
		words = "cannot be read any more: deleted, or your key can no longer see it"
	}
	counts := text.Safe("")
	if run.Status != api.Pending {
		counts = text.Safe(text.Count(run.Successes) + " succeeded, " + text.Plural(run.Errors, "error") + ", " + text.Count(run.Skipped) + " skipped")
	}
	return m.join(name(shown), words, counts, m.rate(shown))
}

func (m *Model) rate(shown *row) text.Safe {
	perSecond := rate(shown)
	if perSecond < 0 || shown.Run.Status != api.Running {
		return ""
	}
	return text.Concat(text.Safe(m.env.Styles.Glyphs.Approx), " ", text.Safe(text.Rate(perSecond)))
}

// progressLine is the estimate with its basis, and how new the answer is.
func (m *Model) progressLine(shown *row) text.Safe {
	approx := text.Concat(text.Safe(m.env.Styles.Glyphs.Approx), " ")
	var portion, left, read, since text.Safe
	estimate, ok := m.estimate(shown)
	limit := taskinfo.Limit(shown.Asked)
	switch {
	case limit > 0 && shown.Run.Status == api.Running && shown.Run.Counted().Known():
		portion = taskinfo.LimitText(int(shown.Run.Counted()), limit)
	case ok:
		basis := "the last completed run's " + text.Count(estimate.Of)
		if estimate.Window > 0 {
			basis += " over " + text.Dur(estimate.Window)
		}
		portion = text.Concat(approx, text.Safe(text.Count(int(estimate.Fraction*100))+" % of "+basis))
		if estimate.Past {
			portion = text.Concat(approx, "more than ", text.Safe(basis))
		}
	case shown.Run.Status == api.Running && m.bases[shown.Task.ID].known:
		portion = "no completed run of a like window to estimate from"
	}
	if remaining := m.left(shown, estimate); remaining > 0 {
		left = text.Concat(approx, text.Safe(text.Dur(taskinfo.RoughTime(remaining))), " left")
	}
	if at := m.readAt(shown); shown.State == watch.Active && !at.IsZero() {
		read = text.Concat("read ", text.Safe(text.Clock(at, m.env.Zone)))
	}
	switch {
	case shown.Passing && shown.State == watch.Active:
		since = text.Concat("not watched, ", m.key(keymap.WatchRun), " watches it")
	case shown.State == watch.Done && shown.Run.FinishedAt != nil:
		since = text.Concat("ended ", text.Safe(text.Clock(*shown.Run.FinishedAt, m.env.Zone)))
	}
	return m.join(portion, left, read, since)
}

// remark is what needs a look and what can be done.
func (m *Model) remark(shown *row) (out struct {
	text  text.Safe
	style *theme.Style
},
) {
	styles := m.env.Styles
	out.style = &styles.Warn
	switch {
	case shown.Err != nil:
		out.text = text.Concat("The last request failed: ", host.Reason(shown.Err), ".")
	case shown.achieved.ID == outcome.Stalled:
		out.text = text.Concat("No counter has moved for ", text.Safe(text.Dur(shown.StalledFor(m.now))), ". ", m.key(keymap.CancelRun), " cancels the run.")
	case shown.alarm > 0:
		out.text = text.Concat(text.Safe(outcome.Percent(shown.alarm)), " of what was tried are errors: cancel? ", m.key(keymap.CancelRun), " asks, ",
			m.key(keymap.Open), " shows the run.")
	case shown.achieved.ID == outcome.StuckPending:
		out.text = text.Concat("It has not begun for long. ", m.key(keymap.Open), " shows what to check.")
	case shown.Run.FailureReason != "":
		out.text, out.style = text.CleanN(diagnose.Headline(shown.Run.FailureReason), 400), &styles.Text
	case shown.Slept > 0 && shown.State == watch.Active:
		out.text = text.Concat("The program was suspended for ", text.Safe(text.Dur(shown.Slept)), " meanwhile.")
	}
	return out
}
