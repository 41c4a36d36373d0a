package outcome

import (
	"testing"
	"time"

	"ax-tui/api"
)

var now = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)

const labels = "All data in the selected window already has evaluation labels."

func run(status api.Status, successes, errors, skipped api.Count) api.Run {
	return api.Run{ID: "R1", Status: status, Successes: successes, Errors: errors, Skipped: skipped, CreatedAt: now.Add(-time.Minute)}
}

func with(run api.Run, reason string) api.Run {
	run.FailureReason = reason
	return run
}

func created(run api.Run, ago time.Duration) api.Run {
	run.CreatedAt = now.Add(-ago)
	return run
}

func TestOf(t *testing.T) {
	unknown := api.UnknownCount
	cases := map[string]struct {
		run      api.Run
		id       ID
		severity Severity
		words    string
		short    string
	}{
		"pending":              {run(api.Pending, 0, 0, 0), Pending, Live, "pending", "pending"},
		"pending for minutes":  {created(run(api.Pending, 0, 0, 0), 2*time.Minute), StuckPending, Notice, "stuck pending", "stuck"},
		"running":              {run(api.Running, 5, 9, 0), Running, Live, "running", "running"},
		"done":                 {run(api.Completed, 5, 0, 0), Done, Fine, "done", "done"},
		"done, some skipped":   {run(api.Completed, 1, 0, 99), Done, Fine, "done", "done"},
		"a fifth are errors":   {run(api.Completed, 8, 2, 90), Partial, Notice, "partial: 20 % errors", "20 % errors"},
		"one error of many":    {run(api.Completed, 9999, 1, 0), Partial, Notice, "partial: <1 % errors", "<1 % errors"},
		"one success of many":  {run(api.Completed, 1, 9999, 0), Partial, Notice, "partial: 99 % errors", "99 % errors"},
		"only errors":          {run(api.Completed, 0, 3, 4), Partial, Bad, "all errors", "all errors"},
		"nothing":              {run(api.Completed, 0, 0, 0), NothingEvaluated, Notice, "nothing evaluated", "0 evaluated"},
		"all skipped":          {run(api.Completed, 0, 0, 7), AllSkipped, Notice, "all skipped", "all skipped"},
		"skipped for labels":   {with(run(api.Completed, 0, 0, 7), labels), AllLabelled, Fine, "all labelled already", "had labels"},
		"labelled already":     {with(run(api.Cancelled, 0, 0, 0), labels), AllLabelled, Fine, "all labelled already", "had labels"},
		"labels and a failure": {with(run(api.Failed, 0, 0, 0), labels), Failed, Bad, "failed", "failed"},
		"labels, but judged":   {with(run(api.Cancelled, 3, 0, 0), labels), Cancelled, Fine, "cancelled", "cancelled"},
		"a label is unknown":   {with(run(api.Cancelled, 0, 0, 0), "Output label 'maybe' does not exist in classification choices."), Cancelled, Notice, "cancelled", "cancelled"},
		"failed":               {run(api.Failed, 7, 0, 0), Failed, Bad, "failed", "failed"},
		"cancelled at once":    {run(api.Cancelled, 0, 0, 0), Cancelled, Notice, "cancelled", "cancelled"},
		"cancelled by a user":  {with(run(api.Cancelled, 0, 0, 0), "Run was cancelled by user."), Cancelled, Fine, "cancelled", "cancelled"},
		"cancelled later":      {run(api.Cancelled, 5, 0, 0), Cancelled, Fine, "cancelled", "cancelled"},
		"cancelled for errors": {run(api.Cancelled, 0, 79, 0), Cancelled, Notice, "cancelled", "cancelled"},
		"cancelled, skipping":  {run(api.Cancelled, 0, 0, 5), Cancelled, Fine, "cancelled", "cancelled"},
		"cancelled, no counts": {run(api.Cancelled, unknown, unknown, unknown), Cancelled, Fine, "cancelled", "cancelled"},
		"no counts":            {run(api.Completed, unknown, unknown, unknown), Unknown, Fine, "completed, counts unknown", "completed"},
		"errors unknown":       {run(api.Completed, 5, unknown, 0), Unknown, Fine, "completed, counts unknown", "completed"},
		"skipped unknown":      {run(api.Completed, 5, 0, unknown), Done, Fine, "done", "done"},
		"a new status":         {run("NAPPING", 1, 0, 0), Unknown, Fine, "NAPPING", "NAPPING"},
		"no status":            {run("", 1, 0, 0), Unknown, Fine, "unknown", "unknown"},
	}
	for name, tt := range cases {
		got := Of(tt.run, History{}, now)
		if got.ID != tt.id || got.Severity != tt.severity || got.Words() != tt.words || got.Short() != tt.short {
			t.Errorf("%s: %s, %v, %q, %q; want %s, %v, %q, %q", name, got.ID, got.Severity, got.Words(), got.Short(), tt.id, tt.severity, tt.words, tt.short)
		}
		if len(got.Short()) > 11 {
			t.Errorf("%s: %q has more than 11 cells", name, got.Short())
		}
	}
	if got := Of(created(run(api.Pending, 0, 0, 0), time.Hour), History{}, time.Time{}); got.ID != Pending {
		t.Errorf("without a clock a pending run is %s", got.ID)
	}
}

