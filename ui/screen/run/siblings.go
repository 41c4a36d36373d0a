package run

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// maxSiblings is how many runs of the task are loaded for comparison.
const maxSiblings = 20

// siblingsFresh is the age from which on the runs are loaded again when the panel is
// shown again.
const siblingsFresh = time.Minute

// siblings are the newest runs of the task, to compare this one with.
type siblings struct {
	runs   []api.Run // newest first; may lack this one
	more   bool      // the task has older ones
	readAt time.Time
}

// siblingsJob returns the job that loads the newest runs of the task, once.
func (p *model) siblingsJob() poll.Job {
	client, id := p.client, p.task.ID
	ask := host.Poll(&p.Owner, keySiblings, func(ctx context.Context) (any, error) { // newest first (contract section 3, Order)
		return api.NewestRuns(ctx, client, api.RunQuery{TaskID: id, Limit: maxSiblings})
	})
	return p.factJob(keySiblings, ask)
}

// applySiblings takes the list over. Errors are ignored: without it there is no
// comparison and no estimate.
func (p *model) applySiblings(page *api.Page[api.Run], err error) {
	if err != nil {
		return
	}
	p.siblings = siblings{runs: page.Items, more: page.Next != "", readAt: p.now}
	for i := range p.siblings.runs {
		if run := &p.siblings.runs[i]; p.basis == nil && run.Status == api.Completed && run.ID != p.run.ID {
			p.basis = run
		}
	}
	p.schedule()
	p.diagnose()
}

// updateSiblings takes over a newer state of one of the runs, or a new run of the task.
func (p *model) updateSiblings(run *api.Run) {
	for i := range p.siblings.runs {
		if have := &p.siblings.runs[i]; have.ID == run.ID {
			if !have.Status.Terminal() || run.Status.Terminal() {
				*have = *run
			}
			return
		}
	}
	if run.TaskID == p.task.ID && !p.siblings.readAt.IsZero() && len(p.siblings.runs) > 0 && run.CreatedAt.After(p.siblings.runs[0].CreatedAt) {
		p.siblings.runs = append([]api.Run{*run}, p.siblings.runs...)
	}
}

// neighbour returns the run before (by 1) or after (by -1) this one in the list of the
// task's newest runs, false if there is none or it is not loaded.
func (p *model) neighbour(by int) (api.Run, bool) {
	at := slices.IndexFunc(p.siblings.runs, func(run api.Run) bool { return run.ID == p.run.ID })
	if at < 0 || at+by < 0 || at+by >= len(p.siblings.runs) {
		return api.Run{}, false
	}
	return p.siblings.runs[at+by], true
}

func (p *model) turnTo(by int) tea.Cmd {
	run, ok := p.neighbour(by)
	if !ok {
		return nil
	}
	return p.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: p.task, Replace: p.ID})
}

// whyNoNeighbour says why there is no run to turn to.
func (p *model) whyNoNeighbour(by int) text.Safe {
	switch at := slices.IndexFunc(p.siblings.runs, func(run api.Run) bool { return run.ID == p.run.ID }); {
	case p.siblings.readAt.IsZero():
		return "the runs of the task are not loaded yet"
	case at < 0:
		return text.Clean("this run is not among the " + text.Plural(len(p.siblings.runs), "newest run") + " of the task")
	case by < 0:
		return "this is the newest run of the task"
	case p.siblings.more:
		return text.Clean("only the " + text.Plural(len(p.siblings.runs), "newest run") + " of the task are loaded")
	}
	return "this is the first run of the task"
}

// column is one of the comparison; the ones at the end are left out first.
type column struct {
	title text.Safe
	cells int
	align text.Align
}

// comparison renders the newest runs of the task, this one marked, in at most height lines.
func (p *model) comparison(width, height int) []string {
	if height < 3 || len(p.siblings.runs) == 0 {
		return nil
	}
	columns := []column{
		{title: "OUTCOME", cells: 13},
		{title: "SUCCEEDED", cells: 9, align: text.Right},
		{title: "ERRORS", cells: 7, align: text.Right},
		{title: "RAN", cells: 12, align: text.Right},
		{title: "RATE", cells: 8, align: text.Right},
		{title: "CREATED", cells: 10, align: text.Right},
		{title: "SKIPPED", cells: 8, align: text.Right},
	}
	room := width - 2 // for the bar at the end
	for i, column := range columns {
		if room -= column.cells + 1; room < -1 {
			room += column.cells + 1
			columns = columns[:i]
			break
		}
	}
	largest := max(1, total(&p.run))
	for i := range p.siblings.runs {
		largest = max(largest, total(&p.siblings.runs[i]))
	}
	st := p.env.Styles
	head := "  "
	for _, column := range columns {
		head += string(text.Fit(column.title, column.cells, column.align)) + " "
	}
	title := "  " + st.Strong.Render("Runs of this task") + "   " + st.Key.Render(string(p.keyName(keymap.PreviousRun))) + st.Dim.Render(" earlier   ") +
		st.Key.Render(string(p.keyName(keymap.NextRun))) + st.Dim.Render(" later")
	lines := []string{text.CutWith(title, width, ""), st.Header.Render(text.CutWith(head, width, ""))}
	height--
	runs := p.siblings.runs
	from := slices.IndexFunc(runs, func(run api.Run) bool { return run.ID == p.run.ID })
	from = max(min(from-(height-1)/2, len(runs)-(height-1)), 0)
	for i := from; i < min(len(runs), from+height-1); i++ {
		run, mark := &runs[i], "  "
		if run.ID == p.run.ID {
			run, mark = &p.run, st.Accent.Render(st.Glyphs.Cursor)+" "
		}
		line := mark + p.comparisonRow(run, columns)
		if room >= minBar {
			line += " " + part.Shares(p.sharesOf(run), total(run)*(room-1)/largest)
		}
		lines = append(lines, text.CutWith(line, width, ""))
	}
	return lines
}

func (p *model) comparisonRow(run *api.Run, columns []column) string {
	st, now := p.env.Styles, p.serverNow()
	word, style := taskinfo.OutcomeShort(st, p.env.Outcome(run))
	ran, rate := "–", "–"
	if duration, ok := run.RunTime(now); ok {
		ran = text.Dur(duration)
		if duration >= time.Second && run.Counted().Known() {
			rate = text.Rate(float64(total(run)) / duration.Seconds())
		}
	}
	line := ""
	for i, value := range []string{string(word), text.Count(run.Successes), text.Count(run.Errors), ran, rate, string(taskinfo.Age(run.CreatedAt, now)), text.Count(run.Skipped)}[:len(columns)] {
		look := &st.Text
		switch {
		case i == 0:
			look = style
		case i == 2 && run.Errors > 0:
			look = &st.Error
		}
		line += look.Render(text.Fit(value, columns[i].cells, columns[i].align)) + " "
	}
	return line
}
