package api

import "encoding/json"

// speakCreate spells the words of a create as the server speaks.
func (c *Client) speakCreate(t CreateTask) CreateTask {
	t.Type = TaskType(c.dialect.say(string(t.Type)))
	t.RunConfig = c.dialect.speakConfig(t.RunConfig)
	return t
}

// speakConfig spells the enum words inside a run configuration (contract
// section 5): its type, the variable format, roles and tool types. All else
// stays byte for byte; what is no object is left alone.
func (d *dialect) speakConfig(raw json.RawMessage) json.RawMessage {
	return d.spell(raw, map[string]speller{
		"experiment_type":       d.spellWord,
		"input_variable_format": d.spellWord,
		"messages": d.spellEach(map[string]speller{
			"role":       d.spellWord,
			"tool_calls": d.spellEach(map[string]speller{"type": d.spellWord}),
		}),
	})
}

type speller func(json.RawMessage) json.RawMessage

// spell applies spellers to the members of an object.
func (d *dialect) spell(raw json.RawMessage, how map[string]speller) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return raw
	}
	changed := false
	for name, spell := range how {
		if old, ok := members[name]; ok {
			if now := spell(old); string(now) != string(old) {
				members[name], changed = now, true
			}
		}
	}
	return rewritten(raw, members, changed)
}

// spellEach makes a speller for a list of objects.
func (d *dialect) spellEach(how map[string]speller) speller {
	return func(raw json.RawMessage) json.RawMessage {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			return raw
		}
		changed := false
		for i, old := range items {
			items[i] = d.spell(old, how)
			changed = changed || string(items[i]) != string(old)
		}
		return rewritten(raw, items, changed)
	}
}

func (d *dialect) spellWord(raw json.RawMessage) json.RawMessage {
	var word string
	if json.Unmarshal(raw, &word) != nil {
		return raw
	}
	return rewritten(raw, d.say(word), d.say(word) != word)
}

// rewritten gives the new value if something changed, else the old bytes.
func rewritten(raw json.RawMessage, value any, changed bool) json.RawMessage {
	if !changed {
		return raw
	}
	out, err := encode(value)
	if err != nil {
		return raw
	}
	return out
}

// triggerWire carries the json names of a Trigger.
type triggerWire struct {
	DataStart         *utc              `json:"data_start_time,omitempty"`
	DataEnd           *utc              `json:"data_end_time,omitempty"`
	MaxSpans          int               `json:"max_spans,omitempty"`
	Override          *bool             `json:"override_evaluations,omitempty"`
	ExperimentIDs     []string          `json:"experiment_ids,omitempty"`
	ExperimentName    string            `json:"experiment_name,omitempty"`
	DatasetVersionID  string            `json:"dataset_version_id,omitempty"`
	ExampleIDs        []string          `json:"example_ids,omitempty"`
	MaxExamples       int               `json:"max_examples,omitempty"`
	QueryFilter       string            `json:"query_filter,omitempty"`
	TracingMetadata   map[string]string `json:"tracing_metadata,omitzero"`
	EvaluationTaskIDs []string          `json:"evaluation_task_ids,omitempty"`
}

// MarshalJSON writes exactly the wire body: times in UTC, absent fields left out.
func (t Trigger) MarshalJSON() ([]byte, error) {
	return encode(triggerWire{
		DataStart: asUTC(t.DataStart), DataEnd: asUTC(t.DataEnd), MaxSpans: t.MaxSpans, Override: t.Override,
		ExperimentIDs: t.ExperimentIDs, ExperimentName: t.ExperimentName, DatasetVersionID: t.DatasetVersionID,
		ExampleIDs: t.ExampleIDs, MaxExamples: t.MaxExamples, QueryFilter: t.QueryFilter,
		TracingMetadata: t.TracingMetadata, EvaluationTaskIDs: t.EvaluationTaskIDs,
	})
}

// UnmarshalJSON reads the wire form, as a saved draft holds it.
func (t *Trigger) UnmarshalJSON(b []byte) error {
	var w struct {
		triggerWire
		DataStart stamp `json:"data_start_time"`
		DataEnd   stamp `json:"data_end_time"`
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*t = Trigger{
		DataStart: w.DataStart.ptr(), DataEnd: w.DataEnd.ptr(), MaxSpans: w.MaxSpans, Override: w.Override,
		ExperimentIDs: w.ExperimentIDs, ExperimentName: w.ExperimentName, DatasetVersionID: w.DatasetVersionID,
		ExampleIDs: w.ExampleIDs, MaxExamples: w.MaxExamples, QueryFilter: w.QueryFilter,
		TracingMetadata: w.TracingMetadata, EvaluationTaskIDs: w.EvaluationTaskIDs,
	}
	return nil
}
