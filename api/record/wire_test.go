package record

import (
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

// runs returns the runs of a response that lists them.
func runs(t *testing.T, objects ...string) (out []Item) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(response, `{"task_runs":[`+strings.Join(objects, ",")+`],"tasks":[`+strings.Join(objects, ",")+`],"pagination":{"has_more":false}}`)
	}))
	defer server.Close()
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if strings.Contains(objects[0], "evaluators") {
		page, err := client.ListTasks(t.Context(), api.TaskQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range page.Items {
			out = append(out, Task(task))
		}
		return out
	}
	page, err := client.ListRuns(t.Context(), api.RunQuery{TaskID: "T"})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range page.Items {
		out = append(out, Run(&run, outcome.Done))
	}
	return out
}

// What the server sends is printed in its own words, and nothing is invented.
func TestRecordsRepeatTheWire(t *testing.T) {
	for sent, want := range map[string]string{
		`{"id":"R","status":"COMPLETED","num_successes":1}`:                                   `"status":"COMPLETED" "num_successes":1 "num_errors":null "task_id":null`,
		`{"id":"R","status":"completed"}`:                                                     `"status":"completed"`,
		`{"id":"R","status":"PAUSED_SOON"}`:                                                   `"status":"PAUSED_SOON"`,
		`{"id":"R","status":"pauSed"}`:                                                        `"status":"pauSed"`,
		`{"id":"R","num_skipped":null,"num_errors":"many"}`:                                   `"num_skipped":null "num_errors":"many" "status":null`,
		`{"id":"R","cost_usd":0.12,"num_total":55,"a\"b":{"c":[1.50,"<>"]}}`:                  `"cost_usd":0.12 "num_total":55 "a\"b":{"c":[1.50,"<>"]}`,
		`{"id":"R","created_at":"2026-03-01 10:00:00.5+01:00"}`:                               `"created_at":"2026-03-01T09:00:00.500Z"`,
		`{"id":"R","created_at":"2026-03-01T10:00:00.123456Z"}`:                               `"created_at":"2026-03-01T10:00:00.123456Z"`,
		`{"id":"R","run_started_at":"in a minute"}`:                                           `"run_started_at":"in a minute" "run_finished_at":null`,
		`{"id":"R","failure_reason":"","experiment_id":null}`:                                 `"failure_reason":null "experiment_id":null`,
		`{"id":"T","type":"AGENT_SIMULATION","evaluators":[{"evaluator_id":"E","weight":2}]}`: `"type":"AGENT_SIMULATION" "weight":2 "is_continuous":null "experiment_ids":null "evaluator_name":null`,
		`{"id":"T","evaluators":[{"evaluator_id":"E","query_mappings":[{"variable_name":"v","query_ids":["A"],"attribute_path":"p","unit":"ms"}]}]}`: `"unit":"ms" "variable_name":"v" "query_ids":["A"] "attribute_path":"p"`,
		`{"id":"T","evaluators":[],"query_filters":{"filters":[{"id":"A","filter":"x > 1","scope":"root"}],"expression":null,"join":"trace"}}`:       `"scope":"root" "join":"trace" "filter":"x > 1" "expression":null`,
		`{"id":"T","type":"code_evaluation","evaluators":[],"is_continuous":false}`:                                                                  `"type":"code_evaluation" "evaluators":[] "is_continuous":false`,
	} {
		text := strings.TrimSuffix(list(t, JSONL, Runs, "", runs(t, sent)...), "\n")
		for _, part := range strings.Split(want, ` "`) {
			if part = strings.TrimPrefix(part, `"`); !strings.Contains(text, `"`+part+",") && !strings.Contains(text, `"`+part+"}") {
				t.Errorf("%s\nprints %s\nwithout %q", sent, text, part)
			}
		}
	}
}

// The columns of CSV are those of the first record, whatever the others have.
func TestCSVColumnsStay(t *testing.T) {
	text := list(t, CSV, Runs, "", runs(t, `{"id":"R1","cost":1}`, `{"id":"R2"}`, `{"id":"R3","other":2,"cost":3}`)...)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatal(err, text)
	}
	last := len(rows[0]) - 2 // the outcome follows
	for i, want := range []string{"cost", "1", "", "3"} {
		if rows[i][last] != want {
			t.Errorf("line %d ends in %q, want %q", i, rows[i][last], want)
		}
	}
}

// CSV has no escapes: what acts on a terminal is removed, and with Safe nothing is run
// by a spreadsheet.
func TestCSVCells(t *testing.T) {
	for name, want := range map[string][2]string{ // without and with Safe
		"plain":                        {"plain", "plain"},
		"=1+2":                         {"=1+2", "'=1+2"},
		"@x":                           {"@x", "'@x"},
		"-5":                           {"-5", "'-5"},
		"\x1b]52;c;eA==\a=1":           {"]52;c;eA===1", "]52;c;eA===1"},
		"\x01=1":                       {"=1", "'=1"},
		"two\r\nlines\u009b\u202e\x7f": {"two\nlines", "two\nlines"},
		"a-b=c":                        {"a-b=c", "a-b=c"},
	} {
		for i, safe := range []bool{false, true} {
			task := sample()
			task.Name = name
			_, row := (&Encoder{cells: Cells{Safe: safe}}).row(Task(task))
			if row[1] != want[i] {
				t.Errorf("%q, safe %v: %q, want %q", name, safe, row[1], want[i])
			}
			if rate := row[5]; rate != "0.25" {
				t.Errorf("a number is changed: %q", rate)
			}
		}
	}
	_, row := (&Encoder{cells: Cells{Clean: strings.ToUpper}}).row(Task(sample()))
	if row[1] != `ONE, "TWO"` {
		t.Errorf("%q", row[1])
	}
}

func TestIDs(t *testing.T) {
	if text := list(t, IDs, Runs, "c", runs(t, `{"id":"R1"}`, `{"id":"R\u001b2"}`)...); text != "R1\nR2\n" {
		t.Errorf("%q", text)
	}
}

// A version of an evaluator repeats what was sent at every depth.
func TestAVersionRepeatsTheWire(t *testing.T) {
	const sent = `{"id":"V","evaluator_id":"E","commit_hash":"abc","type":"template","tags":["x"],"template_config":{"name":"n","template":"{a}","include_explanations":true,"use_function_calling":false,` +
		`"classification_choices":{"good":1},"direction":"minimize","llm_config":{"ai_integration_id":"I","model_name":"m","invocation_parameters":{"temperature":0.50},"provider_parameters":{},"retries":3}}}`
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(response, sent)
	}))
	defer server.Close()
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	version, err := client.GetEvaluatorVersion(t.Context(), "V")
	if err != nil || version.Template.Direction != api.Minimize || !version.Template.Explanations {
		t.Fatal(version, err)
	}
	var out bytes.Buffer
	if err := One(&out, JSONL, Of(version), Cells{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"type":"template"`, `"tags":["x"]`, `"name":"n"`, `"use_function_calling":false`, `"direction":"minimize"`, `"retries":3`, `"temperature":0.50`, `"data_granularity":null`, `"code_config":null`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %s: %s", want, out.String())
		}
	}
}
