package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// signature is one row of the diagnosis table (contract section 8).
type signature struct {
	name string
	is   func(w *World, t Task, r Run, now time.Time) bool
}

func ran(r Run) time.Duration {
	if r.StartedAt == nil || r.FinishedAt == nil {
		return -1
	}
	return r.FinishedAt.Sub(*r.StartedAt)
}

func nothing(r Run) bool { return r.Successes+r.Errors+r.Skipped == 0 }

func within(d, lo, hi time.Duration) bool { return lo <= d && d <= hi }

func gran(w *World, t Task) string {
	if len(t.Evaluators) == 0 {
		return ""
	}
	return w.cat.judge[t.Evaluators[0].EvaluatorID].Versions[0].DataScope()
}

var signatures = []signature{
	{"cancelled after 1 s", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && within(ran(r), 500*time.Millisecond, 1500*time.Millisecond) && nothing(r) && r.FailureReason == ""
	}},
	{"cancelled after 3 min", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && within(ran(r), 170*time.Second, 190*time.Second) && r.Errors > 0 && r.Successes == 0
	}},
	{"sandbox after 3 s", func(w *World, t Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && within(ran(r), 2500*time.Millisecond, 3500*time.Millisecond) && nothing(r) && t.Type == CodeEvaluation &&
			w.cat.judge[t.Evaluators[0].EvaluatorID].Versions[0].Code.Kind == "CUSTOM"
	}},
	{"all labelled", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && nothing(r) && strings.Contains(r.FailureReason, "label") && strings.Contains(r.FailureReason, "override")
	}},
	{"window at 1970", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && nothing(r) && r.DataStart != nil && r.DataStart.Year() == 1970
	}},
	{"span kind and mapping differ", func(_ *World, t Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && nothing(r) && t.QueryFilter != nil && strings.Contains(*t.QueryFilter, "CHAIN") && t.Evaluators[0].Mappings["output"] == llmOutput
	}},
	{"granularity and filter differ", func(w *World, t Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && nothing(r) && t.QueryFilter != nil && (gran(w, t) == "TRACE" || gran(w, t) == "SESSION")
	}},
	{"completed with zeros", func(_ *World, _ Task, r Run, _ time.Time) bool { return r.Status == Completed && nothing(r) }},
	{"completed, skipped only", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Completed && r.Skipped > 0 && r.Successes+r.Errors == 0
	}},
	{"completed, part skipped", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Completed && r.Skipped > 0 && r.Successes > 0
	}},
	{"completed with errors", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Completed && r.Errors > 0 && r.FailureReason != ""
	}},
	{"completed on the wrong text", func(_ *World, t Task, r Run, _ time.Time) bool {
		return r.Status == Completed && r.Successes > 0 && len(t.Evaluators) > 0 && t.Evaluators[0].Mappings["output"] == "attributes.input.value"
	}},
	{"failed without rails", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Failed && strings.Contains(r.FailureReason, "rails") && strings.Contains(r.FailureReason, "classification_choices")
	}},
	{"failed otherwise", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Failed && !strings.Contains(r.FailureReason, "rails") && strings.Contains(r.FailureReason, "\n")
	}},
	{"pending for minutes", func(_ *World, _ Task, r Run, now time.Time) bool {
		return r.Status == Pending && now.Sub(r.CreatedAt) > 3*time.Minute
	}},
	{"running long", func(_ *World, _ Task, r Run, now time.Time) bool {
		return r.Status == Running && now.Sub(*r.StartedAt) > 4*time.Minute
	}},
	{"stopped half way", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Cancelled && r.Successes > 0
	}},
	{"plain success", func(_ *World, _ Task, r Run, _ time.Time) bool {
		return r.Status == Completed && r.Successes > 0 && r.Errors+r.Skipped == 0 && r.FailureReason == ""
	}},
}

