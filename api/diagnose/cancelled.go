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
		out = append(out, byHand("cancelled after successes"))
	}
	if f, ok := p.unsetWindow(); ok {
		out = append(out, f)
	}
	out = append(out, p.misfits()...)
	if !worked {
		out = append(out, p.byTime()...)
		if p.Run.FailureReason == "" {
			out = append(out, byHand("cancelled without a failure reason"))
		}
	}
	return out
}

func byHand(basis string) Finding {
	return Finding{
		Likely: "somebody cancelled it",
		Do:     "run it again when it is wanted",
		Basis:  basis,
	}
}

// byTime concludes from how long the run took.
func (p patient) byTime() []Finding {
	took, known := p.took()
	if p.Task.Type == api.CodeEvaluation {
		if p.allZero() && p.mayBeCustom() && known && took <= codeSoon {
			f := sandbox()
			f.Basis = "a custom code evaluator, cancelled within seconds, nothing counted"
			return []Finding{f}
		}
		return nil
	}
	if p.Task.Type == api.RunExperiment || !known {
		return nil
	}
	first, second := integration(), model()
	first.Basis, second.Basis = "cancelled within seconds of the start", "template evaluators call a model"
	if took > atOnce {
		first, second = model(), integration()
		first.Basis, second.Basis = "cancelled minutes after the start", "template evaluators call a model"
		if took < time.Minute {
			first.Basis = "cancelled less than a minute after the start"
		}
		return []Finding{first, second}
	}
	return []Finding{first}
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

// unsetWindow reports a window that was never set: missing, empty, or from 1970.
func (p patient) unsetWindow() (Finding, bool) {
	if !p.allZero() || !p.onProject() {
		return Finding{}, false
	}
	f := Finding{
		Likely:  "the window was never set",
		Do:      "take start and end from real spans and trigger again with both",
		Certain: true,
	}
	from, to := p.Run.DataStart, p.Run.DataEnd
	switch {
	case from == nil && to == nil:
		f.Basis = "the run has no window"
	case from != nil && from.UTC().Year() <= 1970:
		f.Basis = "the window starts in 1970"
	case from != nil && to != nil && !from.Before(*to):
		f.Basis = "the window is empty"
	default:
		return Finding{}, false
	}
	return f, true
}

func (p patient) onProject() bool {
	return p.Task.ProjectID != "" && p.Task.Type != api.RunExperiment
}
