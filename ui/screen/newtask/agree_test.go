package newtask

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/preflight"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
)

// agreeModel is the form of a new task with five known evaluators, without a terminal.
func agreeModel() *model {
	made := &model{vals: newValues(api.Ref{ID: "S"})}
	made.Styles = theme.New(theme.Options{})
	config := jsonfield.Config{Styles: made.Styles, Keys: keymap.Default(), After: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	made.text = texts{evaluators: form.NewJSON(config, "", &evaljson.Options{}), config: form.NewRunConfig(config, "", &evaljson.Options{})}
	made.current, made.configValues = stEvaluators, newConfigValues()
	made.facts = map[string]*fact{}
	for i, id := range evaluatorIDs() {
		known := preflight.EvaluatorFacts{ID: id, Type: api.TemplateEvaluator, Variables: []string{"input", "output"}}
		if i >= spanEvaluators {
			known.Granularity = []api.Granularity{api.TraceGranularity, api.SessionGranularity}[i-spanEvaluators]
		}
		made.facts[id] = &fact{known: true, name: id, facts: known}
	}
	return made
}

// spanEvaluators is how many of the evaluators judge spans; the others need the trace or
// session shape.
const spanEvaluators = 3

func evaluatorIDs() []string {
	return []string{"RXZhbHVhdG9yOjE6YQ==", "RXZhbHVhdG9yOjI6Yg==", "RXZhbHVhdG9yOjM6Yw==", "RXZhbHVhdG9yOjQ6ZA==", "RXZhbHVhdG9yOjU6ZQ=="}
}

// agreeActions are what a person may do in the form, with values of all kinds.
func agreeActions() map[string]func(*rapid.T, *model) {
	return map[string]func(*rapid.T, *model){
		"type": func(t *rapid.T, form *model) {
			form.vals.Type = rapid.SampledFrom([]string{string(api.TemplateEvaluation), string(api.RunExperiment)}).Draw(t, "type")
			form.current = stName
			form.syncTexts()
		},
		"mark": func(t *rapid.T, form *model) {
			id := rapid.SampledFrom(evaluatorIDs()).Draw(t, "evaluator")
			if i := slices.IndexFunc(form.vals.Picks, func(old pick) bool { return old.ID == id }); i >= 0 {
				form.vals.Picks = slices.Delete(slices.Clone(form.vals.Picks), i, i+1)
			} else {
				form.vals.Picks = append(slices.Clone(form.vals.Picks), pick{Ref: api.Ref{ID: id}})
			}
			form.picksToText()
		},
		"text": func(t *rapid.T, form *model) {
			agreeKeys(form, stJSON, rapid.SampledFrom([]string{
				"", "[]", "[", `[{"evaluator_id":"RXZhbHVhdG9yOjE6YQ=="}]`, `{"evaluators":[]}`,
				`[{"evaluator_id":"RXZhbHVhdG9yOjI6Yg==","query_filter":null,"column_mappings":{"input":"mine","output":"x"}}]`,
				`[{"evaluator_id":"RXZhbHVhdG9yOjM6Yw==","evaluator_version_id":"v"},{"evaluator_id":"RXZhbHVhdG9yOjE6YQ=="}]`,
				`[{"evaluator_id":"RXZhbHVhdG9yOjQ6ZA==","query_mappings":[{"variable_name":"input","query_ids":["A"],"attribute_path":"a"},{"variable_name":"output","query_ids":[],"attribute_path":"b"}]}]`,
				`[{"evaluator_id":"RXZhbHVhdG9yOjQ6ZA==","query_mappings":[{"variable_name":"input","query_ids":["C","A"],"attribute_path":"a"}]}]`,
				`[{"evaluator_id":"RXZhbHVhdG9yOjU6ZQ==","query_mappings":[]},{"evaluator_id":"RXZhbHVhdG9yOjE6YQ=="}]`,
			}).Draw(t, "text"))
		},
		"config": func(t *rapid.T, form *model) {
			agreeKeys(form, stConfigJSON, rapid.SampledFrom([]string{
				"", "{", "[]", `{"experiment_type":"LLM_GENERATION"}`, `{"experiment_type":"no such"}`,
				`{"experiment_type":"LLM_GENERATION","ai_integration_id":"TGxtSW50ZWdyYXRpb246MTox","model_name":null,"messages":[{"role":"USER","content":"{{input}}"},{"role":"ASSISTANT","content":"x"}],"input_variable_format":"MUSTACHE","extra":1}`,
				`{"experiment_type":"TEMPLATE_EVALUATION","ai_integration_id":"TGxtSW50ZWdyYXRpb246MTox","template":"{{output}}","provide_explanation":true,"classification_choices":{"good":1,"bad":0}}`,
				`{"experiment_type":"AGENT_CALL","integration_id":"QWdlbnRJbnRlZ3JhdGlvbjoxOjE=","input_template":{"question":"{{input}}"}}`,
			}).Draw(t, "config"))
		},
		"keys": func(t *rapid.T, form *model) {
			at := rapid.SampledFrom([]step{stJSON, stConfigJSON}).Draw(t, "editor")
			for range rapid.IntRange(1, 3).Draw(t, "times") {
				form.text.of(at).Update(tea.KeyMsg{Type: rapid.SampledFrom([]tea.KeyType{tea.KeyCtrlZ, tea.KeyCtrlZ, tea.KeyCtrlY, tea.KeyCtrlU, tea.KeyBackspace}).Draw(t, "key")})
			}
			form.pull()
			form.syncTexts()
		},
		"field": func(t *rapid.T, form *model) {
			if _, ok := parseConfigValues(form.vals.Config); !ok || !form.vals.experiment() {
				return // there are no fields
			}
			form.current = stConfig
			of := &form.configValues
			text := func(to *string, values ...string) func() {
				return func() { *to = rapid.SampledFrom(values).Draw(t, "value") }
			}
			rapid.SampledFrom([]func(){
				text(&of.Variant, variants()...), text(&of.Integration, "", "TGxtSW50ZWdyYXRpb246MTox"), text(&of.Model, "", "gpt-4o"),
				text(&of.System, "", "be brief"), text(&of.User, "", "{{input}}", "two\nlines"), text(&of.Format, "MUSTACHE", "F_STRING", "NONE"),
				text(&of.Template, "", "{{output}}"), text(&of.Choices, "", "good=1, bad=0", "bad"), text(&of.Input, "", `{"q":"{{input}}"}`, "["),
				func() { of.Explain = !of.Explain },
			}).Draw(t, "field")()
			form.configToText()
			if again, dropped, err := of.write(form.vals.Config); err == nil && (again != form.vals.Config || len(dropped) > 0) {
				t.Fatalf("the fields %+v say\n%s\nbut the text is\n%s", *of, again, form.vals.Config)
			}
		},
		"step": func(t *rapid.T, form *model) {
			form.current = rapid.SampledFrom(form.vals.path()).Draw(t, "step")
			form.picksBefore = slices.Clone(form.vals.Picks)
			form.syncTexts()
			form.followTarget()
		},
		"target": func(t *rapid.T, form *model) {
			form.vals.Kind = rapid.SampledFrom([]string{onProject, onDataset}).Draw(t, "kind")
			form.vals.Project, form.vals.Dataset, form.vals.Experiments = api.Ref{ID: "P"}, api.Ref{ID: "D"}, []api.Ref{{ID: "E"}}
			form.followTarget()
		},
		"name": func(t *rapid.T, form *model) {
			form.vals.Name = rapid.SampledFrom([]string{"", " ", "Name"}).Draw(t, "name")
		},
		"rate": func(t *rapid.T, form *model) {
			form.vals.Sampling = rapid.SampledFrom([]string{"", "0.5", "50 %", "abc", "2"}).Draw(t, "rate")
		},
		"filter": func(t *rapid.T, form *model) {
			form.vals.Filter = rapid.SampledFrom([]string{"", "a = 1"}).Draw(t, "filter")
		},
		"wide": func(t *rapid.T, form *model) {
			form.vals.Wide[rapid.IntRange(0, len(letters)-1).Draw(t, "letter")] = rapid.SampledFrom([]string{"", "a = 1", "b = 2"}).Draw(t, "filter")
			form.vals.Expression = rapid.SampledFrom([]string{"", "A and B", "A or (B and C)", "D", "A and"}).Draw(t, "expression")
		},
	}
}

// agreeKeys replaces the text of an editor by keys, as a person does.
func agreeKeys(form *model, at step, with string) {
	form.text.of(at).Update(tea.KeyMsg{Type: tea.KeyCtrlX})
	form.text.of(at).Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(with), Paste: true})
	form.pull()
	form.syncTexts()
}

