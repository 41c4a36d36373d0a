package taskfile_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/taskfile"
)

// nasty is a text with everything that a file could break on.
const nasty = "say \"\"\"hi\"\"\"\n\\path\t{{input}}\r\nénd 👩‍👩‍👧 \u202eback\x00\x7f\u2028 = [a.b] # \"\"\""

func text(value string) *string { return &value }

func rate(value float64) *float64 { return &value }

// tasks are one task of each type and shape, by what is special about them.
func tasks() map[string]api.Task {
	return map[string]api.Task{
		"template": {
			ID: "dGFzazox", Name: "Relevance: \"best\"", Type: api.TemplateEvaluation, ProjectID: "cHJvamVjdDox", Continuous: true, SamplingRate: rate(0.25),
			QueryFilter: text("span_kind = 'LLM' and x = \"\\d\""),
			Evaluators: []api.TaskEvaluator{
				{EvaluatorID: "ZXZhbDox", Name: "Relevance", VersionID: "djox", QueryFilter: text(nasty), Mappings: map[string]string{"input": "attributes.input.value", "the output": "a.\"b\""}},
				{EvaluatorID: "ZXZhbDoy", Name: "Tone"},
			},
		},
		"trace": {
			ID: "dGFzazoy", Name: nasty, Type: api.TemplateEvaluation, ProjectID: "cHJvamVjdDox",
			QueryFilters: &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "x = 1"}, {ID: "B", Filter: nasty}}, Expression: "A and B"},
			Evaluators: []api.TaskEvaluator{{EvaluatorID: "ZXZhbDox", Name: "Goal", QueryMappings: []api.QueryMapping{
				{VariableName: "input", QueryIDs: []string{"A", "B"}, AttributePath: "x"}, {VariableName: "output", QueryIDs: []string{}, AttributePath: "y"},
			}}},
		},
		"code": {
			ID: "dGFzazoz", Name: "JSON Shape", Type: api.CodeEvaluation, DatasetID: "ZGF0YTox", ExperimentIDs: []string{"ZXhwOjE=", "ZXhwOjI="},
			Evaluators: []api.TaskEvaluator{{EvaluatorID: "ZXZhbDox", Name: "JSON", Mappings: map[string]string{"output": "output"}}},
		},
		"experiment": {
			ID: "dGFzazo0", Name: "Prompts", Type: api.RunExperiment, DatasetID: "ZGF0YTox",
			RunConfig: config(`"messages": [{"role": "SYSTEM", "content": ` + quoted(nasty) + `}, {"role": "USER", "content": "{{question}}"}],
				"invocation_parameters": {"temperature": 0.70, "max_tokens": 512, "stop": ["\n", "END"], "response_format": {"type": "JSON_SCHEMA",
				"json_schema": {"name": "x", "schema": {"type": "object", "properties": {}, "required": [], "any of": [{"a": 1}, 2, [3, {"b": "\n"}]]}}}},
				"provider_parameters": {}, "tool_config": {"tools": [{"a": {"b": 1e-7}}]}`),
		},
		"null inside": {
			ID: "dGFzazo1", Name: "Nulls", Type: api.RunExperiment, DatasetID: "ZGF0YTox",
			RunConfig: config(`"messages": [{"role": "USER", "content": "x"}], "provider_parameters": {"seed": null, "big": 123456789012345678901}`),
		},
	}
}

func quoted(value string) string {
	raw, _ := json.Marshal(value)
	return string(raw)
}

func config(more string) json.RawMessage {
	return json.RawMessage(`{"experiment_type": "LLM_GENERATION", "ai_integration_id": "TExNOjE=", "input_variable_format": "MUSTACHE", ` + more + `}`)
}

// named gives everything a name but what is called unknown.
func named(kind taskfile.Kind, id string) string {
	if id == "ZXhwOjI=" || len(id) < 4 {
		return ""
	}
	return "the " + string(kind) + " " + id[:4]
}

// TestRoundTrip: what a file says of a task is what the task is.
func TestRoundTrip(t *testing.T) {
	for what, task := range tasks() {
		content, err := taskfile.Encode(taskfile.Of(task, "c3BhY2U6MQ==", named))
		if err != nil {
			t.Fatal(what, err)
		}
		if strings.ContainsAny(string(content), "\x00\x7f\u202e\r") {
			t.Errorf("%s: what a terminal would obey is in the file: %q", what, content)
		}
		for _, form := range []string{string(content), "\ufeff" + strings.ReplaceAll(string(content), "\n", "\r\n")} {
			file, err := taskfile.Parse([]byte(form))
			if err != nil {
				t.Fatalf("%s: %v\n%s", what, err, content)
			}
			if file.Task != task.ID || file.Space != "the space c3Bh" || slices.Contains(file.Request.ExperimentIDs, "ZXhwOjE=") {
				t.Errorf("%s: task %q, space %q, experiments %q", what, file.Task, file.Space, file.Request.ExperimentIDs)
			}
			_ = file.Each(func(kind taskfile.Kind, ref string) (string, error) {
				if id := file.IDs[kind][ref]; id != "" {
					return id, nil
				}
				return ref, nil
			})
			want := task.Request()
			if task.ProjectID != "" {
				want.Continuous = &task.Continuous // a file says false too
			}
			if !evaljson.Equal(file.Request, want) {
				got, _ := api.Body(file.Request)
				expected, _ := api.Body(want)
				t.Errorf("%s:\n%s\nwant\n%s\nthe file:\n%s", what, got, expected, content)
			}
		}
	}
}

