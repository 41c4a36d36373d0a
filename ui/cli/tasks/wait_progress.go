package tasks

import (
	"fmt"
	"io"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// countersEvery is how often counters alone are worth a line where lines stay.
const countersEvery = 30 * time.Second

// progress tells on Err how a wait goes.
type progress struct {
	app     *App
	all     []*watchedRun
	began   time.Time
	printed map[*watchedRun]printedLine
	width   int // of the line on the terminal
}

// said is what the last line about a run told.
type printedLine struct {
	status     api.Status
	pollFailed bool
	line       string
	at         time.Time
}

func newProgress(app *App, all []*watchedRun) *progress {
	return &progress{app: app, all: all, began: app.Now(), printed: map[*watchedRun]printedLine{}}
}

// changed tells of a look at one run.
func (p *progress) changed(watched *watchedRun) {
	if p.app.ErrTTY {
		p.tick()
		return
	}
	now, last := p.app.Now(), p.printed[watched]
	line := p.line(watched)
	news := watched.run.Status != last.status || watched.pollFailed != last.pollFailed || line != last.line && now.Sub(last.at) >= countersEvery
	if !news || watched.run.ID == "" && !watched.pollFailed {
		return
	}
	p.printed[watched] = printedLine{watched.run.Status, watched.pollFailed, line, now}
	p.app.Note(text.Concat(text.Safe(now.UTC().Format("15:04:05")), " UTC  ", text.Clean(watched.id), "  ", text.Safe(line)))
}

// line says how one run stands.
func (p *progress) line(watched *watchedRun) string {
	if watched.run.ID == "" {
		return "no answer yet; trying on"
	}
	line := string(text.Clean(watched.run.Status.Words()))
	if run := watched.run; run.Successes+run.Errors+run.Skipped > 0 {
		line += fmt.Sprintf("  %s succeeded, %s, %s skipped", text.Count(run.Successes), text.Plural(run.Errors, "error"), text.Count(run.Skipped))
	}
	if watched.pollFailed && !watched.run.Status.Terminal() {
		line += "  (the last look failed; trying on)"
	}
	return line
}

// tick writes the line of a terminal anew.
func (p *progress) tick() {
	if !p.app.ErrTTY {
		return
	}
	line := p.summary()
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

// summary counts several runs by status.
func (p *progress) summary() string {
	counts := map[api.Status]int{}
	unread := 0
	for _, watched := range p.all {
		if watched.run.ID == "" {
			unread++
			continue
		}
		counts[watched.run.Status]++
	}
	var parts []string
	for _, status := range api.Statuses() {
		if counts[status] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[status], status.Words()))
		}
	}
	if unread > 0 {
		parts = append(parts, fmt.Sprintf("%d not read yet", unread))
	}
	return strings.Join(parts, ", ")
}

// end leaves the line of a terminal as it is and goes on below it.
func (p *progress) end() {
	if p.app.ErrTTY && p.width > 0 {
		_, _ = io.WriteString(p.app.Err, "\n")
	}
}
