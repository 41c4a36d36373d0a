package api

import "strings"

// TaskType says what a task does. Values are the upper-case words of contract
// section 5; a word this program does not know is kept as the server sent it.
type TaskType string

// The task types (contract section 5).
const (
	TemplateEvaluation TaskType = "TEMPLATE_EVALUATION"
	CodeEvaluation     TaskType = "CODE_EVALUATION"
	RunExperiment      TaskType = "RUN_EXPERIMENT"
)

// Words gives the lower-case form that people see and type: "template_evaluation".
func (t TaskType) Words() string { return strings.ToLower(string(t)) }

// Evaluation reports whether the type is one of the two that bind evaluators.
func (t TaskType) Evaluation() bool { return t == TemplateEvaluation || t == CodeEvaluation }

// TaskTypes lists the known types, in the order in which forms offer them.
func TaskTypes() []TaskType { return []TaskType{TemplateEvaluation, CodeEvaluation, RunExperiment} }

// ParseTaskType reads a type as a person writes it: any case, with spaces,
// underscores or hyphens. ok is false when the word is not a known type; the
// folded word is returned all the same.
func ParseTaskType(s string) (t TaskType, ok bool) {
	t = TaskType(fold(s))
	return t, t.Evaluation() || t == RunExperiment
}

// Status is the state of a run. Values are the upper-case words of contract
// section 5; a word this program does not know is kept as the server sent it.
type Status string

// The run states (contract section 6, Runs).
const (
	Pending   Status = "PENDING"
	Running   Status = "RUNNING"
	Completed Status = "COMPLETED"
	Failed    Status = "FAILED"
	Cancelled Status = "CANCELLED"
)

// Words gives the lower-case form that people see and type: "running".
func (s Status) Words() string { return strings.ToLower(string(s)) }

// Terminal reports whether a run in this state has ended for good. An unknown
// word is not terminal: it may be a new state on the way.
func (s Status) Terminal() bool { return s == Completed || s == Failed || s == Cancelled }

// Active reports whether a run in this state can still be cancelled.
func (s Status) Active() bool { return s == Pending || s == Running }

// Statuses lists the known states in the order a run goes through them.
func Statuses() []Status { return []Status{Pending, Running, Completed, Failed, Cancelled} }

// ParseStatus reads a state as a person writes it, in any case. ok is false
// when the word is not a known state; the folded word is returned all the same.
// The American spelling "canceled" is taken for Cancelled.
func ParseStatus(s string) (st Status, ok bool) {
	st = Status(fold(s))
	if st == "CANCELED" {
		st = Cancelled
	}
	return st, st.Terminal() || st.Active()
}

// EvaluatorType says how an evaluator judges; unknown words are kept.
type EvaluatorType string

// The evaluator types (contract section 5).
const (
	TemplateEvaluator EvaluatorType = "TEMPLATE"
	CodeEvaluator     EvaluatorType = "CODE"
	HarnessEvaluator  EvaluatorType = "HARNESS"
	RemoteEvaluator   EvaluatorType = "REMOTE"
)

// Words gives the lower-case form: "template".
func (t EvaluatorType) Words() string { return strings.ToLower(string(t)) }

// CodeType says where the code of a code evaluator comes from.
type CodeType string

// The code types (contract section 5).
const (
	ManagedCode CodeType = "MANAGED"
	CustomCode  CodeType = "CUSTOM"
)

// Words gives the lower-case form: "managed".
func (t CodeType) Words() string { return strings.ToLower(string(t)) }

// Granularity says what one score belongs to. Empty means the server named none.
type Granularity string

// The granularities (contract section 5).
const (
	SpanGranularity    Granularity = "SPAN"
	TraceGranularity   Granularity = "TRACE"
	SessionGranularity Granularity = "SESSION"
)

// Words gives the lower-case form: "span".
func (g Granularity) Words() string { return strings.ToLower(string(g)) }

// ProjectType is APPLICATION, HARNESS or EXPERIMENT (contract section 3,
// Filters); empty when the server named none.
type ProjectType string

// ExperimentType is the kind of a run configuration.
type ExperimentType string

// The experiment types (contract section 6, Create, RUN_EXPERIMENT).
const (
	LLMGeneration                ExperimentType = "LLM_GENERATION"
	TemplateEvaluationExperiment ExperimentType = "TEMPLATE_EVALUATION"
	AgentCall                    ExperimentType = "AGENT_CALL"
)

// fold brings a word into the spelling of the constants.
func fold(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, s)
}