func TestEverySignatureOccurs(t *testing.T) {
	for _, seed := range []uint64{0, 1, 7} {
		w, c := open(Options{Seed: seed})
		c.add(3 * time.Minute)
		found := make([]bool, len(signatures))
		for _, task := range allTasks(w) {
			for _, r := range allRuns(w, task.ID) {
				for i, s := range signatures {
					found[i] = found[i] || s.is(w, task, r, c.now())
				}
			}
		}
		for i, ok := range found {
			if !ok {
				t.Errorf("seed %d: no run is %q", seed, signatures[i].name)
			}
		}
	}
}

// live runs are told apart by their habit; each habit's task gives its ending again when triggered.
func TestTriggeredRunsBehaveAsTheTask(t *testing.T) {
	w, c := open(Options{Seed: 7})
	from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
	seen := map[habit]bool{}
	for i, task := range allTasks(w) {
		ch := w.data.Tasks[i].Habit
		if seen[ch] || task.DatasetID != "" {
			continue
		}
		seen[ch] = true
		r, ok := w.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, MaxSpans: 500})
		if !ok || r.Status != Pending || r.StartedAt != nil || !r.DataStart.Equal(from) || r.CreatedBy == "" {
			t.Fatalf("%s: trigger answered %+v", task.Name, r)
		}
		start := c.now()
		c.add(2 * time.Hour)
		got, _ := w.Run(r.ID)
		if got.Successes+got.Errors+got.Skipped > 500 {
			t.Errorf("%s: more rows than max spans: %+v", task.Name, got)
		}
		if ch == "unset" { // a real window is the cure
			if got.Status != Completed || got.Successes == 0 {
				t.Errorf("%s: %+v", task.Name, got)
			}
		} else if past := allRuns(w, task.ID); len(past) > 1 && ch != healthy && ch != mixed && ch != lengthy && ch != queued && !sameEnding(past[1:], got) {
			t.Errorf("%s: a triggered run ended %s %d/%d/%d, unlike the past", task.Name, got.Status, got.Successes, got.Errors, got.Skipped)
		}
		c.add(start.Sub(c.now()))
	}
	if len(seen) < 15 {
		t.Errorf("only %d habits were tried", len(seen))
	}
}

func sameEnding(past []Run, r Run) bool {
	for _, p := range past {
		if p.Status == r.Status && (p.Successes > 0) == (r.Successes > 0) && (p.Errors > 0) == (r.Errors > 0) && (p.Skipped > 0) == (r.Skipped > 0) {
			return true
		}
	}
	return false
}

func find(t *testing.T, w *World, name string) Task {
	t.Helper()
	for _, task := range allTasks(w) {
		if task.Name == name {
			return task
		}
	}
	t.Fatalf("no task %q", name)
	return Task{}
}

func settle(w *World, c *clock, r Run) Run {
	c.add(24 * time.Hour)
	r, _ = w.Run(r.ID)
	return r
}

