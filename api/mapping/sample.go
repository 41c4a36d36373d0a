package mapping

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"time"

	"ax-tui/api"
)

// Kind says what a set of samples consists of. The zero value is spans.
type Kind int

// The kinds of samples.
const (
	Spans Kind = iota
	ExperimentRuns
	Examples
)

// Noun names the things of this kind, in the plural: "spans".
func (k Kind) Noun() string {
	switch k {
	case ExperimentRuns:
		return "experiment runs"
	case Examples:
		return "examples"
	case Spans: // as below
	}
	return "spans"
}

// sizeMost bounds the JSON of one sample, in bytes; what is larger counts as
// unread, so that one odd row cannot make a preview slow.
const sizeMost = 4 << 20

// Sample is one decoded row. It never changes, so it may be shared between
// goroutines. The zero value is a row that could not be read.
type Sample struct {
	root map[string]any // nil: not readable
}

// Readable reports whether the row could be decoded.
func (s Sample) Readable() bool { return s.root != nil }

// FromSpan decodes a span. Its paths begin with "attributes.", with the name of
// a fixed field of the wire ("name", "kind", "context.span_id"), or with
// "eval." for the results that runs wrote on it (contract section 6, Runs).
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
		"start_time": stamp(span.StartTime), "end_time": stamp(span.EndTime),
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

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// FromRun decodes an output of an experiment. Columns of its example, when
// given, stand beside its own fields, which win where both have a name
// (contract section 8: "output" and columns of the example).
func FromRun(run api.ExperimentRun, example *api.Example) Sample {
	own := object(run.Fields)
	if own == nil || example == nil {
		return Sample{root: own}
	}
	root := object(example.Fields)
	if root == nil {
		return Sample{root: own}
	}
	maps.Copy(root, own)
	return Sample{root: root}
}

// FromExample decodes a row of a dataset.
func FromExample(example api.Example) Sample { return Sample{root: object(example.Fields)} }

// object reads a JSON object and keeps numbers as they are written; nil for
// anything else.
func object(raw []byte) map[string]any {
	if len(raw) > sizeMost {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var m map[string]any
	if decoder.Decode(&m) != nil {
		return nil
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil
	}
	return m
}
