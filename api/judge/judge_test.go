package judge

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

// day returns a day of March 2026.
func day(number int) time.Time { return time.Date(2026, 3, number, 0, 0, 0, 0, time.UTC) }

// version returns a version of a template evaluator.
func version(hash string, created time.Time, model, template string) api.EvaluatorVersion {
	return api.EvaluatorVersion{ID: "id-" + hash, CommitHash: hash + "0000000", CreatedAt: created, Type: api.TemplateEvaluator, Template: &api.TemplateConfig{
		Template: template, Choices: map[string]float64{"good": 1, "bad": 0}, Granularity: api.SpanGranularity,
		LLM: api.LLMConfig{ModelName: model, Invocation: json.RawMessage(`{"temperature":0.20,"stop":null}`)},
	}}
}

func three() Judge {
	return Judge{Used: api.TaskEvaluator{Name: "Relevance"}, Versions: []api.EvaluatorVersion{
		version("ccccccc", day(20), "gpt-4o-mini", "Judge {output}."), version("bbbbbbb", day(10), "gpt-4o", "Judge {output}."), version("aaaaaaa", day(1), "gpt-4o", "Rate {output}."),
	}}
}

func TestInForce(t *testing.T) {
	judge := three()
	for _, tt := range []struct {
		at    time.Time
		index int
		basis Basis
	}{{day(25), 0, Inferred}, {day(20), 0, Inferred}, {day(19), 1, Inferred}, {day(1), 2, Inferred}, {day(1).Add(-time.Second), -1, Unknown}} {
		if got := judge.InForce(tt.at); got != (Force{tt.index, tt.basis}) {
			t.Errorf("on %v: %+v", tt.at, got)
		}
	}
	judge.Used.VersionID, judge.changed = "id-bbbbbbb", day(15)
	if got := judge.InForce(day(16)); got != (Force{1, Pinned}) || judge.Now() != (Force{1, Pinned}) {
		t.Errorf("pinned: %+v", got)
	}
	if got := judge.InForce(day(14)); got != (Force{1, PinNow}) || !strings.Contains(got.Basis.Words(), "changed later") {
		t.Errorf("before the task was changed: %+v", got)
	}
	judge.Used.VersionID = "deleted"
	if got := judge.Now(); got.Index != -1 || got.Basis != Pinned {
		t.Errorf("a version that is not listed: %+v", got)
	}
	if empty := (&Judge{}); empty.Now().Index != -1 || empty.InForce(day(1)).Basis != Unknown || empty.Number(0) != 0 {
		t.Error("without versions nothing is in force")
	}
	judge.More = true
	if judge.Number(0) != 0 {
		t.Error("a number that counts from a version that was not read")
	}
}

func TestDifferences(t *testing.T) {
	judge := three()
	for _, tt := range []struct {
		from, to int
		want     string
	}{{1, 0, "model gpt-4o to gpt-4o-mini"}, {2, 1, "template"}, {2, 0, "model gpt-4o to gpt-4o-mini, template"}, {1, 1, ""}} {
		parts, shown := Differences(&judge.Versions[tt.from], &judge.Versions[tt.to])
		if got := strings.Join(parts, ", "); got != tt.want || !shown {
			t.Errorf("%d to %d: %q", tt.from, tt.to, got)
		}
	}
	changed := three().Versions[0]
	config := *changed.Template
	config.Choices, config.Explanations, config.LLM.IntegrationID, config.Direction = map[string]float64{"good": 1, "bad": 0, "unclear": 0.5}, true, "other", api.Minimize
	config.LLM.Invocation = json.RawMessage(`{"temperature":0.2}`)
	changed.Template = &config
	parts, _ := Differences(&judge.Versions[0], &changed)
	if got := strings.Join(parts, ", "); got != "choices bad 0, good 1 to bad 0, unclear 0.5, good 1, explanations off to on, score none to lower is better, integration" {
		t.Error(got)
	}
	if parts, shown := Differences(&api.EvaluatorVersion{Type: "HARNESS"}, &api.EvaluatorVersion{Type: "HARNESS"}); shown || len(parts) > 0 {
		t.Error("the API shows nothing of a harness")
	}
}

func run(id string, at time.Time) *api.Run { return &api.Run{ID: id, CreatedAt: at} }