// TestNullsOfAnswers: nulls that the server answers for what was not given are no
// difference, and no reason to write JSON.
func TestNullsOfAnswers(t *testing.T) {
	task := api.Task{Name: "x", Type: api.RunExperiment, DatasetID: "ZGF0YTox", RunConfig: config(`"model_name": null, "prompt_version_id": null, "messages": [{"role": "USER", "content": "x", "tool_calls": null}]`)}
	content, err := taskfile.Encode(taskfile.Of(task, "", named))
	if err != nil || strings.Contains(string(content), "null") || !strings.Contains(string(content), "[[run_configuration.messages]]") {
		t.Errorf("%v: %s", err, content)
	}
}

// TestReadable: the text is for people.
func TestReadable(t *testing.T) {
	file := taskfile.Of(tasks()["template"], "c3BhY2U6MQ==", named)
	file.Request.Evaluators[0].QueryFilter = "first\nsecond"
	content, _ := taskfile.Encode(file)
	want := `# A task of Arize AX; ax-tui tasks diff compares this file with the server.
"$schema" = "urn:ax-tui:task:1"

name = "Relevance: \"best\""
type = "template_evaluation"
space = "the space c3Bh"
project = "the project cHJv"
is_continuous = true
sampling_rate = 0.25
query_filter = "span_kind = 'LLM' and x = \"\\d\""

[[evaluators]]
evaluator_name = "Relevance"
evaluator_version_id = "djox"
query_filter = """
first
second"""

[evaluators.column_mappings]
input = "attributes.input.value"
"the output" = "a.\"b\""

[[evaluators]]
evaluator_name = "Tone"

# The ID of each name above. Remove this section to have the names looked up.
[ids]
task = "dGFzazox"

[ids.space]
"the space c3Bh" = "c3BhY2U6MQ=="

[ids.project]
"the project cHJv" = "cHJvamVjdDox"

[ids.evaluators]
Relevance = "ZXZhbDox"
Tone = "ZXZhbDoy"
`
	if string(content) != want {
		t.Errorf("%s", content)
	}
}

// TestTwoOfOneName: of two objects of one name, the second keeps its ID.
func TestTwoOfOneName(t *testing.T) {
	task := tasks()["code"]
	file := taskfile.Of(task, "", func(taskfile.Kind, string) string { return "same" })
	if got := file.Request.ExperimentIDs; !slices.Equal(got, []string{"same", "ZXhwOjI="}) {
		t.Errorf("%q", got)
	}
	if moved := file.Moved(); moved.Task != "" || len(moved.IDs) > 0 || moved.Request.ExperimentIDs[0] != "same" {
		t.Errorf("%+v", moved)
	}
}

const head = "\"$schema\" = \"urn:ax-tui:task:1\"\nname = \"x\"\ntype = \"code_evaluation\"\n" // three lines

