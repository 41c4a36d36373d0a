package run

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// intervals are the polling intervals to choose from, 1 to 60 s.
func intervals() []time.Duration {
	return multiples(time.Second, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 45, 60)
}

// timeouts are the watch timeouts to choose from, 1 min to 24 h.
func timeouts() []time.Duration {
	return multiples(time.Minute, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 120, 240, 480, 720, 1440)
}

func multiples(unit time.Duration, counts ...int) []time.Duration {
	durations := make([]time.Duration, len(counts))
	for i, count := range counts {
		durations[i] = time.Duration(count) * unit
	}
	return durations
}

// step returns the next value of ladder above current, or below it if by is
// negative. At and beyond the ends it returns current.
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

// Can reports whether an action is available now.
func (p *model) Can(act keymap.Action) bool {
	switch act {
	case keymap.Refresh, keymap.Copy:
		return true
	case keymap.CancelRun, keymap.WatchRun:
		return p.known() && !p.ended()
	case keymap.Pause:
		return !p.watched && (p.paused || p.live())
	case keymap.Slower, keymap.Faster:
		return !p.ended()
	case keymap.GiveUpMore, keymap.GiveUpLess:
		return !p.ended() && !p.watched // a watched run has no timeout
	case keymap.ShowJSON, keymap.ShowResults, keymap.WhyEnded:
		return p.known()
	case keymap.FullText:
		return p.explained()
	case keymap.RunAgain, keymap.OpenWeb:
		return p.task.ID != ""
	case keymap.ShowJudge:
		return p.known() && (p.task.Type == "" || len(p.task.Evaluators) > 0)
	case keymap.MappingView:
		return p.task.ID != "" && (p.task.Type == "" || len(p.task.Evaluators) > 0)
	case keymap.Left, keymap.Right:
		return p.history.known()
	case keymap.Back:
		return !p.inspected.IsZero()
	case keymap.PreviousRun, keymap.NextRun:
		_, ok := p.neighbour(neighbourOf(act))
		return ok
	case keymap.Up, keymap.Down, keymap.PageUp, keymap.PageDown, keymap.HalfUp, keymap.HalfDown, keymap.Top, keymap.Bottom:
		from, to := p.sheet.Window()
		return to-from < p.sheet.Len()
	}
	return false
}

// Why says why an action is not possible now.
func (p *model) Why(act keymap.Action) text.Safe {
	switch {
	case act == keymap.PreviousRun || act == keymap.NextRun:
		return p.whyNoNeighbour(neighbourOf(act))
	case act == keymap.FullText:
		return "there is no reason to read"
	case act == keymap.ShowJSON, act == keymap.ShowResults, act == keymap.WhyEnded:
		return "the run is not loaded yet"
	case act == keymap.Left || act == keymap.Right:
		return "there is no history to look into"
	case (act == keymap.ShowJudge || act == keymap.MappingView) && p.task.Type != "":
		return "the task of this run has no evaluators"
	case act == keymap.RunAgain || act == keymap.MappingView:
		return "the task of this run is not loaded yet"
	case !p.known():
		return "this run is not loaded yet"
	case p.ended():
		return "this run has ended"
	case p.watched && (act == keymap.Pause || act == keymap.GiveUpMore || act == keymap.GiveUpLess):
		return text.Concat("a watched run is polled until it ends; ", text.Clean(string(p.keyName(keymap.WatchRun))), " stops watching")
	}
	return ""
}

func neighbourOf(act keymap.Action) int {
	if act == keymap.PreviousRun {
		return 1
	}
	return -1
}

