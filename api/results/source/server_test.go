package source_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/api/results"
	"ax-tui/api/results/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve returns a client of the demo server.
func serve(t testing.TB, faults string) *api.Client {
	t.Helper()
	handler := fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: "ak-test"})
	if faults != "" {
		parsed, err := fake.ParseFaults([]string{faults})
		if err != nil {
			t.Fatal(err)
		}
		handler.SetFaults(parsed)
	}
	server := httptest.NewServer(handler)
	if faults != "legacy" { // the contract is that of a recent server
		server.Config.Handler = contracttest.Wrap(t, handler)
	}
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// read reads a plan to its end, or until it has most rows.
func read(t testing.TB, client source.Client, plan source.Plan, most int) *source.Reading {
	t.Helper()
	reading := source.NewReading(&plan, plan.Judges(t.Context(), client), 20)
	for reading.More && reading.Counter.Rows() < most {
		page, err := plan.Read(t.Context(), client, reading.Next, most-reading.Counter.Rows())
		if err != nil {
			t.Fatal(err)
		}
		reading.Add(&page)
	}
	return reading
}

func tasks(t testing.TB, client *api.Client) (out []api.Task) {
	t.Helper()
	for page, err := range api.Pages(t.Context(), "", func(cursor string) (api.Page[api.Task], error) {
		return client.ListTasks(t.Context(), api.TaskQuery{Limit: 100, Cursor: cursor})
	}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Items...)
	}
	return out
}

