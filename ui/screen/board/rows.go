package board

import (
	"cmp"
	"sort"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// row is a run of the board.
type row struct {
	watch.Entry
	achieved outcome.Outcome
	alarm    float64 // share of errors that is worth a look before the end; 0: none
	rank     int
}

// The ranks: what needs a look comes first, then what runs, then what has ended.
const (
	rankLook = iota
	rankLive
	rankEnded
)

// rebuild makes the rows from the list of watched runs.
func (m *Model) rebuild() {
	entries := m.env.Watches.Entries()
	m.rows, m.hidden = make([]row, 0, len(entries)), nil
	server := m.env.ServerTime(m.now)
	active := map[string]bool{}
	for i := range entries {
		shown := newRow(&entries[i], server)
		active[shown.Run.ID] = shown.State == watch.Active
		if m.found(&shown) {
			m.rows = append(m.rows, shown)
		} else {
			m.hidden = append(m.hidden, shown)
		}
	}
	sort.SliceStable(m.rows, func(i, j int) bool { return compare(&m.rows[i], &m.rows[j]) < 0 })
	clear(m.places)
	for i := range m.rows {
		m.places[m.rows[i].Run.ID] = i
	}
	for id := range m.marked {
		if !active[id] {
			delete(m.marked, id)
		}
	}
	m.table.Sync()
}

func newRow(entry *watch.Entry, server time.Time) row {
	out := row{Entry: *entry, achieved: entry.Outcome(server), rank: rankLive}
	if entry.Run.Status == "" {
		out.achieved = outcome.Outcome{}
	}
	share, alarming := outcome.Alarm(entry.Run)
	if alarming {
		out.alarm = share
	}
	switch {
	case out.achieved.NeedsLook() || alarming || entry.State == watch.Lost:
		out.rank = rankLook
	case entry.State != watch.Active:
		out.rank = rankEnded
	}
	return out
}

// compare keeps runs of one rank in the order in which they were added, the ended ones
// behind the active ones, the one that ended last first.
func compare(left, right *row) int {
	ended := func(shown *row) int {
		if shown.State == watch.Active {
			return 0
		}
		return 1
	}
	byEnd := 0
	if left.State == watch.Done && right.State == watch.Done {
		byEnd = right.MovedAt.Compare(left.MovedAt)
	}
	return cmp.Or(cmp.Compare(left.rank, right.rank), cmp.Compare(ended(left), ended(right)), byEnd)
}

// source implements part.Source.
type source struct{ model *Model }

func (s source) Len() int        { return len(s.model.rows) }
func (s source) ID(i int) string { return s.model.rows[i].Run.ID }
func (s source) IndexOf(id string) (int, bool) {
	at, ok := s.model.places[id]
	return at, ok
}
func (s source) Marked(i int) bool { return s.model.marked[s.model.rows[i].Run.ID] }

const (
	wideBar   = 16
	narrowBar = 7
)

func columns() []part.Column {
	return []part.Column{
		{Title: "NAME", Width: 30, Min: 18, Flex: 1, Pinned: true, KeepEnd: true},
		{Title: "OUTCOME", Width: 16, Pinned: true},
		{Title: "PROGRESS", Width: wideBar + 7, Min: narrowBar + 7},
		{Title: "LEFT", Width: 12, Min: 8},
		{Title: "SUCCEEDED", Width: 9, Right: true},
		{Title: "ERRORS", Width: 6, Right: true},
		{Title: "SKIPPED", Width: 7, Right: true},
		{Title: "RATE", Width: 8, Right: true},
		{Title: "READ", Width: 10},
	}
}

// Row fills in the cells of a row.
func (s source) Row(i int, cells []part.Cell) {
	model, styles := s.model, s.model.env.Styles
	shown := &model.rows[i]
	run := &shown.Run
	cells[0] = part.Cell{Text: name(shown)}
	if shown.Passing {
		cells[0].Style = &styles.Dim
	}
	cells[1] = model.outcomeCell(shown)
	cells[2], cells[3] = model.progressCells(shown)
	count := func(number api.Count, style *theme.Style) part.Cell {
		switch {
		case run.Status == "" || run.Status == api.Pending:
			return part.Cell{}
		case number <= 0:
			style = &styles.Dim
		}
		return part.Cell{Text: text.Safe(text.Count(number)), Style: style}
	}
	cells[4] = count(run.Successes, &styles.Text)
	cells[5] = count(run.Errors, &styles.Error)
	cells[6] = count(run.Skipped, &styles.Text)
	cells[7] = part.Cell{}
	if perSecond := rate(shown); perSecond >= 0 && run.Status == api.Running {
		cells[7] = part.Cell{Text: text.Safe(text.Rate(perSecond)), Style: &styles.Dim}
	}
	cells[8] = model.readCell(shown)
}

// name is that of the task, or the short ID of the run.
func name(shown *row) text.Safe {
	if shown.Task.Name != "" {
		return text.CleanN(shown.Task.Name, 200)
	}
	return text.Concat("Run ", text.ShortID(shown.Run.ID))
}

// outcomeCell is the outcome, or what is worth a look now.
func (m *Model) outcomeCell(shown *row) part.Cell {
	styles := m.env.Styles
	running := text.Safe(styles.Glyphs.Running)
	switch {
	case shown.State == watch.Lost:
		return part.Cell{Text: text.Concat(text.Safe(styles.Glyphs.Unknown), " not found"), Style: &styles.Warn}
	case shown.Run.Status == "":
		return part.Cell{Text: text.Safe(styles.Glyphs.Ellipsis), Style: &styles.Faint}
	case shown.achieved.ID == outcome.Stalled:
		return part.Cell{Text: text.Concat(running, " stalled ", brief(shown.StalledFor(m.now))), Style: &styles.Warn}
	case shown.alarm > 0:
		style := &styles.Warn
		if shown.alarm >= 0.5 {
			style = &styles.Error
		}
		return part.Cell{Text: text.Concat(running, " ", text.Safe(outcome.Percent(shown.alarm)), " errors"), Style: style}
	}
	words, style := taskinfo.OutcomeShort(styles, shown.achieved)
	return part.Cell{Text: words, Style: style}
}

// brief is a duration with one unit: "4 min".
func brief(duration time.Duration) text.Safe {
	return text.Safe(strings.TrimSuffix(text.Age(max(duration, time.Second)), " ago"))
}

// progressCells are the bar, or the time that the run has taken, and the time left.
func (m *Model) progressCells(shown *row) (progress, left part.Cell) {
	styles, run := m.env.Styles, &shown.Run
	estimate, known := m.estimate(shown)
	limit := taskinfo.Limit(shown.Asked)
	server := m.env.ServerTime(m.now)
	if shown.Err != nil {
		server = m.env.ServerTime(m.readAt(shown)) // when it was seen last
	}
	switch ran, ok := run.RunTime(server); {
	case run.Status == "":
	case run.Status == api.Running && (known || limit > 0 && run.Counted().Known()):
		progress = part.Cell{Text: m.bar(&estimate, wideBar), Short: m.bar(&estimate, narrowBar), Style: &styles.Info}
		if limit > 0 {
			progress.Text, progress.Short = m.limitBar(run, limit, wideBar), m.limitBar(run, limit, narrowBar)
		}
		if remaining := m.left(shown, estimate); remaining > 0 {
			approx := text.Concat(text.Safe(styles.Glyphs.Approx), " ")
			rough := taskinfo.RoughTime(remaining)
			left = part.Cell{Text: text.Concat(approx, text.Safe(text.Dur(rough))), Short: text.Concat(approx, brief(rough)), Style: &styles.Dim}
		}
	case ok && shown.State == watch.Active:
		progress = part.Cell{Text: text.Concat("for ", text.Safe(text.Dur(ran))), Short: text.Concat("for ", brief(ran)), Style: &styles.Dim}
	case ok:
		progress = part.Cell{Text: text.Concat("ran ", text.Safe(text.Dur(ran))), Style: &styles.Dim}
	default:
		if queued, ok := run.QueueTime(server); ok && shown.State == watch.Active {
			progress = part.Cell{Text: text.Concat("queued ", text.Safe(text.Dur(queued))), Short: text.Concat("queued ", brief(queued)), Style: &styles.Dim}
		}
	}
	return progress, left
}

// bar draws an estimate in width cells, followed by the percentage.
func (m *Model) bar(estimate *taskinfo.Estimate, width int) text.Safe {
	glyphs := m.env.Styles.Glyphs
	full := part.Filled(estimate.Fraction, width)
	percent := " " + glyphs.Approx + " " + strconv.Itoa(int(estimate.Fraction*100)) + " %"
	if estimate.Past {
		percent = " >100 %"
	}
	return text.Safe(strings.Repeat(glyphs.BarFull, full) + strings.Repeat(glyphs.BarRest, width-full) + percent)
}

// limitBar is a bar against the limit that was asked for, in as many cells as bar.
func (m *Model) limitBar(run *api.Run, limit, width int) text.Safe {
	glyphs, words := m.env.Styles.Glyphs, " max "+text.Count(limit)
	width = max(width+7-text.Width(words), 3)
	full := part.Filled(float64(run.Counted())/float64(limit), width)
	return text.Safe(strings.Repeat(glyphs.BarFull, full) + strings.Repeat(glyphs.BarRest, width-full) + words)
}

// left is the estimated time left, 0 if it is not known.
func (m *Model) left(shown *row, estimate taskinfo.Estimate) time.Duration {
	return taskinfo.TimeLeft(&shown.Run, estimate, taskinfo.Limit(shown.Asked), max(rate(shown), 0))
}

// estimate is how far a run is, against the last completed run of its task.
func (m *Model) estimate(shown *row) (taskinfo.Estimate, bool) {
	base := m.bases[shown.Task.ID].run
	if base == nil || shown.Run.Status != api.Running {
		return taskinfo.Estimate{}, false
	}
	return taskinfo.NewEstimate(&shown.Run, base, max(rate(shown), 0))
}

// rate is how many items the run counts a second, -1 while that is not known.
func rate(shown *row) float64 {
	perSecond, known := shown.Rate()
	if !known || shown.Err != nil {
		return -1
	}
	return perSecond
}

// fresh is the age below which an answer is as new as can be expected.
const fresh = 30 * time.Second

// readCell is the age of the answer: in steps, so that the rows rarely change for it.
func (m *Model) readCell(shown *row) part.Cell {
	styles := m.env.Styles
	age := m.now.Sub(m.readAt(shown))
	switch {
	case shown.State != watch.Active:
		return part.Cell{}
	case shown.Run.Status == "":
		return part.Cell{Text: "not yet", Style: &styles.Dim}
	case age < 10*time.Second && shown.Err == nil:
		return part.Cell{Text: "now", Style: &styles.Faint}
	case age < time.Minute:
		age = age.Truncate(10 * time.Second)
	}
	cell := part.Cell{Text: text.Safe(text.Age(max(age, time.Second))), Style: &styles.Dim}
	if shown.Err != nil {
		cell.Style = &styles.Warn
	}
	return cell
}

// readAt is when the run was read last: when it was added, if not since.
func (m *Model) readAt(shown *row) time.Time {
	if shown.ReadAt.IsZero() && shown.Run.Status != "" {
		return shown.Since
	}
	return shown.ReadAt
}