func TestTriggerFollowsTheRequest(t *testing.T) {
	ago := func(d time.Duration) *time.Time { at := opening.Add(-d); return &at }
	zero := time.Unix(0, 0).UTC()
	tests := []struct {
		name, task string
		tr         Trigger
		want       func(Run) bool
	}{
		{"labelled", "Weekly Relabel", Trigger{DataStart: ago(48 * time.Hour), DataEnd: ago(3 * time.Hour)}, func(r Run) bool { return r.Status == Cancelled && nothing(r) }},
		{"labelled with override", "Weekly Relabel", Trigger{DataStart: ago(48 * time.Hour), DataEnd: ago(3 * time.Hour), Override: true}, func(r Run) bool { return r.Status == Completed && r.Successes > 0 }},
		{"within the index lag", "Relevance Monitor", Trigger{DataStart: ago(30 * time.Minute), DataEnd: ago(0)}, func(r Run) bool { return r.Status == Completed && nothing(r) }},
		{"empty window", "Relevance Monitor", Trigger{DataStart: ago(time.Hour), DataEnd: ago(2 * time.Hour)}, func(r Run) bool { return r.Status == Cancelled && nothing(r) }},
		{"window at 1970", "Relevance Monitor", Trigger{DataStart: &zero, DataEnd: ago(2 * time.Hour)}, func(r Run) bool { return r.Status == Cancelled && nothing(r) }},
		{"default window", "Relevance Monitor", Trigger{}, func(r Run) bool { return r.DataStart != nil && r.DataEnd.Equal(opening) }},
		{"max spans", "Relevance Monitor", Trigger{DataStart: ago(300 * time.Hour), DataEnd: ago(3 * time.Hour)}, func(r Run) bool { return r.Successes+r.Errors+r.Skipped == 10000 }},
		{"dataset", "Golden QA Correctness", Trigger{}, func(r Run) bool { return r.DataStart == nil && r.Successes > 0 }},
		{"max examples", "Prompt v4 Candidates", Trigger{ExperimentName: "x", MaxExamples: 9}, func(r Run) bool { return r.Successes+r.Errors == 9 }},
		{"example IDs", "Prompt v4 Candidates", Trigger{ExperimentName: "x", ExampleIDs: []string{"a", "b"}}, func(r Run) bool { return r.Successes+r.Errors == 2 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := open(Options{Seed: 7})
			r, ok := w.Trigger(find(t, w, tt.task).ID, tt.tr)
			if end := settle(w, c, r); !ok || !tt.want(end) {
				t.Errorf("ended as %+v", end)
			}
		})
	}
}

func TestSpeedEndsTriggeredRunsSooner(t *testing.T) {
	end := func(speed float64) (Run, Run) {
		w, c := open(Options{Seed: 7, Speed: speed})
		task := find(t, w, "Relevance Monitor")
		past := allRuns(w, task.ID)[5]
		from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
		r, _ := w.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to})
		return past, settle(w, c, r)
	}
	past1, slow := end(1)
	past20, fast := end(20)
	if ratio := ran(slow).Seconds() / ran(fast).Seconds(); ratio < 19 || ratio > 21 {
		t.Errorf("twenty times the speed made runs %.1f times shorter", ratio)
	}
	if ran(past1) != ran(past20) || past1.ID != past20.ID {
		t.Error("the speed changed the past")
	}
}

func TestCancelKeepsTheCounters(t *testing.T) {
	w, c := open(Options{Seed: 7})
	from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
	r, _ := w.Trigger(find(t, w, "Relevance Monitor").ID, Trigger{DataStart: &from, DataEnd: &to})
	c.add(40 * time.Second)
	before, _ := w.Run(r.ID)
	if before.Status != Running || before.Successes == 0 {
		t.Fatalf("after 40 s: %+v", before)
	}
	got, outcome := w.Cancel(r.ID)
	if outcome != CancelDone || got.Status != Cancelled || got.Successes != before.Successes || got.FinishedAt == nil || !got.FinishedAt.Equal(c.now()) {
		t.Errorf("cancel: %v %+v", outcome, got)
	}
	c.add(time.Hour)
	if again, outcome := w.Cancel(r.ID); outcome != CancelFinished || again.Status != Cancelled || again.Successes != got.Successes {
		t.Errorf("second cancel: %v %+v", outcome, again)
	}
	if _, outcome := w.Cancel("nobody"); outcome != CancelNotFound {
		t.Errorf("cancel of nothing: %v", outcome)
	}
	fresh, _ := w.Trigger(r.TaskID, Trigger{DataStart: &from, DataEnd: &to})
	if got, _ := w.Cancel(fresh.ID); got.StartedAt != nil || got.Status != Cancelled {
		t.Errorf("cancel while pending: %+v", got)
	}
}