func TestStalled(t *testing.T) {
	type answer struct {
		after time.Duration
		done  api.Count
	}
	every := 20 * time.Second
	cases := map[string]struct {
		answers []answer
		want    ID
	}{
		"one answer":              {[]answer{{0, 5}}, Running},
		"never seen moving":       {[]answer{{0, 5}, {every, 5}, {2 * every, 5}, {9 * every, 5}, {20 * every, 5}}, Running},
		"moves":                   {[]answer{{0, 5}, {every, 6}, {9 * every, 7}}, Running},
		"three answers, 60 s":     {[]answer{{0, 5}, {every, 6}, {2 * every, 6}, {3 * every, 6}, {4 * every, 6}}, Stalled},
		"three answers, 59 s":     {[]answer{{0, 5}, {every, 6}, {2 * every, 6}, {3 * every, 6}, {4*every - time.Second, 6}}, Running},
		"two answers, an hour":    {[]answer{{0, 5}, {every, 6}, {2 * every, 6}, {time.Hour, 6}}, Running},
		"told twice":              {[]answer{{0, 5}, {every, 6}, {2 * every, 6}, {2 * every, 6}, {time.Hour, 6}, {time.Hour, 6}}, Running},
		"moves again":             {[]answer{{0, 5}, {every, 6}, {2 * every, 6}, {3 * every, 6}, {9 * every, 6}, {10 * every, 7}}, Running},
		"the clock was set back":  {[]answer{{time.Hour, 5}, {time.Hour + every, 6}, {0, 6}, {every, 6}, {9 * every, 6}, {20 * every, 6}}, Running},
		"counts that are unknown": {[]answer{{0, api.UnknownCount}, {every, api.UnknownCount}, {2 * every, api.UnknownCount}, {9 * every, api.UnknownCount}}, Running},
	}
	for name, tt := range cases {
		var history History
		for _, answer := range tt.answers {
			history = history.Add(run(api.Running, answer.done, 0, 0), now.Add(answer.after))
		}
		if got := Of(run(api.Running, 6, 0, 0), history, now).ID; got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		if got := Of(api.Run{ID: "R2", Status: api.Running}, history, now).ID; got != Running {
			t.Errorf("%s: another run is %s", name, got)
		}
	}
}

func TestWorstFirst(t *testing.T) {
	order := []Outcome{
		{ID: Failed, Severity: Bad},
		{ID: Partial, Severity: Bad, Share: 1},
		{ID: Stalled, Severity: Notice},
		{ID: StuckPending, Severity: Notice},
		{ID: Partial, Severity: Notice, Share: 0.5},
		{ID: Partial, Severity: Notice, Share: 0.1},
		{ID: NothingEvaluated, Severity: Notice},
		{ID: Cancelled, Severity: Notice},
		{ID: Running, Severity: Live},
		{ID: Cancelled},
		{ID: Done},
	}
	for i := range order[1:] {
		if order[i].Rank() >= order[i+1].Rank() {
			t.Errorf("%v does not come before %v", order[i], order[i+1])
		}
	}
}

func TestAlarm(t *testing.T) {
	for _, tt := range []struct {
		status            api.Status
		successes, errors api.Count
		want              bool
	}{
		{api.Running, 15, 5, true},
		{api.Running, 16, 5, false},
		{api.Running, 10, 9, false},
		{api.Completed, 0, 99, false},
		{api.Running, api.UnknownCount, 99, false},
		{api.Running, 0, 20, true},
	} {
		if _, ok := Alarm(run(tt.status, tt.successes, tt.errors, 0)); ok != tt.want {
			t.Errorf("%s, %d succeeded, %d errors: %v", tt.status, tt.successes, tt.errors, ok)
		}
	}
}
