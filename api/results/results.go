// Package results counts what evaluators said about spans and experiment runs: labels
// with shares and intervals, scores, the worst examples, slices by attribute, and what
// changed against an earlier window.
//
// A Counter takes rows one by one and keeps counts only: its memory depends on the number
// of evaluators, labels and attribute values, all of them bounded, and not on the number
// of rows. The API has no result of a run: a label belongs to a run only when its metadata
// holds the ID of the run (contract section 6, What a run wrote).
//
// It is pure and imports api only; text from the server is not cleaned.
package results

import (
	"time"

	"ax-tui/api"
)

// Judge is what is known of an evaluator besides its results. Choices nil and Direction
// "" mean unknown.
type Judge struct {
	Name        string
	Choices     map[string]float64 // the score of each label
	Direction   api.Direction
	Granularity api.Granularity
}

// sign returns 1 when high scores are good, -1 when low ones are. An evaluator without a
// direction is read as one whose high scores are good.
func (j *Judge) sign() float64 {
	if j.Direction == api.Minimize {
		return -1
	}
	return 1
}

// Row is one span or one experiment run with what evaluators said about it.
type Row struct {
	ID          string // of the span or the experiment run
	TraceID     string // "" for an experiment run
	Name        string // of the span; the ID of the example for an experiment run
	At          time.Time
	Evaluations []api.Evaluation
	Values      []Value // of the attributes to slice by
	Texts       []Value // of the application, if they came with the row; kept with the worst only
}

// Value is the value of one attribute of a row.
type Value struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Basis says what ties the counted labels to a run or a task.
type Basis string

// The bases. In the first two the metadata of the labels holds the ID of the run or of
// the task.
const (
	WrittenByRun  Basis = "written_by_run"
	WrittenByTask Basis = "written_by_task"
	NowInWindow   Basis = "now_in_window"
)

// Words returns the basis for people.
func (b Basis) Words() string {
	switch b {
	case WrittenByRun:
		return "written by this run"
	case WrittenByTask:
		return "written by runs of this task"
	case NowInWindow: // as below
	}
	return "labels now in this window"
}

// Summary is the result of a Counter.
type Summary struct {
	Rows       int         `json:"rows"`
	Basis      Basis       `json:"basis"`
	Others     int         `json:"others"` // labels whose metadata does not hold the ID that is asked for
	Evaluators []Evaluator `json:"evaluators"`
}

// Find returns the evaluator of a name; false if there is none.
func (s *Summary) Find(name string) (Evaluator, bool) {
	for _, evaluator := range s.Evaluators {
		if evaluator.Name == name {
			return evaluator, true
		}
	}
	return Evaluator{}, false
}

// Compare sets the changes of every evaluator against an earlier summary.
func (s Summary) Compare(before Summary) {
	for i := range s.Evaluators {
		earlier, _ := before.Find(s.Evaluators[i].Name)
		s.Evaluators[i].Changes = Changes(earlier, s.Evaluators[i])
	}
}

// Evaluator is what one evaluator said.
type Evaluator struct {
	Name        string          `json:"name"`
	Granularity api.Granularity `json:"granularity,omitempty"`
	Evaluated   int             `json:"evaluated"`    // rows with a label or a score
	None        int             `json:"no_label"`     // rows without
	NotThis     int             `json:"others"`       // labels left out: their metadata does not hold the ID that is asked for
	Unknown     int             `json:"unattributed"` // labels left out: they have no metadata
	Labels      []Label         `json:"labels"`       // the worst first, or the most frequent when scores do not rank them
	OtherLabels int             `json:"other_labels"` // rows with labels beyond the first hundred
	Scores      *Scores         `json:"scores"`       // nil: none
	Bad         []string        `json:"bad"`          // the labels of the worse half of the scores
	BadCount    int             `json:"bad_count"`
	Ranked      bool            `json:"ranked"` // scores say which result is worse
	Worst       []Item          `json:"worst"`  // the worst first; the first that were read when not Ranked
	Slices      []Slice         `json:"slices"`
	Changes     []Change        `json:"changes"` // set by Compare
}

// Ref returns the name; an evaluator's results have no ID.
func (e Evaluator) Ref() api.Ref { return api.Ref{Name: e.Name} }

// Share returns the share of a label; the zero Share when nothing has it.
func (e *Evaluator) Share(label string) Share {
	for _, found := range e.Labels {
		if found.Label == label {
			return found.Share
		}
	}
	return NewShare(0, e.Labelled())
}

// Unranked says why the results are not ranked.
func (e *Evaluator) Unranked() string {
	switch {
	case e.Scores == nil:
		return "no score says which is worse"
	case e.Scores.Low == e.Scores.High:
		return "every score is " + Score(e.Scores.Low)
	}
	return "the scores have no better direction"
}

// Labelled returns the number of rows that have a label: the whole of the shares.
func (e *Evaluator) Labelled() int {
	total := e.OtherLabels
	for _, label := range e.Labels {
		total += label.Count
	}
	return total
}

// Label is how often one label was given.
type Label struct {
	Label string `json:"label"`
	Share
	Score *float64 `json:"score"` // of the evaluator's choices, else the mean of what was read; nil: none
	Bad   bool     `json:"bad"`
}

// Item is one result, kept because it is among the worst.
type Item struct {
	ID          string    `json:"id"`
	TraceID     string    `json:"trace_id,omitempty"`
	Name        string    `json:"name"`
	At          time.Time `json:"time,omitzero"`
	Label       string    `json:"label,omitempty"`
	Score       *float64  `json:"score"`
	Bad         bool      `json:"bad"`
	Explanation string    `json:"explanation,omitempty"`
	Texts       []Value   `json:"texts,omitempty"`
}

// Ref returns the ID and name.
func (i Item) Ref() api.Ref { return api.Ref{ID: i.ID, Name: i.Name} }

// Record is one result as it is exported: what one evaluator said about one row.
type Record struct {
	Evaluator   string    `json:"evaluator"`
	Label       string    `json:"label,omitempty"`
	Score       *float64  `json:"score"`
	ID          string    `json:"id"`
	TraceID     string    `json:"trace_id,omitempty"`
	Name        string    `json:"name"`
	At          time.Time `json:"time,omitzero"`
	Explanation string    `json:"explanation,omitempty"`
}

// Ref returns the ID and name.
func (r Record) Ref() api.Ref { return api.Ref{ID: r.ID, Name: r.Name} }

// Records returns the results of a row: those of the judges, or all when there are none.
func Records(row *Row, judges []Judge) (out []Record) {
	for _, evaluation := range row.Evaluations {
		asked := len(judges) == 0
		for _, judge := range judges {
			asked = asked || judge.Name == evaluation.Name
		}
		if asked && (evaluation.Label != "" || evaluation.Score != nil) {
			out = append(out, Record{
				Evaluator: evaluation.Name, Label: evaluation.Label, Score: evaluation.Score, Explanation: evaluation.Explanation,
				ID: row.ID, TraceID: row.TraceID, Name: row.Name, At: row.At,
			})
		}
	}
	return out
}