// The counts of every completed run over spans are those of a count by hand over whole
// spans, and of a client that knows no columns.
func TestRunsAsByHand(t *testing.T) {
	client, older := serve(t, ""), serve(t, "legacy")
	compared := 0
	for _, task := range tasks(t, client) {
		if task.ProjectID == "" || task.QueryFilters != nil || compared == 2 {
			continue
		}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil || plan.Day != task.Continuous {
			continue
		}
		reading := read(t, client, plan, 1000)
		want, rows := map[string]int{}, 0
		whole := api.SpanQuery{ProjectID: task.ProjectID, Start: &plan.Window.Start, End: &plan.Window.End, Filter: plan.Filter, Limit: 500}
		for page, err := range api.Pages(t.Context(), "", func(cursor string) (api.Page[api.Span], error) {
			whole.Cursor = cursor
			return client.ListSpans(t.Context(), whole)
		}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, span := range page.Items {
				if rows++; rows > 1000 {
					continue
				}
				for _, evaluation := range span.Evaluations {
					if strings.Contains(string(evaluation.Metadata), task.ID) {
						want[evaluation.Name+"="+evaluation.Label]++
					}
				}
			}
			if rows >= 1000 {
				break
			}
		}
		summary, got := reading.Counter.Summary(10), map[string]int{}
		for _, evaluator := range summary.Evaluators {
			for _, label := range evaluator.Labels {
				got[evaluator.Name+"="+label.Label] = label.Count
			}
		}
		if len(want) == 0 || summary.Basis != results.WrittenByTask {
			continue
		}
		for key := range want {
			if name, _, _ := strings.Cut(key, "="); !used(task, name) {
				delete(want, key)
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", task.Name, got, want)
		}
		compared++
		old := read(t, older, plan, 1000)
		if summary := old.Counter.Summary(10); summary.Basis != results.NowInWindow || summary.Rows == 0 {
			t.Errorf("%s on an older server: %+v", task.Name, summary)
		}
	}
	if compared == 0 {
		t.Error("the demo world has no run to compare")
	}
}

func used(task api.Task, name string) bool {
	for _, evaluator := range task.Evaluators {
		if evaluator.Name == name {
			return true
		}
	}
	return false
}

// Dataset tasks read the outputs of their experiments, with and without the search.
func TestExperiments(t *testing.T) {
	client, older := serve(t, ""), serve(t, "POST /v2/experiments/{id}/runs/search status=404")
	texts := 0
	for _, task := range tasks(t, client) {
		if task.DatasetID == "" || !task.Type.Evaluation() {
			continue
		}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil {
			t.Fatalf("%s: %v", task.Name, err)
		}
		plan.Paths, plan.Task.Evaluators = []string{"latency_ms"}, nil // whoever judged
		left, right := read(t, client, plan, 300).Counter.Summary(1), read(t, older, plan, 300).Counter.Summary(1)
		if (left.Rows == 0) != (task.Name == "Draft Answers") || !reflect.DeepEqual(left, right) {
			t.Errorf("%s: %d and %d rows", task.Name, left.Rows, right.Rows)
		}
		for _, evaluator := range left.Evaluators {
			for _, item := range evaluator.Worst {
				got, err := plan.Texts(t.Context(), client, evaluator.Name, &item)
				if err != nil || len(got) == 0 || got[0].Path != "output" {
					t.Errorf("texts %+v, %v", got, err)
				}
				texts++
			}
		}
		_, none, _ := plan.Earlier(t.Context(), client)
		reading := source.NewReading(&plan, source.Known{}, 0)
		reading.Alone(none)
		if notes := reading.Notes(results.Summary{}, time.Now()); !slices.ContainsFunc(notes, func(note string) bool { return strings.HasPrefix(note, "experiments keep only the newest labels") }) {
			t.Errorf("%s is compared with an earlier window: %q", task.Name, notes)
		}
	}
	if texts == 0 {
		t.Error("no result of an experiment was read")
	}
	if _, err := source.OfRun(&api.Run{}, &api.Task{DatasetID: "d"}, time.Now()); !errors.Is(err, source.ErrNoExperiment) {
		t.Errorf("%v", err)
	}
}

// A filter that the span search refuses is left out, which a note says.
func TestRefusedFilter(t *testing.T) {
	client := serve(t, "")
	for _, task := range tasks(t, client) {
		if task.ProjectID == "" {
			continue
		}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		plan.Filter = "no such thing ("
		reading := read(t, client, plan, 700)
		notes := strings.Join(reading.Notes(reading.Counter.Summary(1), time.Now()), "\n")
		if reading.Counter.Rows() == 0 || !strings.Contains(notes, "refused the filter") {
			t.Errorf("%d rows; %s", reading.Counter.Rows(), notes)
		}
		return
	}
}

// Spans are those that an evaluator may judge: its own filter goes along, and with
// evaluators of different filters a note says what the numbers of one do not tell.
func TestFilterOfAnEvaluator(t *testing.T) {
	client := serve(t, "")
	checked := 0
	for _, task := range tasks(t, client) {
		if len(task.Evaluators) != 1 || task.Evaluators[0].QueryFilter == nil || task.ProjectID == "" || task.QueryFilters != nil {
			continue
		}
		checked++
		counted := &countedClient{Client: client}
		plan, err := source.OfTask(t.Context(), counted, &task, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		reading := read(t, counted, plan, 1)
		if sent := counted.queries[0].Filter; !strings.Contains(sent, *task.Evaluators[0].QueryFilter) || reading.Next.Unfiltered {
			t.Errorf("%s: the filter %q was sent", task.Name, sent)
		}
		const note = "the evaluators have filters of their own"
		if notes := strings.Join(reading.Notes(results.Summary{}, time.Now()), "\n"); strings.Contains(notes, note) {
			t.Errorf("%s: %s", task.Name, notes)
		}
		reading.Plan.Task.Evaluators = append(slices.Clip(task.Evaluators), api.TaskEvaluator{Name: "Other"})
		if notes := strings.Join(reading.Notes(results.Summary{}, time.Now()), "\n"); !strings.Contains(notes, note) {
			t.Errorf("%s with another evaluator: %s", task.Name, notes)
		}
	}
	if checked == 0 {
		t.Error("the demo world has no such task")
	}
}

// countedClient counts pages of spans and keeps their queries.
type countedClient struct {
	source.Client
	queries []api.SpanQuery
}

func (c *countedClient) ListSpans(ctx context.Context, query api.SpanQuery) (api.Page[api.Span], error) {
	c.queries = append(c.queries, query)
	return c.Client.ListSpans(ctx, query)
}

// Reading asks for evaluations only; slices add their attributes; texts are asked for one
// span, cut, and only by Texts.
func TestColumns(t *testing.T) {
	client := serve(t, "")
	for _, task := range tasks(t, client) {
		if task.ProjectID == "" || !task.Continuous || task.QueryFilters != nil {
			continue
		}
		counted := &countedClient{Client: client}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		reading := read(t, counted, plan, 500)
		plan.Paths = []string{"name", source.ModelPath, source.MetadataPath}
		sliced := read(t, counted, plan, 500).Counter.Summary(1)
		if want := len(task.Evaluators) * 4; len(counted.queries[0].Columns) != want || len(counted.queries[1].Columns) != want+2 || counted.queries[0].Limit != 500 {
			t.Errorf("%+v", counted.queries)
		}
		summary := reading.Counter.Summary(10)
		if len(summary.Evaluators) == 0 || len(summary.Evaluators[0].Worst) == 0 {
			continue
		}
		paths := map[string]bool{}
		for _, slice := range sliced.Evaluators[0].Slices {
			paths[slice.Path] = true
		}
		if !paths["name"] || !paths[source.ModelPath] || len(paths) < 3 {
			t.Errorf("slices by %v", paths)
		}
		item := summary.Evaluators[0].Worst[0]
		texts, err := plan.Texts(t.Context(), counted, summary.Evaluators[0].Name, &item)
		last := counted.queries[len(counted.queries)-1]
		if err != nil || len(texts) == 0 || last.Truncate != source.TextLimit || last.Limit != 1 || !strings.Contains(last.Filter, item.ID) {
			t.Errorf("%+v, %v, of %+v", texts, err, last)
		}
		return
	}
	t.Error("the demo world has no such task")
}

// A window before without labels is no comparison, which a note says; notes about one
// evaluator are for its reader only, and nothing that was read is called so.
func TestWhatIsNotSaid(t *testing.T) {
	reading := source.NewReading(&source.Plan{}, source.Known{}, 0)
	now := results.Summary{Rows: 1, Basis: results.NowInWindow, Evaluators: []results.Evaluator{{Name: "A", Labels: []results.Label{{Label: "good", Share: results.NewShare(1, 1)}}}}}
	empty := results.Summary{Rows: 9, Basis: results.NowInWindow}
	if reading.Compare(now, empty, source.Plan{}) || !slices.Contains(reading.Notes(now, time.Now()), "not compared: the window before has no labels of these evaluators") {
		t.Errorf("%q", reading.Notes(now, time.Now()))
	}
	if !reading.Compare(now, now, source.Plan{}) {
		t.Error("labels of both are not compared")
	}
	reading.More = false
	if got := reading.Extent("0"); got != "no spans" {
		t.Errorf("%q", got)
	}
	experiment := source.NewReading(&source.Plan{Task: api.Task{ID: "T"}, Experiments: []string{"X"}}, source.Known{}, 0)
	if notes := experiment.Notes(results.Summary{Basis: results.NowInWindow, Others: 1}, time.Now()); !slices.Contains(notes, "labels of these experiment runs name tasks, but none names this task") {
		t.Errorf("%q", notes)
	}
}

// A run that makes an experiment is compared with that of the run before, a task of such
// runs too; the first run is not, which a note says.
func TestExperimentOfTheRunBefore(t *testing.T) {
	client := serve(t, "")
	compared, alone := 0, 0
	for _, task := range tasks(t, client) {
		if task.Type != api.RunExperiment {
			continue
		}
		page, err := client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		ofTask, none, err := plan.Earlier(t.Context(), client)
		if err != nil || none == "" && ofTask.Experiments[0] == plan.Experiments[0] {
			t.Errorf("%s: %+v, %v", task.Name, ofTask, err)
		}
		for i, run := range page.Items {
			if run.ExperimentID == "" {
				continue
			}
			want := ""
			for _, older := range page.Items[i+1:] {
				if older.Status == api.Completed && older.ExperimentID != "" && older.Successes > 0 {
					want = older.ExperimentID
					break
				}
			}
			if plan, err = source.OfRun(&run, &task, time.Now()); err != nil {
				t.Fatal(err)
			}
			earlier, none, err := plan.Earlier(t.Context(), client)
			if got := strings.Join(earlier.Experiments, ""); err != nil || got != want || (none == "") != (want != "") {
				t.Errorf("%s: %s is compared with %q (%s), want %q; %v", task.Name, run.ExperimentID, got, none, want, err)
			}
			if compared++; want == "" {
				alone++
			} else if earlier.Before() != "the experiment of the run before" {
				t.Error(earlier.Before())
			}
		}
	}
	if compared < 3 || alone == 0 || alone == compared {
		t.Errorf("%d runs, %d alone", compared, alone)
	}
}

// The first run of a task is compared with nothing: what lies before it is of other tasks.
// A run with one before it is, and says when another version judged in between.
func TestComparedWith(t *testing.T) {
	client := serve(t, "")
	compared, alone, changed := 0, 0, 0
	for _, task := range tasks(t, client) {
		if task.ProjectID == "" {
			continue
		}
		page, err := client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 100})
		if err != nil || page.Next != "" {
			continue // its first run is not there
		}
		with := slices.DeleteFunc(page.Items, func(run api.Run) bool { return run.Status != api.Completed || run.Successes == 0 })
		if len(with) < 2 {
			continue
		}
		for at, want := range map[int]bool{0: true, len(with) - 1: false} {
			plan, err := source.OfRun(&with[at], &task, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			earlier, none, err := plan.Earlier(t.Context(), client)
			ok := none == ""
			if err != nil || ok != want || ok && earlier.Run.ID != with[at+1].ID {
				t.Errorf("%s, run %d of %d: %v, %v, %s", task.Name, at, len(with), ok, err, earlier.Run.ID)
			}
			if compared++; !ok {
				alone++
			}
		}
	}
	for _, task := range tasks(t, client) {
		if task.Name != "Relevance Monitor" {
			continue
		}
		plan, err := source.OfTask(t.Context(), client, &task, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		reading := read(t, client, plan, 500)
		for _, note := range reading.Notes(reading.Counter.Summary(1), time.Now()) {
			if strings.HasPrefix(note, "the judge changed within this window (Relevance ") && strings.Contains(note, "model gpt-4o to gpt-4o-mini") {
				changed++
			}
		}
		if reading.Compare(results.Summary{Basis: results.WrittenByTask}, results.Summary{Basis: results.NowInWindow}, plan) {
			t.Error("labels of this task are compared with those of others")
		}
		if notes := reading.Notes(reading.Counter.Summary(1), time.Now()); !slices.Contains(notes, "not compared: no label of the window before is known to be of this task") {
			t.Errorf("why they are not compared is not said: %q", notes)
		}
	}
	if alone == 0 || compared == alone || changed != 1 {
		t.Errorf("%d runs were compared, %d with nothing; %d notes of a changed judge", compared, alone, changed)
	}
}
