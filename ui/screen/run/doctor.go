package run

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// evaluatorsRead is how many evaluators of a task are looked at for a
// diagnosis; tasks have few.
const evaluatorsRead = 8

type evaluatorRead struct {
	host.Tag
	key       string
	evaluator api.Evaluator
	err       error
}

func (m evaluatorRead) PollKey() string      { return m.key }
func (m evaluatorRead) Outcome() api.Outcome { return api.Outcome{Err: m.err} }

// evaluatorJobs reads what the task's evaluators are, once each, when the end
// of the run asks for an explanation.
func (p *model) evaluatorJobs() []poll.Job {
	if !p.endedBadly() || !p.task.Type.Evaluation() {
		return nil
	}
	var jobs []poll.Job
	for i, e := range p.task.Evaluators {
		if i == evaluatorsRead {
			break
		}
		key := keyEvaluator + e.EvaluatorID
		jobs = append(jobs, poll.Job{Key: key, Rule: p.rule, Once: true, Ask: p.askEvaluator(key, e)})
	}
	return jobs
}

func (p *model) askEvaluator(key string, e api.TaskEvaluator) func() tea.Cmd {
	return func() tea.Cmd {
		ctx, c, tag := p.Ctx, p.client, p.Tag()
		return func() tea.Msg {
			got, err := c.GetEvaluator(ctx, e.EvaluatorID, e.VersionID)
			return evaluatorRead{tag, key, got, err}
		}
	}
}

// evaluatorRead makes the diagnosis better; without it there is still one.
func (p *model) evaluatorRead(m evaluatorRead) {
	if !p.Current(m.Tag) || m.err != nil {
		return
	}
	for _, e := range p.evaluatorDetails {
		if e.ID == m.evaluator.ID {
			return
		}
	}
	p.evaluatorDetails = append(p.evaluatorDetails, m.evaluator)
	p.diagnose()
}

// diagnose asks for the likely causes, once it is known what kind of task it
// is or that this cannot be known. How long the run has waited counts only up
// to when it was last seen, unless it is being followed.
func (p *model) diagnose() {
	if p.task.Type == "" && p.taskErr == nil {
		p.causes = nil
		return
	}
	now := p.now
	if !p.ended() && !p.fresh() {
		now = p.seenAt
	}
	p.causes = diagnose.Diagnose(diagnose.Input{Task: p.task, Run: p.run, Evaluators: p.evaluatorDetails, Now: now})
}
