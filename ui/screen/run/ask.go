package run

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// The jobs of the panel.
const (
	keyRun   = "run"
	keyOnce  = "once" // the run, one time, while the polling is paused
	keyTask  = "task"
	keyBasis = "basis"

	keyEvaluator = "evaluator " // and its ID
)

// polled is the answer to one asking for the run.
type polled struct {
	host.Tag
	key string
	seq int // askings are numbered, so that an answer that was overtaken is known
	run api.Run
	err error
}

func (m polled) PollKey() string      { return m.key }
func (m polled) Outcome() api.Outcome { return api.Outcome{Status: m.run.Status, Err: m.err} }

// schedule says what is to be kept fresh now: the run, and once each the task
// and the run that estimates are based on.
func (p *model) schedule() {
	var jobs []poll.Job
	if !p.paused {
		jobs = append(jobs, poll.Job{Key: keyRun, Rule: p.rule, Ask: p.askRun(keyRun)})
	} else if p.once {
		jobs = append(jobs, poll.Job{Key: keyOnce, Rule: p.rule, Once: true, Ask: p.askRun(keyOnce)})
	}
	ctx, client, tag, id := p.Ctx, p.client, p.Tag(), p.task.ID
	if id != "" && p.task.Name == "" {
		ask := host.Ask(tag, keyTask, func() (api.Task, error) { return client.GetTask(ctx, id) })
		jobs = append(jobs, poll.Job{Key: keyTask, Rule: p.rule, Once: true, Ask: ask})
	}
	if id != "" && p.basis == nil && p.known() && !p.ended() {
		ask := host.Ask(tag, keyBasis, func() ([]api.Run, error) { // task runs come newest first (contract section 3, Order)
			page, err := client.ListRuns(ctx, api.RunQuery{TaskID: id, Status: api.Completed, Limit: 1})
			return page.Items, err
		})
		jobs = append(jobs, poll.Job{Key: keyBasis, Rule: p.rule, Once: true, Ask: ask})
	}
	p.env.Polls.Set(p.ID, append(jobs, p.evaluatorJobs()...))
}

func (p *model) askRun(key string) func() tea.Cmd {
	return func() tea.Cmd {
		p.asked++
		ctx, client, id, tag, seq := p.Ctx, p.client, p.run.ID, p.Tag(), p.asked
		return func() tea.Msg {
			run, err := client.GetRun(api.NoRetry(ctx), id)
			return polled{Tag: tag, key: key, seq: seq, run: run, err: err}
		}
	}
}

// polled takes in an answer: what was seen stays when it failed.
func (p *model) polled(m polled) tea.Cmd {
	if m.seq < p.heard || host.Canceled(m.err) {
		return nil
	}
	p.heard = m.seq
	if m.key == keyOnce {
		p.once = false
	}
	if p.err = m.err; m.err != nil {
		p.schedule()
		return nil
	}
	p.seenAt = p.now
	before := p.run
	if !p.take(m.run) {
		return nil
	}
	if m.run.Status == api.Running && m.run.Counted().Known() {
		p.meter.add(p.now, total(m.run))
	}
	cmds := []tea.Cmd{p.tellEnd()}
	if !taskinfo.SameRun(&before, &p.run) {
		cmds = append(cmds, host.Send(host.RunSeen{Run: p.run}))
	}
	return tea.Batch(cmds...)
}

// take makes a run the one that is shown, unless it says that an ended run
// goes on: terminal states are never left (contract section 6, Runs).
func (p *model) take(run api.Run) bool {
	if p.ended() && !run.Status.Terminal() {
		return false
	}
	p.run = run
	if run.TaskID != "" && p.task.ID != run.TaskID {
		p.task = api.Task{ID: run.TaskID}
	}
	p.watched = p.watched || !run.Status.Terminal()
	p.schedule()
	p.diagnose()
	return true
}

// runSeen takes what another screen or box has learnt about the run. Counts
// behind ours are older news, as is a run that has ended and goes on again.
func (p *model) runSeen(run api.Run) tea.Cmd {
	if run.ID != p.run.ID || taskinfo.SameRun(&p.run, &run) || p.older(run) {
		return nil
	}
	p.take(run)
	if !p.paused {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	if !p.ended() || !p.watched || p.told || p.waiting {
		return nil
	}
	p.waiting = true
	return p.env.After(tellAfter, endUntold{p.Tag()})
}

// tellAfter is how long an end that was learnt from elsewhere waits for the
// word that it was told there: the two come beside each other, in either order.
const tellAfter = 100 * time.Millisecond

// endUntold rings when that word has had its time.
type endUntold struct{ host.Tag }

func (p *model) older(run api.Run) bool {
	switch {
	case p.ended() && !run.Status.Terminal():
		return true
	case p.run.Status == api.Running && run.Status == api.Pending:
		return true
	}
	return run.Status == p.run.Status && run.Counted().Known() && total(run) < total(p.run)
}

func (p *model) taskRead(answer host.Answer[api.Task]) tea.Cmd {
	if host.Canceled(answer.Err) {
		return nil
	}
	if p.taskErr = answer.Err; answer.Err != nil || answer.Value.ID != p.task.ID {
		p.diagnose()
		return nil
	}
	p.task = answer.Value
	p.schedule()
	p.diagnose()
	return host.Send(host.TaskSeen{Task: answer.Value})
}

// tellEnd says once that the run has ended, if it was seen active before.
func (p *model) tellEnd() tea.Cmd {
	if !p.ended() || !p.watched || p.told || p.waiting {
		return nil
	}
	p.told = true
	kind := map[api.Status]host.NoticeKind{api.Completed: host.Success, api.Failed: host.Error, api.Cancelled: host.Warning}[p.run.Status]
	s := string(p.crumb())
	if p.task.Name != "" {
		s += " of " + string(text.CleanN(p.task.Name, 40))
	}
	s += ": " + p.run.Status.Words() + ", " + text.Count(p.run.Successes) + " succeeded"
	if p.run.Errors > 0 {
		s += ", " + text.Count(p.run.Errors) + " errors"
	}
	if d, ok := p.run.RunTime(p.now); ok {
		s += ", after " + text.Dur(d)
	}
	return host.Say(kind, text.Clean(s))
}
