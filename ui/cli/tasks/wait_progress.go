package tasks

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/ui/text"
)

// countersEvery is the interval of lines for changes of counters only, without a
// terminal.
const countersEvery = 30 * time.Second

// progress prints the progress of a wait to Err.
type progress struct {
	app     *App
	all     []*watchedRun
	began   time.Time
	printed map[*watchedRun]printedLine
	width   int // of the current line on the terminal, in cells
}

// printedLine is the last printed line about a run.
type printedLine struct {
	status     api.Status
	pollFailed bool
	line       string
	at         time.Time
}

func newProgress(app *App, all []*watchedRun) *progress {
	return &progress{app: app, all: all, began: app.Now(), printed: map[*watchedRun]printedLine{}}
}

// changed prints the result of a poll if it is news.
func (p *progress) changed(watched *watchedRun) {
	if p.app.ErrTTY {
		p.tick()
		return
	}
	now, last := p.app.Now(), p.printed[watched]
	line := p.line(watched)
	isNews := watched.run.Status != last.status || (watched.pollErr != nil) != last.pollFailed || line != last.line && now.Sub(last.at) >= countersEvery
	if !isNews || watched.run.ID == "" && watched.pollErr == nil {
		return
	}
	gap := text.Safe("")
	if watched.task.Name != "" {
		gap = "  "
	}
	p.printed[watched] = printedLine{status: watched.run.Status, pollFailed: watched.pollErr != nil, line: line, at: now}
	p.app.Note(text.Concat(text.Safe(now.UTC().Format("15:04:05")), " UTC  ", text.Clean(watched.id), "  ", text.Clean(watched.task.Name), gap, text.Safe(line)))
}

// line formats the state of one run.
func (p *progress) line(watched *watchedRun) string {
	switch {
	case watched.run.ID == "" && watched.pollErr != nil:
		return "not read yet  " + retryNote(watched.pollErr)
	case watched.run.ID == "":
		return "waiting for the server"
	}
	line := string(text.Clean(achieved(p.app, &watched.run).Words()))
	if run := watched.run; max(run.Successes, run.Errors, run.Skipped) > 0 {
		line += fmt.Sprintf("  %s succeeded, %s, %s skipped", text.Count(run.Successes), text.Plural(run.Errors, "error"), text.Count(run.Skipped))
	}
	if watched.pollErr != nil && !watched.run.Status.Terminal() {
		line += "  " + retryNote(watched.pollErr)
	}
	return line
}

// retryNote says why a poll failed and when the next one follows, as far as the server
// says so.
func retryNote(err error) string {
	if api.Is(err, api.NotFound) {
		return "(the server does not know this run; it may just have been started, so it is asked about for " + text.Dur(watch.Unseen) + ")"
	}
	note := "(the last poll failed: " + string(text.Clean(api.Reason(err)))
	if apiErr, ok := errors.AsType[*api.Error](err); ok && apiErr.RetryAfter > 0 {
		return note + "; the server asks to wait " + api.AskedWait(apiErr.RetryAfter) + ")"
	}
	return note + "; retrying)"
}

// tick overwrites the line on a terminal.
func (p *progress) tick() {
	if !p.app.ErrTTY {
		return
	}
	line := countByOutcome(p.app, p.all, "not read yet")
	if len(p.all) == 1 {
		line = p.line(p.all[0])
	}
	line = text.Dur(p.app.Now().Sub(p.began)) + "  " + line
	width := p.app.Width
	if width == 0 {
		width = 80
	}
	line = text.Cut(line, width-1)
	pad := max(0, p.width-text.Width(line))
	p.width = text.Width(line)
	_, _ = io.WriteString(p.app.Err, "\r"+line+strings.Repeat(" ", pad))
}

// countByOutcome formats the number of runs by outcome, and of those never read.
func countByOutcome(app *App, all []*watchedRun, notRead string) string {
	counts := map[outcome.ID]int{}
	unread := 0
	for _, watched := range all {
		if watched.run.ID == "" {
			unread++
			continue
		}
		counts[achieved(app, &watched.run).ID]++
	}
	var parts []string
	ids := outcome.IDs()
	for _, id := range slices.Backward(ids) {
		if counts[id] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[id], id.Words()))
		}
	}
	if unread > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", unread, notRead))
	}
	return strings.Join(parts, ", ")
}

// end moves to the line below the progress on a terminal.
func (p *progress) end() {
	if p.app.ErrTTY && p.width > 0 {
		_, _ = io.WriteString(p.app.Err, "\n")
	}
}
