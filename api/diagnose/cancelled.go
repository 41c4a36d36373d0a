package diagnose

import (
	"time"

	"ax-tui/api"
)

// Timings of contract section 8, with room around them: about 1 s for the
// integration, about 3 s for code that does not load, about 3 min for calls
// to the model.
const (
	atOnce   = 20 * time.Second
	codeSoon = 30 * time.Second
)

func (p patient) cancelled() []Finding {
	var out []Finding
	worked := p.Run.Successes > 0
	if worked {
		out = append(out, byHand.finding("cancelled after successes"))
	}
	if basis := p.windowUnset(); basis != "" {
		finding := unsetWindow.finding(basis)
		finding.Certain = true
		out = append(out, finding)
	}
	out = append(out, p.misfits()...)
	if !worked {
		out = append(out, p.byTime()...)
		if p.Run.FailureReason == "" {
			out = append(out, byHand.finding("cancelled without a failure reason"))
		}
	}
	return out
}

// byTime concludes from how long the run took.
func (p patient) byTime() []Finding {
	took, known := p.took()
	switch {
	case p.Task.Type == api.CodeEvaluation:
		if p.allZero() && p.mayBeCustom() && known && took <= codeSoon {
			return []Finding{codeUnloaded.finding("a custom code evaluator, cancelled within seconds, nothing counted")}
		}
		return nil
	case p.Task.Type == api.RunExperiment || !known:
		return nil
	case took <= atOnce:
		return []Finding{badKey.finding("cancelled within seconds of the start")}
	}
	basis := "cancelled minutes after the start"
	if took < time.Minute {
		basis = "cancelled less than a minute after the start"
	}
	return []Finding{badModel.finding(basis), badKey.finding("template evaluators call a model")}
}

// took is the time from start to end.
func (p patient) took() (time.Duration, bool) {
	from, to := p.Run.StartedAt, p.Run.FinishedAt
	if from == nil || to == nil || to.Before(*from) {
		return 0, false
	}
	return to.Sub(*from), true
}

func (p patient) allZero() bool {
	return p.Run.Successes == 0 && p.Run.Errors == 0 && p.Run.Skipped == 0
}

// windowUnset tells by what a window shows that it was never set: missing, empty,
// or from 1970. "" when it does not.
func (p patient) windowUnset() string {
	if !p.allZero() || !p.onProject() {
		return ""
	}
	from, to := p.Run.DataStart, p.Run.DataEnd
	switch {
	case from == nil && to == nil:
		return "the run has no window"
	case from != nil && from.UTC().Year() <= 1970:
		return "the window starts in 1970"
	case from != nil && to != nil && !from.Before(*to):
		return "the window is empty"
	}
	return ""
}

func (p patient) onProject() bool {
	return p.Task.ProjectID != "" && p.Task.Type != api.RunExperiment
}
