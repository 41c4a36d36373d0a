package tasks_test

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/part/names"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// endless is a server whose pages after the first have no new row, each with a fresh
// cursor.
type endless struct {
	crowd
	rows  int  // on the first page
	same  bool // later pages repeat the first row
	pages *atomic.Int64
}

func (e endless) ListTasks(_ context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	if query.Cursor != "" {
		e.pages.Add(1)
	}
	page := api.Page[api.Task]{Next: "c" + strconv.FormatInt(e.pages.Load(), 10)}
	rows := 0
	switch {
	case query.Cursor == "":
		rows = e.rows
	case e.same:
		rows = 1
	}
	for i := range rows {
		page.Items = append(page.Items, api.Task{ID: "task" + strconv.Itoa(i), Name: "Relevance", Type: api.TemplateEvaluation})
	}
	return page, nil
}

func openEndless(t *testing.T, server endless) (*harness.Harness, *tasks.Model, *atomic.Int64) {
	t.Helper()
	server.pages = new(atomic.Int64)
	rig := harness.New(t, driver.NewClock())
	model := tasks.New(rig.Env, server, names.New(server), filter.Filter{})
	rig.Show(model, 100, 21)
	rig.Settle()
	return rig, model, server.pages
}

// Pages without a new row are read at a pace and not for long; a key continues.
func TestPagesWithoutRowsEnd(t *testing.T) {
	for name, server := range map[string]endless{"no row": {}, "the same row": {rows: 1, same: true}} {
		t.Run(name, func(t *testing.T) {
			rig, model, pages := openEndless(t, server)
			if pages.Load() > 3 {
				t.Fatalf("%d pages at once", pages.Load())
			}
			rig.Advance(2 * time.Second)
			if pages.Load() > 12 {
				t.Fatalf("%d pages in 2 seconds", pages.Load())
			}
			rig.Advance(5 * time.Minute)
			if pages.Load() < 20 || pages.Load() > 60 {
				t.Fatalf("%d pages in 5 minutes", pages.Load())
			}
			if said := rig.NoticeText(); !strings.Contains(said, "The server gives page after page without a row; r continues.") {
				t.Errorf("notices %q", said)
			}
			if info := model.Info(); !strings.Contains(string(info.Loaded), "r continues") {
				t.Errorf("it says %q", info.Loaded)
			}
			at := pages.Load()
			rig.Keys("j", "k", "G")
			rig.Advance(10 * time.Second)
			if pages.Load() > at {
				t.Errorf("moving read %d pages", pages.Load()-at)
			}
			for _, key := range []string{"r", "m", "L"} {
				at = pages.Load()
				rig.Keys(key)
				rig.Advance(3 * time.Minute)
				if pages.Load() < at+20 || pages.Load() > at+70 {
					t.Errorf("%s read %d pages", key, pages.Load()-at)
				}
			}
		})
	}
}

// esc ends the automatic reading at once.
func TestEscEndsAutomaticReading(t *testing.T) {
	for _, keys := range [][]string{nil, {"L"}, {"m"}} {
		rig, model, pages := openEndless(t, endless{})
		rig.Keys(keys...)
		rig.Advance(time.Second)
		if info := model.Info(); !strings.Contains(string(info.Loaded), "esc stops") {
			t.Errorf("%v: while reading it says %q", keys, info.Loaded)
		}
		rig.Keys("esc")
		at := pages.Load()
		rig.Advance(30 * time.Second)
		if pages.Load() != at || !strings.Contains(string(model.Info().Loaded), "r continues") {
			t.Errorf("%v: %d pages after esc, it says %q", keys, pages.Load()-at, model.Info().Loaded)
		}
	}
}

// A key that needs a selected task says so when there is none.
func TestKeysWithoutATask(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 100, H: 24})
	bench.Keys("/")
	bench.Type("zzz")
	bench.Keys("enter")
	for _, key := range []string{"enter", "v", "W", "J", "M", "O", "t", "x", "w", "e", "c", "X", "P", "y", "i", "o"} {
		bench.Keys(key)
		bench.Want(key + ": no task is selected")
	}
}

// Pages of runs without a row, while there are more, do not mean that a task never ran.
func TestAnEmptyPageIsNotNeverRun(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 100, H: 24})
	want := strings.Count(bench.Plain(), "never run")
	bench = demo.Ready(t, demo.Options{W: 100, H: 24, Faults: []string{"GET /v2/tasks/{id}/runs empty-page"}})
	bench.Advance(5 * time.Second)
	if got := strings.Count(bench.Plain(), "never run"); got != want {
		t.Errorf("%d tasks never ran, want %d:\n%s", got, want, bench.Plain())
	}
}
