package run

import (
	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"slices"
)

// evaluatorsRead is how many evaluators of a task are looked at for a
// diagnosis; tasks have few.
const evaluatorsRead = 8

// evaluatorJobs reads what the task's evaluators are, once each, when the end
// of the run asks for an explanation.
func (p *model) evaluatorJobs() []poll.Job {
	if !p.endedBadly() || !p.task.Type.Evaluation() {
		return nil
	}
	ctx, c, tag := p.Ctx, p.client, p.Tag()
	var jobs []poll.Job
	for _, e := range p.task.Evaluators[:min(len(p.task.Evaluators), evaluatorsRead)] {
		key := keyEvaluator + e.EvaluatorID
		ask := host.Ask(tag, key, func() (api.Evaluator, error) { return c.GetEvaluator(ctx, e.EvaluatorID, e.VersionID) })
		jobs = append(jobs, poll.Job{Key: key, Rule: p.rule, Once: true, Ask: ask})
	}
	return jobs
}

// evaluatorRead makes the diagnosis better; without it there is still one.
func (p *model) evaluatorRead(m host.Answer[api.Evaluator]) {
	known := slices.ContainsFunc(p.evaluators, func(e api.Evaluator) bool { return e.ID == m.Value.ID })
	if m.Err != nil || known {
		return
	}
	p.evaluators = append(p.evaluators, m.Value)
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
	p.causes = diagnose.Diagnose(diagnose.Input{Task: p.task, Run: p.run, Evaluators: p.evaluators, Now: now})
}