func TestExperimentAppearsAfterTheStart(t *testing.T) {
	w, c := open(Options{Seed: 7})
	task := find(t, w, "Prompt v4 Candidates")
	r, _ := w.Trigger(task.ID, Trigger{ExperimentName: "seventh try"})
	if !w.ExperimentNameTaken(task.DatasetID, "seventh try") || w.ExperimentNameTaken(task.DatasetID, "eighth try") {
		t.Error("the promised name is not taken, or another is")
	}
	have := func() bool {
		for _, e := range w.Experiments() {
			if e.Name == "seventh try" && e.DatasetID == task.DatasetID {
				return true
			}
		}
		return false
	}
	for r.Status == Pending {
		if r.ExperimentID != "" || have() {
			t.Fatal("experiment before the start")
		}
		c.add(500 * time.Millisecond)
		r, _ = w.Run(r.ID)
	}
	if r.ExperimentID != "" {
		t.Error("experiment right at the start")
	}
	for range 20 {
		if r.ExperimentID == "" {
			c.add(500 * time.Millisecond)
			r, _ = w.Run(r.ID)
		}
	}
	if r.ExperimentID == "" || !have() {
		t.Fatalf("no experiment ten seconds after the start: %+v", r)
	}
	r = settle(w, c, r)
	if list, ok := w.ExperimentRuns(r.ExperimentID); !ok || len(list) != r.Successes+r.Errors {
		t.Errorf("%d results for %d rows", len(list), r.Successes+r.Errors)
	}
}

// A run only ever moves forward, whatever its task and whenever one looks.
func TestLifecycleIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, c := open(Options{Seed: rapid.Uint64().Draw(t, "seed"), Speed: rapid.SampledFrom([]float64{0, 1, 3, 50, 4000}).Draw(t, "speed")})
		tasks := allTasks(w)
		task := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")]
		from, to := opening.Add(-30*time.Hour), opening.Add(-2*time.Hour)
		r, _ := w.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, Override: rapid.Bool().Draw(t, "override")})
		watched := []Run{r}
		c.add(5 * time.Minute)
		if runs := allRuns(w, task.ID); len(runs) > 0 {
			watched = append(watched, runs[0], runs[len(runs)-1])
		}
		for range 12 {
			c.add(time.Duration(rapid.IntRange(0, 200_000).Draw(t, "ms")) * time.Millisecond)
			switch rapid.IntRange(0, 14).Draw(t, "act") {
			case 0:
				w.Cancel(r.ID)
			case 1:
				w.UpdateTask(task.ID, func(t *Task) { t.Continuous, t.QueryFilter = !t.Continuous, new(string) })
			}
			for i, old := range watched {
				now, ok := w.Run(old.ID)
				if !ok {
					t.Fatalf("run vanished: %+v", old)
				}
				if fault := backward(old, now, c.now()); fault != "" {
					t.Fatalf("%s:\n%+v\n%+v", fault, old, now)
				}
				watched[i] = now
			}
		}
	})
}

func backward(a, b Run, now time.Time) string {
	rank := map[Status]int{Pending: 0, Running: 1, Completed: 2, Failed: 2, Cancelled: 2}
	switch {
	case a.Status.Terminal() && fmt.Sprint(a.Status, a.Successes, a.Errors, a.Skipped, a.FinishedAt, a.FailureReason) != fmt.Sprint(b.Status, b.Successes, b.Errors, b.Skipped, b.FinishedAt, b.FailureReason):
		return "a finished run changed"
	case rank[b.Status] < rank[a.Status]:
		return "status went back"
	case b.Successes < a.Successes || b.Errors < a.Errors || b.Skipped < a.Skipped:
		return "a counter shrank"
	case a.StartedAt != nil && (b.StartedAt == nil || !a.StartedAt.Equal(*b.StartedAt)):
		return "the start moved"
	case a.ExperimentID != "" && a.ExperimentID != b.ExperimentID:
		return "the experiment changed"
	case b.StartedAt != nil && (b.StartedAt.Before(b.CreatedAt) || b.StartedAt.After(now)):
		return "the start is out of order"
	case b.FinishedAt != nil && (b.FinishedAt.After(now) || b.StartedAt != nil && b.FinishedAt.Before(*b.StartedAt)):
		return "the end is out of order"
	case b.Status.Terminal() != (b.FinishedAt != nil) || b.Status == Running && b.StartedAt == nil || b.Status == Pending && !nothing(b):
		return "status and times do not fit"
	}
	return ""
}
