package trigger

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

// picked are picks of which only the IDs are known.
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
	exp := api.Task{Type: api.RunExperiment, DatasetID: "D"}
	cases := []struct {
		name   string
		task   api.Task
		v      values
		fields string // the fields at fault, in order
	}{
		{"good window", project, values{start: "-24h", end: "now", spans: "10 000"}, ""},
		{"thirty days", project, values{start: "-30d", end: "now"}, ""},
		{"too long", project, values{start: "-31d", end: "now"}, fStart},
		{"wrong way round", project, values{start: "now", end: "-1h"}, fStart},
		{"ends before the start", project, values{start: "-1h", end: "-2h"}, fEnd},
		{"ends in a far future", project, values{start: "-24h", end: "2099-01-01"}, fEnd},
		{"nonsense end", project, values{start: "now", end: "later"}, fEnd},
		{"nonsense end of a long window", project, values{start: "-40d", end: "later"}, fEnd},
		{"no start", project, values{end: "now"}, fStart},
		{"no end", project, values{start: "-1h"}, fEnd},
		{"garbage", project, values{start: "soon", end: "later"}, fStart + " " + fEnd},
		{"spans", project, values{start: "-1h", end: "now", spans: "many"}, fSpans},
		{"no spans", project, values{start: "-1h", end: "now", spans: "0"}, fSpans},
		{"none marked", dataset, values{}, fNarrow},
		{"some marked", dataset, values{experiments: picked("a")}, ""},
		{"others marked", dataset, values{experiments: picked("x", "y", "z")}, ""},
		{"experiment", exp, values{name: "x"}, ""},
		{"no name", exp, values{name: "  "}, fName},
		{"bad name", exp, values{name: `a"b`}, fName},
		{"long name", exp, values{name: strings.Repeat("é", 256)}, fName},
		{"both", exp, values{name: "x", examples: "3", exampleIDs: picked("a", "b")}, fExamples + " " + fExample},
		{"metadata", exp, values{name: "x", metadata: "just a word"}, fMetadata},
		{"metadata twice", exp, values{name: "x", metadata: "a=1,a=2"}, fMetadata},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, faults := build(c.task, c.v, at, time.UTC)
			var got []string
			for _, f := range faults {
				got = append(got, f.Field)
				if f.Message == "" || f.brief() == "" || len(f.brief()) > 64 {
					t.Error("a fault without words")
				}
			}
			if s := strings.Join(got, " "); s != c.fields {
				t.Errorf("faults at %q, want %q (%v)", s, c.fields, faults)
			}
		})
	}
}

func TestBuildExperiment(t *testing.T) {
	v := values{name: " n ", version: picked("V"), exampleIDs: picked("a", "b", "c"), filter: " x > 1 ", metadata: "a=1, b = two = 2 ,", evalTasks: picked("t1", "t2")}
	r, faults := build(api.Task{Type: api.RunExperiment, DatasetID: "D"}, v, at, time.UTC)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	body, err := api.Body(r)
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
func TestBothEndsAlways(t *testing.T) {
	last := at.Add(-90 * time.Minute)
	task := api.Task{Type: api.TemplateEvaluation, ProjectID: "P", LastRunAt: &last}
	repeat := api.Run{DataStart: &last, DataEnd: &at}
	for _, p := range presets(task, repeat) {
		if p.key == freeKey {
			continue
		}
		r, faults := build(task, values{start: p.start, end: p.end}, at, time.UTC)
		if len(faults) > 0 || r.DataStart == nil || r.DataEnd == nil {
			t.Errorf("%s: %v, %+v", p.label, faults, r)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringMatching(`(-[0-9]{1,3}[hdm]|now|2026-0[1-9]-0[1-9])?`))
		v := values{start: word.Draw(t, "start"), end: word.Draw(t, "end"), spans: rapid.String().Draw(t, "spans")}
		r, faults := build(task, v, at, time.UTC)
		if len(faults) == 0 && (r.DataStart == nil || r.DataEnd == nil || !r.DataStart.Before(*r.DataEnd)) {
			t.Fatalf("%+v is not at fault and gives %+v", v, r)
		}
	})
}

func TestExperimentNameKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := experimentName(rapid.String().Draw(t, "task")+strings.Repeat("é", rapid.IntRange(0, 300).Draw(t, "n")), at)
		if f := (api.Trigger{ExperimentName: name}).Check(api.RunExperiment, false, false, at); len(f) > 0 {
			t.Fatalf("%q: %v", name, f)
		}
	})
}

func TestPresetsKeepWhatWasTyped(t *testing.T) {
	all := presets(api.Task{}, api.Run{})
	v, k := values{preset: freeKey, start: "2026-01-01", end: "2026-01-02", spans: "42"}, kept{}
	pick := func(key string) {
		old := v.preset
		v.preset = key
		v.choose(all, old, &k)
	}
	pick("trial last 24 h")
	if v.start != "-24h" || v.spans != "100" {
		t.Fatalf("the trial is %+v", v)
	}
	pick("last 7 d")
	if v.start != "-7d" || v.spans != "42" {
		t.Fatalf("after the trial %+v", v)
	}
	pick(freeKey)
	if v.start != "2026-01-01" || v.end != "2026-01-02" {
		t.Fatalf("free again %+v", v)
	}
	pick("last 1 h")
	v.start = "-3h"
	v.typed(all)
	if v.preset != freeKey {
		t.Fatal("a typed start is still called a preset")
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
		if got := exampleLabel(api.Example{ID: "x", Fields: []byte(fields)}); string(got) != want {
			t.Errorf("%s is called %q, want %q", fields, got, want)
		}
	}
}
