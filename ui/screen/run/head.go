package run

import (
	"cmp"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// timesWidth is the width that the times next to the status take.
const timesWidth = 54

// head renders the part that does not scroll: status, error, counters, estimate.
func (p *model) head(state *poll.State) []string {
	if !p.known() {
		return append(p.loadingLines(state), p.errorLines(state)...)
	}
	lines := append(p.statusLines(state), p.errorLines(state)...)
	lines = append(lines, p.counters()...)
	return append(lines, p.bar()...)
}

// statusLines renders the status in one line on wide panels and always in two on
// others, so that nothing below moves when a number gets longer.
func (p *model) statusLines(state *poll.State) []string {
	timeoutWidth := 31
	if p.width < tight {
		timeoutWidth = 22
	}
	left := []segment{{p.statusText(), 0}, {p.elapsed(), 12}}
	if p.width >= tight && p.width < wide {
		left = append(left, segment{p.rateText(), 0})
	}
	right := []segment{{p.pollText(state), 28}, {p.timeoutText(state), timeoutWidth}, {p.intervalText(state), 0}}
	if p.width < tight {
		left = append(left, segment{p.timeLeft(), 0})
	}
	if p.ended() {
		right = append(right, segment{p.average(), 0})
	}
	if p.ended() || p.width >= wide {
		return flow(append(left, right...), p.width)
	}
	return append(flow(left, p.width), flow(right, p.width)...)
}

// loadingLines is shown while only the ID of the run is known.
func (p *model) loadingLines(state *poll.State) []string {
	what := "Loading the run…"
	wait := p.env.AskedToWait(p.keyName(keymap.Refresh))
	switch {
	case p.loadErr != nil:
		what = "The run could not be loaded."
	case wait != "" && !state.InFlight:
		what = "The run is not loaded yet: " + string(wait) + "."
	}
	id := text.Cut(text.Clean(p.run.ID), p.width-indent-6)
	return flow([]segment{{p.env.Styles.Strong.Render(what), 0}, {p.env.Styles.Dim.Render(p.nextTry(state)), 0}, {p.env.Styles.Dim.Render("run " + string(id)), 0}}, p.width)
}

// statusText renders what the run has achieved and, on wide panels, its status.
func (p *model) statusText() string {
	return taskinfo.Ended(p.env.Styles, p.run.Status, p.env.Outcome(&p.run), max(p.width-timesWidth, 30))
}

// elapsed formats the run time or the time in the queue. For stale data it is
// that of the last poll.
func (p *model) elapsed() string {
	until, note := p.serverNow(), ""
	if !p.ended() {
		if p.loadedAt.IsZero() {
			return ""
		}
		if !p.fresh() {
			until, note = p.env.ServerTime(p.loadedAt), " when last seen"
		}
	}
	duration, known := p.run.RunTime(until)
	switch {
	case p.ended() && known:
		return "ran " + text.Dur(duration)
	case p.ended() && p.run.StartedAt != nil:
		return "" // the finish time is unknown
	case p.ended():
		return "never started"
	case known:
		return text.Dur(duration) + note
	case p.run.StartedAt != nil:
		return "" // the start is still to come, which makes no sense
	}
	if duration, known = p.run.QueueTime(until); !known {
		return ""
	}
	return "queued for " + text.Dur(duration) + note
}

// pollText renders how fresh the data is and when the next poll is due.
func (p *model) pollText(state *poll.State) string {
	switch {
	case p.ended():
		if p.run.FinishedAt != nil {
			return p.env.Styles.Dim.Render("finished " + text.Seconds(*p.run.FinishedAt, p.env.Zone))
		}
		return ""
	case p.paused:
		return p.env.Styles.Warn.Render("polling paused at "+p.formatClock(p.pausedAt)) + p.keyHint(keymap.Pause, "resumes")
	case state.Stop == api.GaveUp:
		return p.env.Styles.Warn.Render("stopped watching after "+text.Dur(p.rule.GiveUp)) + p.keyHint(keymap.WatchRun, "watches it until it ends")
	case state.Stop != api.None:
		return p.env.Styles.Error.Render("polling stopped") + p.keyHint(keymap.Refresh, "tries again")
	case p.loadErr != nil && p.loadedAt.IsZero():
		return p.env.Styles.Warn.Render("not loaded yet, " + p.nextTry(state))
	case p.loadErr != nil:
		return p.env.Styles.Warn.Render("stale since " + p.formatClock(p.loadedAt) + ", " + p.nextTry(state))
	case p.loadedAt.IsZero():
		return p.env.Styles.Dim.Render("not loaded yet, " + p.nextPoll(state, "next"))
	}
	return p.env.Styles.Dim.Render("polled " + text.Age(p.now.Sub(p.loadedAt)) + ", " + p.nextPoll(state, "next"))
}

func (p *model) formatClock(moment time.Time) string { return text.Clock(moment, p.env.Zone) }

// nextPoll formats the time until the next poll, rounded up to whole seconds.
func (p *model) nextPoll(state *poll.State, what string) string {
	if state.Due.IsZero() || !state.Due.After(p.now) {
		return "polling…"
	}
	return what + " in " + text.Dur(state.Due.Sub(p.now)+time.Second-1)
}

func (p *model) nextTry(state *poll.State) string {
	if p.loadErr == nil || state.Stop != api.None || p.paused {
		return ""
	}
	return p.nextPoll(state, "next try")
}

// keyHint renders a key and what it does.
func (p *model) keyHint(action keymap.Action, does string) string {
	return p.env.Styles.Dim.Render(", ") + p.env.Styles.Key.Render(string(p.keyName(action))) + p.env.Styles.Dim.Render(" "+does)
}

// timeoutText renders when watching stops.
func (p *model) timeoutText(state *poll.State) string {
	if !p.live() || p.loadedAt.IsZero() {
		return ""
	}
	if p.watched {
		return p.env.Styles.Dim.Render("watched until it ends")
	}
	if state.Deadline.IsZero() {
		return ""
	}
	left := text.Dur(state.Deadline.Sub(p.now) + time.Second - 1)
	if p.width < tight {
		return p.env.Styles.Dim.Render("stops in " + left)
	}
	return p.env.Styles.Dim.Render("stops watching in " + left)
}

// intervalText renders the polling interval if there is room and polling keeps
// to it: the scheduler is slower when idle or rate limited.
func (p *model) intervalText(state *poll.State) string {
	if !p.fresh() || p.width < 80 || p.width >= wide && p.width < 124 {
		return ""
	}
	if late := p.rule.Every + time.Second; state.Due.Sub(p.loadedAt) > late || p.now.Sub(p.loadedAt) > late {
		return ""
	}
	return p.env.Styles.Dim.Render("every " + text.Dur(p.rule.Every))
}

// errorLines renders why the last poll failed and what to do, in at most two
// lines each, so that the last counters stay visible.
func (p *model) errorLines(state *poll.State) []string {
	if p.loadErr == nil {
		return nil
	}
	var lines []string
	add := func(line string, st theme.Style) {
		for i, wrapped := range text.Wrap(text.Clean(line), p.width-indent-1) {
			if i < 2 {
				lines = append(lines, text.Spaces(indent)+st.Render(string(wrapped)))
			}
		}
	}
	add(p.env.Styles.Glyphs.Warn+" "+p.loadErr.Error(), p.env.Styles.Error)
	for _, line := range p.advice(state) {
		if line != "" {
			add(line, p.env.Styles.Text)
		}
	}
	return lines
}

// advice returns what to do about the error, with the keys unless pollText names them.
func (p *model) advice(state *poll.State) []string {
	line, refreshKey := string(host.Advice(p.loadErr)), string(p.keyName(keymap.Refresh))
	wait := string(p.env.AskedToWait(p.keyName(keymap.Refresh)))
	switch {
	case state.Stop == api.None && wait != "":
		return []string{"T" + wait[1:] + "."}
	case state.Stop == api.None:
		return []string{strings.TrimSpace(line + " " + refreshKey + " tries now.")}
	case p.known():
		return []string{line}
	}
	return []string{line, refreshKey + " tries again, " + string(p.keyName(keymap.Back)) + " goes back."}
}

// staleLine is for the status line: since when, why, and what to do.
func (p *model) staleLine() text.Safe {
	why := string(host.Reason(p.loadErr))
	since := "stale since " + p.formatClock(p.loadedAt)
	if p.loadedAt.IsZero() {
		since = "not loaded yet"
	}
	advice := cmp.Or(p.env.AskedToWait(p.keyName(keymap.Refresh)), p.keyName(keymap.Refresh)+" tries now")
	return text.Clean(since + ": " + why + "; " + string(advice))
}

func (p *model) freshLine() text.Safe { return text.Clean("refreshed " + p.formatClock(p.loadedAt)) }

// crumb is the breadcrumb of the panel.
func (p *model) crumb() text.Safe {
	return text.Concat(text.Lit("Run "), text.ShortID(p.run.ID))
}
