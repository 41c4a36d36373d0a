package tasks

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// threePages is a list of two runs a page, in which one run comes twice.
func threePages(cursor string) (api.Page[api.Run], error) {
	return map[string]api.Page[api.Run]{
		"":  {Items: []api.Run{{ID: "R1"}, {ID: "R2"}}, Next: "a"},
		"a": {Items: []api.Run{{ID: "R2"}, {ID: "R3"}}, Next: "b"},
		"b": {Items: []api.Run{{ID: "R1"}, {ID: "R4"}}},
	}[cursor], nil
}

func untyped(load func(string) (api.Page[api.Run], error)) func(string) (api.Page[api.Listed], error) {
	return func(cursor string) (api.Page[api.Listed], error) { return api.Untyped(load(cursor)) }
}

// printed prints all pages in a format and returns the error of the sink.
func printed(t *testing.T, ctx context.Context, app *App, output string, load func(string) (api.Page[api.Run], error)) error {
	t.Helper()
	sink, err := app.Sink(Output{Value: strings.TrimPrefix(output, "ids"), IDs: output == "ids"}, "")
	if err != nil {
		t.Fatal(err)
	}
	list := runList(app)
	if err := list.choose(nil); err != nil {
		t.Fatal(err)
	}
	next := func(cursor string) string { return "ax-tui again --cursor " + cursor }
	return sink.Close(list.print(ctx, app, sink, &listFlags{all: true}, untyped(load), next))
}

func TestNoRowIsPrintedTwice(t *testing.T) {
	for _, format := range []string{"table", "json", "jsonl", "csv", "ids"} {
		app, out, _ := newApp(0)
		if err := printed(t, t.Context(), app, format, threePages); err != nil {
			t.Fatal(format, err)
		}
		for i := range 4 {
			if id := "R" + strconv.Itoa(i+1); strings.Count(out.String(), id) != 1 {
				t.Errorf("%s has %s %d times:\n%s", format, id, strings.Count(out.String(), id), out)
			}
		}
	}
}

