package mapping

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"time"

	"ax-tui/api"
)

// Kind is what the samples of a set are. The zero value is spans.
type Kind int

// The kinds of samples.
const (
	Spans Kind = iota
	ExperimentRuns
	Examples
)

// Noun returns the plural noun, such as "spans".
func (k Kind) Noun() string {
	switch k {
	case ExperimentRuns:
		return "experiment runs"
	case Examples:
		return "examples"
	case Spans: // the default below
	}
	return "spans"
}

// maxSize bounds the JSON of one sample, in bytes; a larger sample counts as
// unread, so that one huge row cannot make a preview slow.
const maxSize = 4 << 20

// Sample is one decoded row. It is immutable and may be shared between
// goroutines. The zero value is a row that could not be decoded.
type Sample struct {
	root map[string]any // nil: could not be decoded
}

// Readable reports whether the row could be decoded.
func (s Sample) Readable() bool { return s.root != nil }

// FromSpan decodes a span. Its paths start with "attributes.", with the name of
// a fixed field ("name", "kind", "context.span_id"), or with "eval." for the
// results that runs wrote on it (contract section 6, Runs).
func FromSpan(span api.Span) Sample {
	attributes := map[string]any{}
	if len(bytes.TrimSpace(span.Attributes)) > 0 {
		if attributes = object(span.Attributes); attributes == nil {
			return Sample{}
		}
	}
	root := map[string]any{
		"attributes": attributes,
		"name":       span.Name,
		"kind":       span.Kind,
		"context":    map[string]any{"trace_id": span.TraceID, "span_id": span.SpanID},
	}
	for name, value := range map[string]string{
		"parent_id": span.ParentID, "status_code": span.StatusCode, "status_message": span.StatusMessage,
		"start_time": formatTime(span.StartTime), "end_time": formatTime(span.EndTime),
	} {
		if value != "" {
			root[name] = value
		}
	}
	for _, evaluation := range span.Evaluations {
		root["eval."+evaluation.Name+".label"] = evaluation.Label
		root["eval."+evaluation.Name+".explanation"] = evaluation.Explanation
		if evaluation.Score != nil {
			root["eval."+evaluation.Name+".score"] = *evaluation.Score
		}
	}
	return Sample{root: root}
}

func formatTime(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.UTC().Format(time.RFC3339Nano)
}

// FromRun decodes a run of an experiment. Columns of its example, if given, are
// added to the fields of the run, which take precedence (contract section 8:
// "output" and columns of the example).
func FromRun(run *api.ExperimentRun, example *api.Example) Sample {
	fields := object(run.Fields)
	if fields == nil || example == nil {
		return Sample{root: fields}
	}
	root := object(example.Fields)
	if root == nil {
		return Sample{root: fields}
	}
	maps.Copy(root, fields)
	return Sample{root: root}
}

// FromExample decodes a row of a dataset.
func FromExample(example api.Example) Sample { return Sample{root: object(example.Fields)} }

// object parses a JSON object and keeps the spelling of numbers; nil for
// anything else.
func object(raw []byte) map[string]any {
	if len(raw) > maxSize {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var fields map[string]any
	if decoder.Decode(&fields) != nil {
		return nil
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil
	}
	return fields
}