func TestChanges(t *testing.T) {
	runs := []*api.Run{run("r5", day(25)), run("r1", day(2)), run("r4", day(21)), run("r3", day(11)), run("r2", day(5)), run("none", time.Time{})}
	got := Changes([]Judge{three()}, runs)
	if len(got) != 2 || len(got["r3"]) != 1 || len(got["r4"]) != 1 {
		t.Fatalf("%v", got)
	}
	if text := got["r3"][0].String() + "; " + got["r4"][0].String(); text != "Relevance aaaaaaa to bbbbbbb: template; Relevance bbbbbbb to ccccccc: model gpt-4o to gpt-4o-mini" {
		t.Error(text)
	}
	// Two versions between two runs are one change, and the first run has none.
	got = Changes([]Judge{three()}, []*api.Run{run("late", day(28)), run("early", day(2))})
	if len(got) != 1 || len(got["late"]) != 1 || len(got["late"][0].Parts) != 2 {
		t.Errorf("%v", got)
	}
	same := three()
	same.Versions[0].Template, same.Versions[1].Template = same.Versions[2].Template, same.Versions[2].Template
	pinned := three()
	pinned.Used.VersionID = "id-aaaaaaa"
	harness := three()
	for i := range harness.Versions {
		harness.Versions[i].Template = nil
	}
	if got = Changes([]Judge{same, pinned, {Err: api.NoRetry(t.Context()).Err()}}, runs); len(got) > 0 {
		t.Errorf("nothing has changed: %v", got)
	}
	if got = Changes([]Judge{harness}, runs); len(got) != 2 || got["r3"][0].String() != "Relevance aaaaaaa to bbbbbbb" {
		t.Errorf("a version of which the API shows nothing may differ: %v", got)
	}
}

func TestFacts(t *testing.T) {
	template := three().Versions[0]
	template.Template.Direction, template.Template.Explanations = api.Maximize, true
	code := api.EvaluatorVersion{Type: api.CodeEvaluator, Code: &api.CodeConfig{
		Type: "MANAGED", Managed: "MATCHES_REGEX", Variables: []string{"output", "expected"}, Params: json.RawMessage(`[{"name":"pattern","type":"REGEX","default_value":"\\d+"},{"name":"keys","default_value":["a","b"]}]`),
	}}
	custom := api.EvaluatorVersion{Type: api.CodeEvaluator, Code: &api.CodeConfig{Type: api.CustomCode, Code: "class A:\n", Imports: "import re"}}
	var got []string
	for _, version := range []api.EvaluatorVersion{template, code, custom, {Type: "HARNESS"}, {Template: &api.TemplateConfig{}}} {
		for _, fact := range append(Facts(&version), Texts(&version)...) {
			got = append(got, fact.Label+"="+fact.Value)
		}
		got = append(got, "")
	}
	want := `kind=template granularity=span model=gpt-4o-mini parameters=temperature 0.2 choices=bad 0, good 1 score=higher is better explanations=on template=Judge {output}. ` +
		` kind=code code=managed check=matches regex parameters=pattern \d+, keys ["a","b"] variables=output, expected ` +
		` kind=code code=custom imports=import re code=class A:` + "\n" + `  kind=harness  choices=none explanations=off `
	if strings.Join(got, " ") != want {
		t.Errorf("facts %q", strings.Join(got, " "))
	}
}

func TestTemplate(t *testing.T) {
	lines := Lines("Compare.\r\n{input} and {output}, {input}\n{{no}}\n\n")
	if len(lines) != 3 || lines[0].Text != "Compare." || strings.Join(lines[1].Variables, " ") != "input output" || lines[2].Variables != nil {
		t.Errorf("%q", lines)
	}
	judge := three()
	judge.Used.Mappings = map[string]string{"output": "attributes.output.value"}
	judge.Used.QueryMappings = []api.QueryMapping{{VariableName: "input", QueryIDs: []string{"A"}, AttributePath: "attributes.input.value"}}
	session := judge.Versions[0]
	session.Template.Granularity, session.Template.Template = api.SessionGranularity, "{conversation} {output} {language}"
	if got := judge.Path("input", &session); got.Path != "attributes.input.value" || got.Queries[0] != "A" {
		t.Errorf("%+v", got)
	}
	if !judge.Path("conversation", &session).Server || judge.Path("language", &session).Path != "" || judge.Path("output", &session).Path != "attributes.output.value" {
		t.Error("wrong paths")
	}
	group := judge.Group()
	if path, listed := group.Paths["language"]; len(group.Paths) != 3 || !listed || path != "" {
		t.Errorf("%+v", group)
	}
	if findings := judge.Findings(0); len(findings) == 0 || !strings.Contains(findings[0].Message, "Relevance") {
		t.Errorf("%v", findings)
	}
}
