package run

import (
	"time"

	"ax-tui/api"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// Names are cut where they would push everything else off the screen.
const nameMax = 200

// facts is what is known of the run and its task.
func (p *model) facts() []field {
	st := p.st
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
	if w := p.dataWindow(); w != "" {
		fs = append(fs, field{text.Lit("window"), []text.Safe{w}, st.Text, false})
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
	r := p.run
	out := []text.Safe{text.Clean("created " + text.Seconds(r.CreatedAt, p.env.Zone))}
	if r.StartedAt != nil {
		s := "started " + p.when(*r.StartedAt)
		if d, ok := r.Waited(p.now); ok {
			s += " (waited " + text.Dur(d) + ")"
		}
		out = append(out, text.Clean(s))
	}
	if r.FinishedAt != nil {
		s := "finished " + p.when(*r.FinishedAt) + " (never started)"
		if d, ok := r.Ran(p.now); ok {
			s = "finished " + p.when(*r.FinishedAt) + " (ran " + text.Dur(d) + ")"
		}
		out = append(out, text.Clean(s))
	}
	return out
}

// when leaves the date out on the day on which the run was created.
func (p *model) when(t time.Time) string {
	zone := p.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := t.In(zone).Date()
	cy, cm, cd := p.run.CreatedAt.In(zone).Date()
	if y == cy && m == cm && d == cd {
		return p.clock(t)
	}
	return text.Seconds(t, zone)
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
	style := p.st.Text
	if p.run.Status == api.Failed && p.run.FailureReason != "" {
		style = p.st.Error
	}
	fs := []field{{text.Lit("why"), why, style, false}}
	for i, c := range p.causes {
		label := text.Lit("likely")
		switch {
		case c.Certain:
			label = text.Lit("cause")
		case i > 0:
			label = text.Lit("or likely")
		}
		fs = append(fs,
			field{label, []text.Safe{text.Clean(c.Likely)}, p.st.Strong, false},
			field{text.Lit("do"), []text.Safe{text.Clean(c.Do)}, p.st.Text, false},
			field{text.Lit("because"), []text.Safe{text.Clean(c.Basis)}, p.st.Dim, false})
	}
	return fs
}
