package trigger

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

// picked returns picks of which only the IDs are known.
func picked(ids ...string) []api.Ref {
	var out []api.Ref
	for _, id := range ids {
		out = append(out, api.Ref{ID: id})
	}
	return out
}

var at = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)

func TestBuildFaults(t *testing.T) {
	project := api.Task{Type: api.TemplateEvaluation, ProjectID: "P"}
	dataset := api.Task{Type: api.CodeEvaluation, DatasetID: "D", ExperimentIDs: []string{"a", "b"}}
	experimentRun := api.Task{Type: api.RunExperiment, DatasetID: "D"}
	cases := []struct {
		name   string
		task   api.Task
		v      values
		fields string // the fields at fault, in order
	}{
		{"good window", project, values{Start: "-24h", End: "now", Spans: "10 000"}, ""},
		{"thirty days", project, values{Start: "-30d", End: "now"}, ""},
		{"too long", project, values{Start: "-31d", End: "now"}, fStart},
		{"reversed window", project, values{Start: "now", End: "-1h"}, fStart},
		{"ends before the start", project, values{Start: "-1h", End: "-2h"}, fEnd},
		{"ends in a far future", project, values{Start: "-24h", End: "2099-01-01"}, fEnd},
		{"nonsense end", project, values{Start: "now", End: "later"}, fEnd},
		{"nonsense end of a long window", project, values{Start: "-40d", End: "later"}, fEnd},
		{"no start", project, values{End: "now"}, fStart},
		{"no end", project, values{Start: "-1h"}, fEnd},
		{"garbage", project, values{Start: "soon", End: "later"}, fStart + " " + fEnd},
		{"spans", project, values{Start: "-1h", End: "now", Spans: "many"}, fSpans},
		{"no spans", project, values{Start: "-1h", End: "now", Spans: "0"}, fSpans},
		{"none marked", dataset, values{}, fExperiments},
		{"some marked", dataset, values{Experiments: picked("a")}, ""},
		{"others marked", dataset, values{Experiments: picked("x", "y", "z")}, ""},
		{"experiment", experimentRun, values{Name: "x"}, ""},
		{"no name", experimentRun, values{Name: "  "}, fName},
		{"bad name", experimentRun, values{Name: `a"b`}, fName},
		{"long name", experimentRun, values{Name: strings.Repeat("é", 256)}, fName},
		{"both", experimentRun, values{Name: "x", Examples: "3", ExampleIDs: picked("a", "b")}, fExamples + " " + fExample},
		{"metadata", experimentRun, values{Name: "x", Metadata: "just a word"}, fMetadata},
		{"metadata twice", experimentRun, values{Name: "x", Metadata: "a=1,a=2"}, fMetadata},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			_, faults := build(&test.task, &test.v, at, time.UTC)
			var got []string
			for _, fault := range faults {
				got = append(got, fault.Field)
				if fault.Message == "" || brief(fault) == "" || len(brief(fault)) > 64 {
					t.Error("a fault without a message")
				}
			}
			if fields := strings.Join(got, " "); fields != test.fields {
				t.Errorf("faults at %q, want %q (%v)", fields, test.fields, faults)
			}
		})
	}
}

func TestBuildExperiment(t *testing.T) {
	vals := values{Name: " n ", Version: picked("V"), ExampleIDs: picked("a", "b", "c"), Filter: " x > 1 ", Metadata: "a=1, b = two = 2 ,", EvalTasks: picked("t1", "t2")}
	trigger, faults := build(&api.Task{Type: api.RunExperiment, DatasetID: "D"}, &vals, at, time.UTC)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	body, err := api.Body(trigger)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"experiment_name":"n","dataset_version_id":"V","example_ids":["a","b","c"],"query_filter":"x > 1",` +
		`"tracing_metadata":{"a":"1","b":"two = 2"},"evaluation_task_ids":["t1","t2"]}`
	if string(body) != want {
		t.Errorf("body\n%s, want\n%s", body, want)
	}
}

// A window that is not at fault always has both ends, and no preset is at fault.
func TestWindowHasBothEnds(t *testing.T) {
	last := at.Add(-90 * time.Minute)
	task := api.Task{Type: api.TemplateEvaluation, ProjectID: "P", LastRunAt: &last}
	repeat := api.Run{DataStart: &last, DataEnd: &at}
	for _, preset := range presets(&task, &repeat) {
		if preset.key == customKey {
			continue
		}
		trigger, faults := build(&task, &values{Start: preset.start, End: preset.end}, at, time.UTC)
		if len(faults) > 0 || trigger.DataStart == nil || trigger.DataEnd == nil {
			t.Errorf("%s: %v, %+v", preset.label, faults, trigger)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringMatching(`(-[0-9]{1,3}[hdm]|now|2026-0[1-9]-0[1-9])?`))
		vals := values{Start: word.Draw(t, "start"), End: word.Draw(t, "end"), Spans: rapid.String().Draw(t, "spans")}
		trigger, faults := build(&task, &vals, at, time.UTC)
		if len(faults) == 0 && (trigger.DataStart == nil || trigger.DataEnd == nil || !trigger.DataStart.Before(*trigger.DataEnd)) {
			t.Fatalf("%+v is not at fault and gives %+v", vals, trigger)
		}
	})
}

func TestExperimentNameKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := experimentName(rapid.String().Draw(t, "task")+strings.Repeat("é", rapid.IntRange(0, 300).Draw(t, "n")), at)
		if faults := (&api.Trigger{ExperimentName: name}).Check(api.RunExperiment, false, false, at); len(faults) > 0 {
			t.Fatalf("%q: %v", name, faults)
		}
	})
}

func TestPresetsKeepWhatWasTyped(t *testing.T) {
	all := presets(&api.Task{}, &api.Run{})
	vals, saved := values{Preset: customKey, Start: "2026-01-01", End: "2026-01-02", Spans: "42"}, overwritten{}
	pick := func(key string) {
		old := vals.Preset
		vals.Preset = key
		vals.choose(all, old, &saved)
	}
	pick("trial last 24 h")
	if vals.Start != "-24h" || vals.Spans != "100" {
		t.Fatalf("the trial is %+v", vals)
	}
	pick("last 7 d")
	if vals.Start != "-7d" || vals.Spans != "42" {
		t.Fatalf("after the trial %+v", vals)
	}
	pick(customKey)
	if vals.Start != "2026-01-01" || vals.End != "2026-01-02" {
		t.Fatalf("custom again %+v", vals)
	}
	pick("last 1 h")
	vals.Start = "-3h"
	vals.releasePreset(all)
	if vals.Preset != customKey {
		t.Fatal("a typed start still has a preset")
	}
}

func TestExampleLabel(t *testing.T) {
	for fields, want := range map[string]string{
		`{"id":"x","created_at":"2026-01-01","turns":3,"input":"Where\nis it","expected":"there"}`: "Where is it",
		`{"id":"x","input":{"question":"Where"},"n":1}`:                                            `input {"question":"Where"}`,
		`{"id":"x","note":null,"n":1}`:                                                             "n 1",
		`{"id":"x"}`:                                                                               "",
		`[1]`:                                                                                      "",
		``:                                                                                         "",
	} {
		if got := exampleLabel(&api.Example{ID: "x", Fields: []byte(fields)}); string(got) != want {
			t.Errorf("%s is called %q, want %q", fields, got, want)
		}
	}
}
