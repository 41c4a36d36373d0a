package run

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// The steps of the interval, 1 to 60 s, and of the time limit, 1 min to 24 h.
func intervals() []time.Duration {
	return scaled(time.Second, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 45, 60)
}

func limits() []time.Duration {
	return scaled(time.Minute, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 120, 240, 480, 720, 1440)
}

func scaled(unit time.Duration, ns ...int) []time.Duration {
	out := make([]time.Duration, len(ns))
	for i, count := range ns {
		out[i] = time.Duration(count) * unit
	}
	return out
}

// step gives the step of the ladder next above v, or below it where by is
// negative. At and beyond the ends v stays.
func step(ladder []time.Duration, current time.Duration, by int) time.Duration {
	i, found := slices.BinarySearch(ladder, current)
	if by > 0 {
		if found {
			i++
		}
		return max(current, ladder[min(i, len(ladder)-1)])
	}
	return min(current, ladder[max(i-1, 0)])
}

// Can says what makes sense now.
func (p *model) Can(act keymap.Action) bool {
	switch act {
	case keymap.Refresh, keymap.Copy:
		return true
	case keymap.CancelRun:
		return p.known() && !p.ended()
	case keymap.Pause:
		return p.paused || p.live()
	case keymap.Slower, keymap.Faster, keymap.GiveUpMore, keymap.GiveUpLess, keymap.KeepWatch:
		return !p.ended()
	case keymap.RunAgain:
		return p.task.ID != ""
	case keymap.Up, keymap.Down, keymap.PageUp, keymap.PageDown, keymap.HalfUp, keymap.HalfDown, keymap.Top, keymap.Bottom:
		from, to := p.sheet.Window()
		return to-from < p.sheet.Len()
	}
	return false
}

// Do carries out an action.
func (p *model) Do(act keymap.Action) tea.Cmd {
	p.now, p.drawn.view = p.env.Now(), ""
	if p.sheet.Do(act) || !p.Can(act) {
		return nil
	}
	switch act {
	case keymap.Refresh:
		p.pollNow()
	case keymap.Pause:
		p.pause()
	case keymap.Slower:
		return p.pace(1)
	case keymap.Faster:
		return p.pace(-1)
	case keymap.GiveUpMore:
		return p.limit(1)
	case keymap.GiveUpLess:
		return p.limit(-1)
	case keymap.KeepWatch:
		return p.keepWatching()
	case keymap.Copy:
		return p.env.Send(box.Open{Box: clipboard.New(p.env, p.copies())})
	case keymap.RunAgain:
		return p.env.Send(host.Move{To: host.PlaceTrigger, Task: p.task, Run: p.run})
	case keymap.CancelRun:
		return p.env.Send(box.Open{Box: action.CancelRun(p.env, p.client, p.taskName(), p.run)})
	}
	return nil
}

// copies is what can be copied here: the run first.
func (p *model) copies() []clipboard.Item {
	return append(clipboard.ForRun(p.run, p.task, p.env.BaseURL, p.now), clipboard.ForTask(p.task, p.env.BaseURL)...)
}

// pollNow asks at once; a panel that is paused stays paused afterwards. What
// failed to be read beside the run is tried again as well. After a refusal,
// and as long as nothing was read at all, the time limit begins anew.
func (p *model) pollNow() {
	if stopReason := p.state().Stop; stopReason == api.Refused || stopReason == api.Gone || stopReason == api.GaveUp && !p.known() {
		p.env.Polls.Restart(p.ID, keyRun)
	}
	p.once = p.paused
	p.schedule()
	p.env.Polls.Kick(p.ID, keyRun) // of the two, the one that is asked for now
	p.env.Polls.Kick(p.ID, keyOnce)
	for _, key := range []string{keyTask, keyBasis} {
		if p.env.Polls.State(p.ID, key).Stop != api.None {
			p.env.Polls.Kick(p.ID, key)
		}
	}
}

// pause stops the polling until it is pressed again; then the time limit
// begins anew. What happens between is not seen, so the rate has a gap there.
func (p *model) pause() {
	p.paused, p.once = !p.paused, false
	p.pausedAt = p.now
	p.meter.gap()
	p.schedule()
}

func (p *model) pace(by int) tea.Cmd {
	p.rule.Every = step(intervals(), p.rule.Every, by)
	p.schedule()
	p.env.Polls.Reschedule(p.ID, keyRun)
	return host.Say(host.Info, text.Clean("Polling every "+text.Dur(p.rule.Every)+"."))
}

// limit changes the time limit; one that lies ahead again takes the watch up again.
func (p *model) limit(by int) tea.Cmd {
	p.rule.GiveUp = step(limits(), p.rule.GiveUp, by)
	p.schedule()
	if state := p.state(); state.Stop == api.GaveUp && state.Deadline.After(p.now) {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	return host.Say(host.Info, text.Clean("Watching for "+text.Dur(p.rule.GiveUp)+" in all before giving up."))
}

// keepWatching begins a fresh time limit, whatever stopped the watch.
func (p *model) keepWatching() tea.Cmd {
	if p.paused {
		p.paused, p.once = false, false
		p.meter.gap()
		p.schedule()
	}
	if p.state().Stop != api.None {
		p.meter.gap()
	}
	p.env.Polls.Restart(p.ID, keyRun)
	return host.Say(host.Info, text.Clean("Watching for another "+text.Dur(p.rule.GiveUp)+"."))
}
