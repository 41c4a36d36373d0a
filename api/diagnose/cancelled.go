package diagnose

import (
	"time"

	"ax-tui/api"
)

// Timings of contract section 8, with a margin: about 1 s for the integration,
// about 3 s for code that does not load, about 3 min for calls to the model.
const (
	integrationLimit = 20 * time.Second
	codeLoadLimit    = 30 * time.Second
)

func (s subject) cancelled() []Finding {
	var out []Finding
	hasSuccesses := s.Run.Successes > 0
	if hasSuccesses {
		out = append(out, byHand.finding("it was cancelled after successes"))
	}
	out = append(out, s.unset()...)
	out = append(out, s.unmapped()...)
	out = append(out, s.misfits()...)
	if !hasSuccesses && s.windowUnset() == "" { // that explains the end
		out = append(out, s.byTime()...)
		out = append(out, byHand.finding("it was cancelled without a failure reason"))
	}
	return out
}

// unset returns that the window was never set, if it looks so: the run shows it.
func (s *subject) unset() []Finding {
	basis := s.windowUnset()
	if basis == "" {
		return nil
	}
	finding := unsetWindow.finding(basis)
	finding.Certain = true
	return []Finding{finding}
}

// byTime infers causes from the duration of the run.
func (s *subject) byTime() []Finding {
	duration, known := s.duration()
	switch {
	case s.Task.Type == api.CodeEvaluation:
		if s.allZero() && s.mayBeCustom() && known && duration <= codeLoadLimit {
			return []Finding{codeUnloaded.finding("custom code was cancelled within seconds, and nothing was counted")}
		}
		return nil
	case s.Task.Type == api.RunExperiment || !known:
		return nil
	case duration <= integrationLimit:
		return []Finding{badKey.finding("it was cancelled within seconds of the start")}
	}
	basis := "it was cancelled minutes after the start"
	if duration < time.Minute {
		basis = "it was cancelled less than a minute after the start"
	}
	return []Finding{badModel.finding(basis), badKey.finding("template evaluators call a model")}
}

// duration returns the time from start to end; false when it is unknown.
func (s *subject) duration() (time.Duration, bool) {
	from, to := s.Run.StartedAt, s.Run.FinishedAt
	if from == nil || to == nil || to.Before(*from) {
		return 0, false
	}
	return to.Sub(*from), true
}

func (s *subject) allZero() bool {
	return s.Run.Successes == 0 && s.Run.Errors == 0 && s.Run.Skipped == 0
}

// windowUnset returns why the window looks as if it was never set (missing, empty,
// or from 1970), "" when it does not.
func (s *subject) windowUnset() string {
	if !s.allZero() || !s.onProject() {
		return ""
	}
	from, to := s.Run.DataStart, s.Run.DataEnd
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

func (s *subject) onProject() bool {
	return s.Task.ProjectID != "" && s.Task.Type != api.RunExperiment
}