// TestFaults: a fault names what is wrong and its line.
func TestFaults(t *testing.T) {
	for what, tt := range map[string]struct{ content, want string }{
		"empty":            {"", "it is not a task file: the line"},
		"another file":     {"theme = \"dark\"\n", "it is not a task file"},
		"another version":  {"\"$schema\" = \"urn:ax-tui:task:2\"\n", "line 1: $schema must be"},
		"no name":          {"\"$schema\" = \"urn:ax-tui:task:1\"\ntype = \"code_evaluation\"\n", `the key "name" is missing`},
		"unknown key":      {head + "\nsamplingrate = 1\n", `line 5: unknown key "samplingrate"; did you mean sampling_rate?`},
		"unknown at all":   {head + "zzz = 1\n", `line 4: unknown key "zzz"; remove it (the known keys are $schema, name,`},
		"type":             {"\"$schema\" = \"urn:ax-tui:task:1\"\nname = \"x\"\ntype = \"code\"\n", "line 3: type must be one of template_evaluation, code_evaluation, run_experiment"},
		"no text":          {head + "project = 1\n", "line 4: project must be a text in quotes"},
		"rate":             {head + "sampling_rate = 1.5\n", "line 4: sampling_rate is 1.5; it must be from 0 to 1"},
		"rate as text":     {head + "sampling_rate = \"1\"\n", "line 4: sampling_rate must be a number"},
		"continuous":       {head + "is_continuous = \"yes\"\n", "line 4: is_continuous must be true or false"},
		"experiments":      {head + "experiments = [1]\n", "line 4: experiments must be a list of texts"},
		"evaluator key":    {head + "\n[[evaluators]]\nevaluator_name = \"a\"\n\n[[evaluators]]\nevaluator_name = \"b\"\nversion = \"c\"\n", `line 10: unknown key "version"; did you mean evaluator_version_id?`},
		"mapping":          {head + "[[evaluators]]\nevaluator_name = \"a\"\n[evaluators.column_mappings]\ninput = 1\n", "line 7: this must be a string in quotes, not a number"},
		"evaluators":       {head + "evaluators = 3\n", "line 4: this must be a list"},
		"letter":           {head + "[query_filters]\nfilters = [{id = \"A\", filter = \"x\"}]\n[[evaluators]]\nevaluator_name = \"a\"\nquery_mappings = [{variable_name = \"v\", attribute_path = \"p\",\n query_ids = [\"B\"]}]\n", "line 9: the letter B is not declared"},
		"filter key":       {head + "[query_filters]\n[[query_filters.filters]]\nid = \"A\"\nfilters = \"x\"\n", `line 7: unknown key "filters"; did you mean filter?`},
		"config key":       {head + "[run_configuration]\nexperiment_type = \"AGENT_CALL\"\nintegration_id = \"x\"\ninput_template = {}\nweight = 1\n", `line 8: unknown key "weight"`},
		"config as text":   {head + "run_configuration = \"\"\"\n{\n\"experiment_type\": }\"\"\"\n", "line 4: "},
		"ids":              {head + "[ids]\ntasks = \"x\"\n", `line 5: unknown key "tasks"; did you mean task?`},
		"an id":            {head + "[ids.project]\n\"a.b\" = 1\n", "line 5: ids.project.a.b must be a text in quotes"},
		"no TOML":          {head + "x = = 1\n", "line 4: is not valid TOML"},
		"twice":            {head + "name = \"y\"\n", "line 4: is not valid TOML"},
		"very many":        {head + strings.Repeat("a = 1\n", 10_001), "it has more than 10000 keys"},
		"very deep":        {head + strings.Repeat("a.", 40) + "a = 1\n", "line 4: it has a key of more than 32 parts"},
		"too large":        {head + "# " + strings.Repeat("x", taskfile.MaxSize), "it is larger than 1 MB"},
		"time in a config": {head + "[run_configuration]\nexperiment_type = 2020-01-01\n", "line 5: unknown value"},
	} {
		_, err := taskfile.Parse([]byte(tt.content))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", what, err, tt.want)
		}
	}
	_, err := taskfile.Parse([]byte(head + "b = 1\na = 2\n"))
	if faults, ok := err.(taskfile.Faults); !ok || len(faults) != 2 || faults[0].Line != 4 || faults[1].Line != 5 { //nolint:errorlint // the type is documented
		t.Errorf("%v", err)
	}
}

// TestTooLargeToRead: what could not be read is not written.
func TestTooLargeToRead(t *testing.T) {
	_, err := taskfile.Encode(taskfile.Of(api.Task{Name: strings.Repeat("x", taskfile.MaxSize)}, "", named))
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MB") {
		t.Error(err)
	}
}

// TestSchema: the schema has the keys that are read, and no others.
func TestSchema(t *testing.T) {
	type schema struct {
		ID         string `json:"$id"`
		Properties map[string]schema
		Items      *schema
		Const      string
		Enum       []string
	}
	var got schema
	if err := json.Unmarshal([]byte(taskfile.SchemaJSON), &got); err != nil {
		t.Fatal(err)
	}
	if got.ID != taskfile.Schema || got.Properties["$schema"].Const != taskfile.Schema {
		t.Errorf("the schema is %s", got.ID)
	}
	known := func(content string) []string {
		_, err := taskfile.Parse([]byte(content))
		_, list, ok := strings.Cut(err.Error(), "the known keys are ")
		list, _, closed := strings.Cut(list, ")")
		if !ok || !closed {
			t.Fatal(err)
		}
		names := strings.Split(list, ", ")
		slices.Sort(names)
		return names
	}
	for what, tt := range map[string]struct {
		content string
		in      schema
	}{
		"file":          {head + "zzz = 1\n", got},
		"ids":           {head + "[ids]\nzzz = 1\n", got.Properties["ids"]},
		"filters":       {head + "[query_filters]\nzzz = 1\n", got.Properties["query_filters"]},
		"filter":        {head + "[query_filters]\nfilters = [{zzz = 1}]\n", *got.Properties["query_filters"].Properties["filters"].Items},
		"evaluator":     {head + "[[evaluators]]\nzzz = 1\n", *got.Properties["evaluators"].Items},
		"query mapping": {head + "[[evaluators]]\nquery_mappings = [{zzz = 1}]\n", *got.Properties["evaluators"].Items.Properties["query_mappings"].Items},
	} {
		want := slices.Sorted(maps.Keys(tt.in.Properties))
		if names := known(tt.content); !slices.Equal(names, want) {
			t.Errorf("%s: %q are read, %q are in the schema", what, names, want)
		}
	}
	for i, word := range got.Properties["type"].Enum {
		if len(api.TaskTypes()) != len(got.Properties["type"].Enum) || api.TaskTypes()[i].Words() != word {
			t.Errorf("the types are %q", got.Properties["type"].Enum)
		}
	}
}