// After any sequence of steps, picks, edits of fields and texts, undo and changes of type and
// target, picks, fields, text and request agree, and the form has a request that the rules and
// the document of the API accept, or a fault that names a field with its step.
func TestPicksTextAndRequestAgree(t *testing.T) {
	document, err := contracttest.Load()
	if err != nil {
		t.Fatal(err)
	}
	schema := document.Paths.Value("/v2/tasks").Post.RequestBody.Value.Content.Get("application/json").Schema.Value
	actions := agreeActions()
	names := make([]string, 0, len(actions))
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	good, shapes := map[string]int{}, []string{"spans", "wide", "experiment"}
	check := func(t *rapid.T) {
		form := agreeModel()
		switch rapid.SampledFrom(shapes).Draw(t, "at first") {
		case "experiment":
			form.vals.Type = string(api.RunExperiment)
		case "wide":
			form.vals.Wide[0] = "a = 1"
			agreeKeys(form, stJSON, `[{"evaluator_id":"RXZhbHVhdG9yOjQ6ZA==","query_mappings":[{"variable_name":"input","query_ids":["A"],"attribute_path":"a"},{"variable_name":"output","query_ids":[],"attribute_path":"b"}]}]`)
		}
		form.vals.Name, form.vals.Project, form.vals.Dataset, form.vals.Experiments = "Name", api.Ref{ID: "P"}, api.Ref{ID: "D"}, []api.Ref{{ID: "E"}}
		for range rapid.IntRange(1, 20).Draw(t, "actions") {
			actions[rapid.SampledFrom(names).Draw(t, "action")](t, form)
			good[checkAgreement(t, form, schema)]++
		}
	}
	for range 8 { // of a hundred cases
		rapid.Check(t, check)
	}
	for _, shape := range shapes {
		if good[shape] == 0 {
			t.Errorf("no request of the shape %s: %v", shape, good)
		}
	}
}

