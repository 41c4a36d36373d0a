package run

import (
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Names are cut where they would push everything else off the screen.
const nameMax = 200

// facts is what is known of the run and its task.
func (p *model) facts() []field {
	st := p.env.Styles
	fs := []field{{text.Lit("task"), []text.Safe{p.taskLine()}, st.Text, false}}
	if len(p.task.Evaluators) > 0 {
		fs = append(fs, field{text.Lit("evaluators"), []text.Safe{taskinfo.EvaluatorNames(p.task)}, st.Text, false})
	}
	if p.task.Type == api.RunExperiment || p.run.ExperimentID != "" {
		id := text.CleanN(p.run.ExperimentID, nameMax)
		if id == "" {
			id = text.Lit("not known yet")
			if p.ended() {
				id = text.Lit("–")
			}
		}
		fs = append(fs, field{text.Lit("experiment"), []text.Safe{id}, st.Text, false})
	}
	if window := p.dataWindow(); window != "" {
		fs = append(fs, field{text.Lit("window"), []text.Safe{window}, st.Text, false})
	}
	return append(fs,
		field{text.Lit("times"), p.times(), st.Text, true},
		field{text.Lit("run"), []text.Safe{text.CleanN(p.run.ID, nameMax)}, st.Dim, false})
}

func (p *model) taskName() text.Safe {
	if p.task.Name != "" {
		return text.CleanN(p.task.Name, nameMax)
	}
	return text.CutLeft(text.Clean(p.task.ID), 9)
}

func (p *model) taskLine() text.Safe {
	switch {
	case p.task.Name != "" && p.task.Type != "":
		return text.Concat(p.taskName(), text.Lit(" · "), text.Clean(p.task.Type.Words()))
	case p.task.Name != "":
		return p.taskName()
	case p.taskErr != nil:
		return text.Concat(p.taskName(), text.Lit(" (its name could not be read)"))
	case p.task.ID == "":
		return text.Lit("–")
	}
	return p.taskName()
}

// dataWindow is the window of data; tasks on a dataset have none (contract section 6, Trigger).
func (p *model) dataWindow() text.Safe {
	if p.run.DataStart == nil && p.run.DataEnd == nil {
		if p.task.ProjectID != "" {
			return text.Lit("–")
		}
		return ""
	}
	return taskinfo.Window(&p.run, p.env.Zone)
}

// times are the steps of the run with what lies between them.
func (p *model) times() []text.Safe {
	run := p.run
	out := []text.Safe{text.Clean("created " + text.Seconds(run.CreatedAt, p.env.Zone))}
	if run.StartedAt != nil {
		line := "started " + p.when(*run.StartedAt)
		if duration, ok := run.QueueTime(p.now); ok {
			line += " (waited " + text.Dur(duration) + ")"
		}
		out = append(out, text.Clean(line))
	}
	if run.FinishedAt != nil {
		line := "finished " + p.when(*run.FinishedAt) + " (never started)"
		if duration, ok := run.RunTime(p.now); ok {
			line = "finished " + p.when(*run.FinishedAt) + " (ran " + text.Dur(duration) + ")"
		}
		out = append(out, text.Clean(line))
	}
	return out
}

// when leaves the date out on the day on which the run was created.
func (p *model) when(moment time.Time) string {
	zone := p.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	year, month, day := moment.In(zone).Date()
	cy, cm, cd := p.run.CreatedAt.In(zone).Date()
	if year == cy && month == cm && day == cd {
		return p.clock(moment)
	}
	return text.Seconds(moment, zone)
}

func (p *model) endedBadly() bool {
	return p.run.Status == api.Failed || p.run.Status == api.Cancelled || p.ended() && p.run.Successes == 0
}

// reasons is why a run ended as it did, in the server's own words, and what is
// likely behind it.
func (p *model) reasons() []field {
	why := []text.Safe{text.Lit("–")}
	if p.run.FailureReason != "" {
		why = text.CleanLines(p.run.FailureReason)
	}
	style := p.env.Styles.Text
	if p.run.Status == api.Failed && p.run.FailureReason != "" {
		style = p.env.Styles.Error
	}
	fs := []field{{text.Lit("why"), why, style, false}}
	for i, finding := range p.causes {
		label := text.Lit("likely")
		switch {
		case finding.Certain:
			label = text.Lit("cause")
		case i > 0:
			label = text.Lit("or likely")
		}
		fs = append(fs,
			field{label, []text.Safe{text.Clean(finding.Likely)}, p.env.Styles.Strong, false},
			field{text.Lit("do"), []text.Safe{text.Clean(finding.Do)}, p.env.Styles.Text, false},
			field{text.Lit("because"), []text.Safe{text.Clean(finding.Basis)}, p.env.Styles.Dim, false})
	}
	return fs
}

// evaluatorsRead is how many evaluators of a task are looked at for a
// diagnosis; tasks have few.
const evaluatorsRead = 8

// evaluatorJobs reads what the task's evaluators are, once each, when the end
// of the run asks for an explanation.
func (p *model) evaluatorJobs() []poll.Job {
	if !p.endedBadly() || !p.task.Type.Evaluation() {
		return nil
	}
	ctx, client, tag := p.Ctx, p.client, p.Tag()
	var jobs []poll.Job
	for _, evaluator := range p.task.Evaluators[:min(len(p.task.Evaluators), evaluatorsRead)] {
		key := keyEvaluator + evaluator.EvaluatorID
		ask := host.Ask(tag, key, func() (api.Evaluator, error) {
			return client.GetEvaluator(ctx, evaluator.EvaluatorID, evaluator.VersionID)
		})
		jobs = append(jobs, poll.Job{Key: key, Rule: p.rule, Once: true, Ask: ask})
	}
	return jobs
}

// evaluatorRead makes the diagnosis better; without it there is still one.
func (p *model) evaluatorRead(answer host.Answer[api.Evaluator]) {
	known := slices.ContainsFunc(p.evaluators, func(evaluator api.Evaluator) bool { return evaluator.ID == answer.Value.ID })
	if answer.Err != nil || known {
		return
	}
	p.evaluators = append(p.evaluators, answer.Value)
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