// Do carries out an action.
func (p *model) Do(act keymap.Action) tea.Cmd {
	p.now, p.view = p.env.Now(), ""
	if p.sheet.Do(act) || !p.Can(act) {
		return nil
	}
	switch act {
	case keymap.Refresh:
		p.pollNow()
	case keymap.Pause:
		p.togglePause()
	case keymap.Slower:
		return p.changeInterval(1)
	case keymap.Faster:
		return p.changeInterval(-1)
	case keymap.GiveUpMore:
		return p.changeTimeout(1)
	case keymap.GiveUpLess:
		return p.changeTimeout(-1)
	case keymap.WatchRun:
		return p.env.Send(host.Watch{Run: p.run, Task: p.task.Ref(), On: !p.watched})
	case keymap.Copy:
		return p.env.Send(box.Open{Box: clipboard.New(p.env, p.copyItems())})
	case keymap.ShowJSON:
		run, achieved := p.run, p.env.Outcome(&p.run).ID
		return p.env.Send(box.Open{Box: reading.JSON(p.env, p.crumb(), "the run as JSON", func() record.Item { return record.Run(&run, achieved) })})
	case keymap.ShowResults, keymap.ShowJudge, keymap.MappingView, keymap.RunAgain, keymap.WhyEnded:
		return p.open(act)
	case keymap.OpenWeb:
		return p.env.Send(host.OpenWeb{Task: p.task})
	case keymap.FullText:
		return p.env.Send(box.Open{Box: reading.Text(p.env, p.crumb(), p.fullText()...)})
	case keymap.Left:
		p.inspect(-1)
	case keymap.Right:
		p.inspect(1)
	case keymap.Back:
		p.inspected = time.Time{}
	case keymap.PreviousRun, keymap.NextRun:
		return p.turnTo(neighbourOf(act))
	case keymap.CancelRun:
		return p.env.Send(box.Open{Box: action.CancelRun(p.env, p.client, p.taskName(), p.run)})
	}
	return nil
}

// open opens another screen about the run.
func (p *model) open(act keymap.Action) tea.Cmd {
	move := host.Move{To: host.PlaceResults, Task: p.task, Run: p.run, Asked: p.asked}
	switch act {
	case keymap.ShowJudge:
		move.To = host.PlaceJudge
	case keymap.MappingView:
		move.To = host.PlaceMapping
	case keymap.RunAgain:
		move.To = host.PlaceTrigger
		move.Cause, _ = p.diagnosis.First()
	case keymap.WhyEnded:
		move.To, move.Others = host.PlaceWhy, slices.Clone(p.siblings.runs) // which answers change in place
	}
	return p.env.Send(move)
}

// copyItems returns what can be copied: first of the run, then of the task.
func (p *model) copyItems() []clipboard.Item {
	return append(clipboard.RunItems(p.env, p.evidence()), clipboard.TaskItems(p.task, p.env.BaseURL, func(string) string { return "" })...)
}

// pollNow polls at once; a paused panel stays paused afterwards. Failed loads of
// the task and the basis are retried too. If polling was refused, or stopped
// before the run was loaded, the timeout restarts.
func (p *model) pollNow() {
	if stopReason := p.state().Stop; stopReason == api.Refused || stopReason == api.Gone || stopReason == api.GaveUp && !p.known() {
		p.env.Polls.Restart(p.ID, keyRun)
	}
	p.pollOnce = p.paused
	p.schedule()
	p.env.Polls.Demand(p.ID, keyRun) // only one of the two jobs exists
	p.env.Polls.Demand(p.ID, keyOnce)
	for _, key := range []string{keyTask, keyBasis, keySiblings} {
		if p.env.Polls.State(p.ID, key).Stop != api.None {
			p.env.Polls.Kick(p.ID, key)
		}
	}
}

// togglePause pauses or resumes polling. Resuming restarts the timeout. Progress
// during the pause is not observed, so the rate starts a new series.
func (p *model) togglePause() {
	p.paused, p.pollOnce = !p.paused, false
	p.pausedAt = p.now
	p.Break()
	p.schedule()
}

func (p *model) changeInterval(by int) tea.Cmd {
	p.rule.Every = step(intervals(), p.rule.Every, by)
	p.schedule()
	p.env.Polls.Reschedule(p.ID, keyRun)
	return host.Say(host.Info, text.Clean("Polling every "+text.Dur(p.rule.Every)+"."))
}

// changeTimeout changes the watch timeout. If polling had timed out and the new
// deadline is in the future, it resumes.
func (p *model) changeTimeout(by int) tea.Cmd {
	p.rule.GiveUp = step(timeouts(), p.rule.GiveUp, by)
	p.schedule()
	if state := p.state(); state.Stop == api.GaveUp && state.Deadline.After(p.now) {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	return host.Say(host.Info, text.Clean("Watch timeout: "+text.Dur(p.rule.GiveUp)+"."))
}

// Likely returns what a person probably does with a run that is watched.
func (p *model) Likely() []screen.Hint {
	if !p.watched || p.ended() {
		return nil
	}
	return []screen.Hint{{Action: keymap.CancelRun}, screen.WatchHint(p.env, p.run.ID)}
}