// The warnings are of the text in use, also after the type has changed.
func TestTheWarningsFollowTheType(t *testing.T) {
	form := agreeModel()
	agreeKeys(form, stConfigJSON, `{"experiment_type":"LLM_GENERATION","extra":1}`)
	form.vals.Type = string(api.RunExperiment)
	if form.parse(); len(form.cache.warnings) == 0 {
		t.Error("nothing is said about a key that is not sent")
	}
	form.vals.Type = string(api.TemplateEvaluation)
	if form.parse(); len(form.cache.warnings) > 0 {
		t.Errorf("a task without a run configuration has the warnings %v", form.cache.warnings)
	}
}

// checkAgreement returns the shape of a request without faults, "" if there is none.
func checkAgreement(t *rapid.T, form *model, schema *openapi3.Schema) string {
	req, faults := form.validate()
	shape := "spans"
	switch {
	case form.vals.experiment():
		shape = "experiment"
		if text := evaljson.ReadObject([]byte(form.vals.Config)); len(faults) == 0 {
			sent := evaljson.ReadObject(req.RunConfig)
			for _, member := range text {
				value := sent.Get(member.Key)
				warned := slices.ContainsFunc(form.cache.warnings, func(fault evaljson.Fault) bool { return strings.Contains(fault.Message, member.Key) })
				if string(member.Value) != "null" && !evaljson.Equal(value, member.Value) && (value != nil || !warned) {
					t.Fatalf("%s is %s in the text and sent as %s; warnings %v", member.Key, member.Value, value, form.cache.warnings)
				}
			}
			if fields, _ := parseConfigValues(form.vals.Config); form.current != stConfig && fields != form.configValues || sent == nil {
				t.Fatalf("the text is\n%s\nthe fields %+v, sent is %s", form.vals.Config, form.configValues, req.RunConfig)
			}
		}
	case form.text.mergePending: // picks wait until the text can take them, and nothing is sent
		if len(faults) == 0 {
			t.Fatalf("picks wait, but there is no fault:\n%s", form.vals.Evaluators)
		}
	case form.cache.doc.Complete:
		var picked, written, sent []string
		for _, picked1 := range form.vals.Picks {
			picked = append(picked, picked1.ID)
		}
		for _, ref := range form.cache.doc.Picks() {
			written = append(written, ref.ID)
		}
		for _, input := range req.Evaluators {
			sent = append(sent, input.EvaluatorID)
			if len(input.QueryMappings) > 0 {
				shape = "wide"
			}
		}
		if !slices.Equal(picked, written) || len(faults) == 0 && !slices.Equal(written, sent) {
			t.Fatalf("picked %v, in the text %v, sent %v:\n%s", picked, written, sent, form.vals.Evaluators)
		}
		if len(faults) == 0 && (shape == "wide") != (req.QueryFilters != nil) {
			t.Fatalf("the filters %+v do not fit:\n%s", req.QueryFilters, form.vals.Evaluators)
		}
	}
	for _, fault := range faults {
		if fault.Field == "" || fault.Message == "" || !slices.Contains(form.vals.path(), form.vals.stepFor(fault.Field)) || form.vals.stepFor(fault.Field) == stReview {
			t.Fatalf("a fault without a place: %+v", fault)
		}
	}
	if len(faults) > 0 {
		return ""
	}
	if err := req.Check(); len(err) > 0 {
		t.Fatalf("no fault, but the API refuses %+v", err)
	}
	var sent any
	raw, err := api.Body(req)
	if err == nil {
		err = json.Unmarshal(raw, &sent)
	}
	if err == nil {
		err = schema.VisitJSON(sent)
	}
	if err != nil {
		t.Fatalf("no fault, but the document does not allow %s: %v", raw, strings.SplitN(err.Error(), "\n", 2)[0])
	}
	return shape
}
