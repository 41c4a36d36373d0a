package run

import (
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

// head is the part that never scrolls: state, trouble, counters, estimate.
func (p *model) head(state poll.State) []string {
	if !p.known() {
		return append(p.firstLoad(state), p.trouble(state)...)
	}
	lines := append(p.statusLines(state), p.trouble(state)...)
	lines = append(lines, p.counters()...)
	if p.ended() {
		return append(lines, p.summary()...)
	}
	return append(lines, p.bar()...)
}

// statusLines are one line where there is room, else always two, so that
// nothing below moves when a number gets longer.
func (p *model) statusLines(state poll.State) []string {
	limit := 31
	if p.w < tight {
		limit = 22
	}
	run := []segment{{p.word(), 0}, {p.elapsed(), 12}}
	watch := []segment{{p.pollState(state), 28}, {p.limitState(state), limit}, {p.everyState(state), 0}}
	if estimate, ok := p.estimate(); ok && p.w < tight {
		run = append(run, segment{leftWords(estimate), 0})
	}
	if p.ended() || p.w >= wide {
		return flow(append(run, watch...), p.w)
	}
	return append(flow(run, p.w), flow(watch, p.w)...)
}

// firstLoad stands while nothing is known but the ID.
func (p *model) firstLoad(state poll.State) []string {
	what := "Asking for the run…"
	if p.err != nil {
		what = "The run could not be read."
	}
	id := text.Cut(text.Clean(p.run.ID), p.w-indent-6)
	return flow([]segment{{p.env.Styles.Strong.Render(what), 0}, {p.env.Styles.Dim.Render(p.nextTry(state)), 0}, {p.env.Styles.Dim.Render("run " + string(id)), 0}}, p.w)
}

// word is the status: glyph, word and colour; a word that is not known is shown as it came.
func (p *model) word() string {
	if p.ended() || p.run.Status.Active() {
		return taskinfo.StyledStatus(p.env.Styles, p.run.Status, p.w)
	}
	glyph, style := p.env.Styles.Status(string(p.run.Status))
	return style.Render(glyph + " " + string(text.CleanN(string(p.run.Status), 30)))
}

// elapsed is the time that matters in the present state. Unless the run is
// being followed, it is the time at which it was last seen.
func (p *model) elapsed() string {
	until, note := p.now, ""
	if !p.ended() {
		if p.seenAt.IsZero() {
			return ""
		}
		if !p.fresh() {
			until, note = p.seenAt, " when last seen"
		}
	}
	duration, told := p.run.RunTime(until)
	switch {
	case p.ended() && told:
		return "ran " + text.Dur(duration)
	case p.ended() && p.run.StartedAt != nil:
		return "" // when it ended is not known
	case p.ended():
		return "never started"
	case told:
		return text.Dur(duration) + note
	}
	if duration, told = p.run.QueueTime(until); !told {
		return ""
	}
	return "queued for " + text.Dur(duration) + note
}

// pollState says how fresh the panel is and when it asks next.
func (p *model) pollState(state poll.State) string {
	switch {
	case p.ended():
		if p.run.FinishedAt != nil {
			return p.env.Styles.Dim.Render("finished " + text.Seconds(*p.run.FinishedAt, p.env.Zone))
		}
		return ""
	case p.paused:
		return p.env.Styles.Warn.Render("polling paused at "+p.clock(p.pausedAt)) + p.hint(keymap.Pause, "resumes")
	case state.Stop == api.GaveUp:
		return p.env.Styles.Warn.Render("stopped watching after "+text.Dur(p.rule.GiveUp)) + p.hint(keymap.KeepWatch, "keeps watching")
	case state.Stop != api.None:
		return p.env.Styles.Error.Render("polling stopped") + p.hint(keymap.Refresh, "tries again")
	case p.err != nil && p.seenAt.IsZero():
		return p.env.Styles.Warn.Render("not read yet, " + p.nextTry(state))
	case p.err != nil:
		return p.env.Styles.Warn.Render("stale since " + p.clock(p.seenAt) + ", " + p.nextTry(state))
	case p.seenAt.IsZero():
		return p.env.Styles.Dim.Render("not read yet, asking…")
	}
	return p.env.Styles.Dim.Render("polled " + text.Age(p.now.Sub(p.seenAt)) + ", " + p.next(state, "next"))
}

func (p *model) clock(moment time.Time) string { return text.Clock(moment, p.env.Zone) }

// next says when the scheduler asks again, in whole seconds that have begun.
func (p *model) next(state poll.State, what string) string {
	if state.Due.IsZero() || !state.Due.After(p.now) {
		return "asking…"
	}
	return what + " in " + text.Dur(state.Due.Sub(p.now)+time.Second-1)
}

func (p *model) nextTry(state poll.State) string {
	if p.err == nil || state.Stop != api.None || p.paused {
		return ""
	}
	return p.next(state, "next try")
}

// hint names a key and what it does here.
func (p *model) hint(action keymap.Action, does string) string {
	return p.env.Styles.Dim.Render(", ") + p.env.Styles.Key.Render(string(p.key(action))) + p.env.Styles.Dim.Render(" "+does)
}

// limitState says when the watch gives up.
func (p *model) limitState(state poll.State) string {
	if !p.live() || state.Deadline.IsZero() || p.seenAt.IsZero() {
		return ""
	}
	left := text.Dur(state.Deadline.Sub(p.now) + time.Second - 1)
	if p.w < tight {
		return p.env.Styles.Dim.Render("gives up in " + left)
	}
	return p.env.Styles.Dim.Render("stops watching in " + left)
}

// everyState is the interval, where there is room for it and while it is kept:
// the scheduler is slower when nobody is there or the server asks for patience.
func (p *model) everyState(state poll.State) string {
	if !p.fresh() || p.w < 80 || p.w >= wide && p.w < 124 {
		return ""
	}
	if late := p.rule.Every + time.Second; state.Due.Sub(p.seenAt) > late || p.now.Sub(p.seenAt) > late {
		return ""
	}
	return p.env.Styles.Dim.Render("every " + text.Dur(p.rule.Every))
}

// trouble says why the last poll failed and what to do about it. Two lines
// each at most: the old counters are worth their place.
func (p *model) trouble(state poll.State) []string {
	if p.err == nil {
		return nil
	}
	var out []string
	put := func(line string, st theme.Style) {
		for i, wrapped := range text.Wrap(text.Clean(line), p.w-indent-1) {
			if i < 2 {
				out = append(out, text.Spaces(indent)+st.Render(string(wrapped)))
			}
		}
	}
	put(p.env.Styles.Glyphs.Warn+" "+p.err.Error(), p.env.Styles.Error)
	for _, line := range p.advice(state) {
		if line != "" {
			put(line, p.env.Styles.Text)
		}
	}
	return out
}

// advice gives lines that end with the keys, unless the line of the polling names them already.
func (p *model) advice(state poll.State) []string {
	line, again := string(host.Advice(p.err)), string(p.key(keymap.Refresh))
	switch {
	case state.Stop == api.None:
		return []string{strings.TrimSpace(line + " " + again + " tries now.")}
	case p.known():
		return []string{line}
	}
	return []string{line, again + " tries again, " + string(p.key(keymap.Back)) + " goes back."}
}

// staleLine is for the frame: since when, why, and what to do.
func (p *model) staleLine() text.Safe {
	why := string(host.Reason(p.err))
	since := "stale since " + p.clock(p.seenAt)
	if p.seenAt.IsZero() {
		since = "not read yet"
	}
	return text.Clean(since + ": " + why + "; " + string(p.key(keymap.Refresh)) + " tries now")
}

func (p *model) freshLine() text.Safe { return text.Clean("read " + p.clock(p.seenAt)) }

// crumb is the panel's step in the breadcrumbs: the ends of IDs differ, their beginnings do not.
func (p *model) crumb() text.Safe {
	return text.Concat(text.Lit("Run "), text.CutLeft(text.Clean(p.run.ID), 9))
}
