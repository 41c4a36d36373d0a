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
	app   *App
	all   []*watched
	began time.Time
	said  map[*watched]said
	width int // of the line on the terminal
}

// said is what the last line about a run told.
type said struct {
	status api.Status
	fails  bool
	line   string
	at     time.Time
}

func newProgress(app *App, all []*watched) *progress {
	return &progress{app: app, all: all, began: app.Now(), said: map[*watched]said{}}
}

// changed tells of a look at one run.
func (p *progress) changed(w *watched) {
	if p.app.ErrTTY {
		p.tick()
		return
	}
	now, last := p.app.Now(), p.said[w]
	line := p.line(w)
	news := w.run.Status != last.status || w.fails != last.fails || line != last.line && now.Sub(last.at) >= countersEvery
	if !news || w.run.ID == "" && !w.fails {
		return
	}
	p.said[w] = said{status: w.run.Status, fails: w.fails, line: line, at: now}
	p.app.Note(text.Concat(text.Safe(now.UTC().Format("15:04:05")), " UTC  ", text.Clean(w.id), "  ", text.Safe(line)))
}

// line says how one run stands.
func (p *progress) line(w *watched) string {
	if w.run.ID == "" {
		return "no answer yet; trying on"
	}
	s := string(text.Clean(w.run.Status.Words()))
	if run := w.run; max(run.Successes, run.Errors, run.Skipped) > 0 {
		s += fmt.Sprintf("  %s succeeded, %s, %s skipped", text.Count(run.Successes), text.Plural(run.Errors, "error"), text.Count(run.Skipped))
	}
	if w.fails && !w.run.Status.Terminal() {
		s += "  (the last look failed; trying on)"
	}
	return s
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
	n := map[api.Status]int{}
	unread := 0
	for _, watched := range p.all {
		if watched.run.ID == "" {
			unread++
			continue
		}
		n[watched.run.Status]++
	}
	var parts []string
	for _, status := range api.Statuses() {
		if n[status] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[status], status.Words()))
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