func TestRowsArePrintedPageByPage(t *testing.T) {
	for format, pageByPage := range map[string]bool{"jsonl": true, "csv": true, "ids": true, "json": true, "table": false} {
		app, out, _ := newApp(0)
		err := printed(t, t.Context(), app, format, func(cursor string) (api.Page[api.Run], error) {
			if shown := strings.Contains(out.String(), "R2"); cursor == "a" && shown != pageByPage {
				t.Errorf("%s: the first page is printed before the second is loaded: %v", format, shown)
			}
			return threePages(cursor)
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// An incomplete list says how to continue, and claims nothing when nothing was
// printed.
func TestIncompleteList(t *testing.T) {
	refused := &api.Error{Kind: api.Server, Status: 503, Detail: "boom"}
	for name, c := range map[string]struct {
		output, failing string
		interrupted     bool
		printed         []string // on Out
		code            int
		message         string // in the error
	}{
		"jsonl":              {"jsonl", "b", false, []string{"R1", "R3"}, API, "Printed: 3 runs. Continue with: ax-tui again --cursor b"},
		"csv":                {"csv", "a", false, []string{"R1"}, API, "Printed: 2 runs. Continue with: ax-tui again --cursor a --no-headers"},
		"json":               {"json", "b", false, []string{"R1", `"has_more": true`, `"next_cursor": "b"`, "\n}\n"}, API, "--cursor b"},
		"table":              {"table", "b", false, []string{"R1", "R3"}, API, "--cursor b"},
		"the first page":     {"jsonl", "", false, nil, API, ""},
		"interrupted, jsonl": {"jsonl", "b", true, []string{"R3"}, Interrupted, "--cursor b"},
		"interrupted, json":  {"json", "b", true, []string{"R3", `"next_cursor": "b"`, "\n}\n"}, Interrupted, "--cursor b"},
		"interrupted, table": {"table", "b", true, nil, Interrupted, ""},
	} {
		app, out, _ := newApp(0)
		ctx, stop := context.WithCancel(t.Context())
		err := printed(t, ctx, app, c.output, func(cursor string) (api.Page[api.Run], error) {
			switch {
			case cursor != c.failing:
			case c.interrupted:
				stop()
				return api.Page[api.Run]{}, &api.Error{Kind: api.Canceled}
			default:
				return api.Page[api.Run]{}, refused
			}
			return threePages(cursor)
		})
		stop()
		if CodeOf(err) != c.code {
			t.Errorf("%s: %v, code %d", name, err, CodeOf(err))
		}
		var message bytes.Buffer
		PrintError(&message, err)
		if !strings.Contains(message.String(), c.message) || c.message == "" && strings.Contains(message.String(), "Printed") {
			t.Errorf("%s: %s", name, message.String())
		}
		for _, part := range c.printed {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s: no %q in\n%s", name, part, out)
			}
		}
		if len(c.printed) == 0 && out.Len() > 0 {
			t.Errorf("%s: prints %s", name, out)
		}
	}
}

// A file is complete or as it was.
func TestAnIncompleteListLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.jsonl")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	app, _, _ := newApp(0)
	err := printed(t, t.Context(), app, path, func(cursor string) (api.Page[api.Run], error) {
		if cursor == "b" {
			return api.Page[api.Run]{}, &api.Error{Kind: api.Server, Status: 503}
		}
		return threePages(cursor)
	})
	if CodeOf(err) != API {
		t.Error(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "before" {
		t.Errorf("holds %s", data)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

// Output that cannot be written is a fault of the file, whatever was being read.
func TestAFullDisk(t *testing.T) {
	for _, format := range []string{"json", "jsonl", "csv", "ids", "table"} {
		app, _, _ := newApp(0)
		app.Out = fullDisk{}
		err := WrapError("cannot list the runs", printed(t, t.Context(), app, format, threePages))
		if CodeOf(err) != File || err.Error() != "cannot write the output: no space left on device" {
			t.Errorf("%s: %v, code %d", format, err, CodeOf(err))
		}
	}
	app, _, _ := newApp(0)
	sink, err := app.Sink(Output{Value: filepath.Join(t.TempDir(), "x.json")}, "")
	if err != nil {
		t.Fatal(err)
	}
	sink.w = bufio.NewWriterSize(writer{fullDisk{}, `"x.json"`}, 16)
	list := runList(app)
	err = sink.Close(WrapError("cannot list the runs", list.print(t.Context(), app, sink, &listFlags{all: true}, untyped(threePages), nil)))
	if CodeOf(err) != File || !strings.HasPrefix(err.Error(), `cannot write "x.json": `) {
		t.Errorf("%v, code %d", err, CodeOf(err))
	}
}

func TestProgressOfALongList(t *testing.T) {
	for name, c := range map[string]struct {
		format         string
		errTTY, outTTY bool
		shown          bool
	}{
		"a table on a terminal":  {"table", true, true, true},
		"rows to a pipe":         {"jsonl", true, false, true},
		"rows on a terminal":     {"jsonl", true, true, false},
		"no terminal":            {"jsonl", false, false, false},
		"a document to a pipe":   {"json", true, false, true},
		"a document, no display": {"json", false, false, false},
	} {
		app, _, errs := newApp(0)
		app.ErrTTY, app.OutTTY = c.errTTY, c.outTTY
		if err := printed(t, t.Context(), app, c.format, threePages); err != nil {
			t.Fatal(err)
		}
		if shown := strings.Contains(errs.String(), "\r3 runs, loading more…"); shown != c.shown {
			t.Errorf("%s: %q", name, errs)
		}
		if c.shown && !strings.HasSuffix(errs.String(), " \r") {
			t.Errorf("%s: the line stays: %q", name, errs)
		}
	}
}

// A server may send the same row under ever new cursors: the error does not blame the
// cursor.
func TestAListWithoutNewRows(t *testing.T) {
	app, _, errs := newApp(0)
	app.ErrTTY = true
	page := 0
	err := printed(t, t.Context(), app, "jsonl", func(string) (api.Page[api.Run], error) {
		page++
		return api.Page[api.Run]{Items: []api.Run{{ID: "R"}}, Next: strconv.Itoa(page)}, nil
	})
	if CodeOf(err) != API || !strings.Contains(err.Error(), "the server reports more runs but returns no new ones") {
		t.Errorf("after %d pages: %v", page, err)
	}
	if !strings.Contains(errs.String(), "\r1 run, loading more…") {
		t.Errorf("%q", errs)
	}
}

// Without a terminal a slow list says now and then that it is being loaded.
func TestProgressWithoutATerminal(t *testing.T) {
	app, _, errs := newApp(0)
	now := noon
	app.Now = func() time.Time { return now }
	page, said := 0, map[int]int{}
	err := printed(t, t.Context(), app, "json", func(string) (api.Page[api.Run], error) {
		said[page] = strings.Count(errs.String(), "loading more…\n")
		page++
		now = now.Add(time.Second)
		return api.Page[api.Run]{Items: []api.Run{{ID: strconv.Itoa(page)}}, Next: map[bool]string{true: strconv.Itoa(page)}[page < 40]}, nil
	})
	if err != nil || said[2] != 0 || said[3] != 1 || said[30] != 1 || said[39] != 2 {
		t.Errorf("%v, lines by page: %v\n%s", err, said, errs)
	}
}

func TestStatusIsColoured(t *testing.T) {
	app, out, _ := newApp(120)
	app.Paint = func(achieved outcome.Outcome, cell string) string {
		return "<" + string(achieved.ID) + ">" + cell + "</>"
	}
	load := func(string) (api.Page[api.Run], error) {
		return api.Page[api.Run]{Items: []api.Run{{ID: "R1", Status: api.Failed}, {ID: "R2", Status: api.Completed, Successes: 1}}}, nil
	}
	if err := printed(t, t.Context(), app, "table", load); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"\n<failed>failed </>  ", "\n<done>done   </>  ", "OUTCOME  STARTED"} {
		if !strings.Contains(out.String(), cell) {
			t.Errorf("no %q in\n%s", cell, out)
		}
	}
}

func TestRunFilter(t *testing.T) {
	app, _, _ := newApp(0)
	run := func(status api.Status, hours int) api.Run {
		return api.Run{ID: fmt.Sprint(status, hours), Status: status, CreatedAt: noon.Add(-time.Duration(hours) * time.Hour)}
	}
	page := []api.Run{run(api.Running, 1), run(api.Failed, 2), run(api.Cancelled, 3), {ID: "no time", Status: api.Failed}, run(api.Failed, 30)}
	for name, c := range map[string]struct {
		options runsOptions
		only    api.Status
		picked  string
		last    bool
	}{
		"everything":         {runsOptions{}, "", "RUNNING1 FAILED2 CANCELLED3 no time FAILED30", false},
		"one status":         {runsOptions{statuses: []string{"failed"}}, api.Failed, "RUNNING1 FAILED2 CANCELLED3 no time FAILED30", false},
		"two":                {runsOptions{statuses: []string{"Failed", "cancelled"}}, "", "FAILED2 CANCELLED3 no time FAILED30", false},
		"since":              {runsOptions{since: "-24h"}, "", "RUNNING1 FAILED2 CANCELLED3 no time", true},
		"two since":          {runsOptions{statuses: []string{"failed", "running"}, since: "-24h"}, "", "RUNNING1 FAILED2 no time", true},
		"since, exactly":     {runsOptions{since: noon.Add(-time.Duration(30) * time.Hour).Format("2006-01-02T15:04:05Z")}, "", "RUNNING1 FAILED2 CANCELLED3 no time FAILED30", false},
		"since a later time": {runsOptions{since: "-2h"}, "", "RUNNING1 FAILED2 no time", true},
	} {
		only, filter, err := c.options.filter(app)
		if err != nil {
			t.Fatal(name, err)
		}
		var ids []string
		last := false
		for _, run := range page {
			wanted, isLast := filter.pick(&run)
			if last = last || isLast; wanted {
				ids = append(ids, run.ID)
			}
		}
		if got := strings.Join(ids, " "); got != c.picked || last != c.last || only != c.only {
			t.Errorf("%s: %q of %q, last %v, want %q", name, got, only, last, c.picked)
		}
	}
}

// Names are asked for once each, at most a hundred, and no further after a refusal.
func TestLookups(t *testing.T) {
	var lock sync.Mutex
	asked := map[string]int{}
	get := func(fail string) func(context.Context, string) (api.Ref, error) {
		return func(ctx context.Context, id string) (api.Ref, error) {
			lock.Lock()
			asked[id]++
			lock.Unlock()
			switch {
			case id == fail:
				return api.Ref{}, &api.Error{Kind: api.RateLimited}
			case fail != "":
				<-ctx.Done() // the others are on their way when it is refused
				return api.Ref{}, ctx.Err()
			}
			if id == "gone" {
				return api.Ref{}, &api.Error{Kind: api.NotFound}
			}
			return api.Ref{ID: id, Name: "name of " + id}, nil
		}
	}
	look := &lookups{}
	look.loadNames(t.Context(), []string{"a", "", "b", "a", "gone", "c\x1b"}, get(""))
	look.loadNames(t.Context(), []string{"a", "gone"}, get(""))
	for id, want := range map[string]text.Safe{"a": "name of a", "gone": "gone", "": "", "c\x1b": text.Clean("name of c\x1b")} {
		if got := look.name(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
		if asked[id] > 1 || asked[""] > 0 {
			t.Errorf("%q was asked for %d times", id, asked[id])
		}
	}
	many := make([]string, 3*maxLookups)
	for i := range many {
		many[i] = "many" + strconv.Itoa(i)
	}
	clear(asked)
	(&lookups{}).loadNames(t.Context(), many, get(""))
	if len(asked) != maxLookups {
		t.Errorf("%d names were asked for", len(asked))
	}
	clear(asked)
	(&lookups{}).loadNames(t.Context(), many, get("many0"))
	if len(asked) > maxConcurrent {
		t.Errorf("%d names were asked for after a refusal", len(asked))
	}
}

func TestColumns(t *testing.T) {
	app, _, _ := newApp(0)
	list := runList(app)
	if err := list.choose([]string{"id", " Why", "STATUS", "window"}); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, column := range list.columns {
		keys = append(keys, column.key())
	}
	if !slices.Equal(keys, []string{"id", "why", "status", "window"}) {
		t.Error(keys)
	}
	app, out, _ := newApp(40)
	rows := []api.Listed{&api.Run{ID: "R1", Status: api.Failed, FailureReason: "a long reason that is longer than the terminal"}}
	if grid := list.table(t.Context(), app, rows, true); strings.Count(grid, "\n") != 1 || !strings.HasPrefix(grid, "R1  a long") || !strings.Contains(grid, "failed") {
		t.Errorf("%q %s", grid, out)
	}
	err := list.choose([]string{"nonsense"})
	if CodeOf(err) != Usage || !strings.Contains(err.Error(), `no column "nonsense"; choose from id, why, status, window`) {
		t.Error(err)
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		t.Errorf("%T", err)
	}
}
