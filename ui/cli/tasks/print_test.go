package tasks

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// noon is the current time in these tests.
var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// newApp returns an App with its output and error streams; width 0 means no terminal.
func newApp(width int) (*App, *bytes.Buffer, *bytes.Buffer) {
	var out, err bytes.Buffer
	return &App{
		Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &err, OutTTY: width > 0, Width: width},
		Now:     func() time.Time { return noon }, Zone: time.FixedZone("CET", 3600),
		Open: func(context.Context) (*Conn, error) { return nil, errors.New("no connection") },
	}, &out, &err
}

// newAppWithServer returns an App that is connected to a demo world at noon.
func newAppWithServer(t *testing.T, width int, faults ...string) (*App, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	app, out, errs := newApp(width)
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	data := world.New(world.Options{Seed: 7, Now: app.Now, Hostile: parsed.Hostile()})
	srv := httptest.NewServer(fake.New(fake.Options{World: data, Faults: parsed}))
	t.Cleanup(srv.Close)
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	app.Open = func(context.Context) (*Conn, error) { return &Conn{Client: client, BaseURL: srv.URL}, nil }
	return app, out, errs
}

func TestTablesFitTheTerminalAndKeepIDs(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120, 200} {
		for _, fault := range [][]string{nil, {"hostile"}} {
			app, out, _ := newAppWithServer(t, width, fault...)
			if err := execute(t, listCommand(app), "--limit", "100"); err != nil {
				t.Fatal(err)
			}
			if err := execute(t, listRunsCommand(app), "T25saW5lVGFzazoxMDU4OkJhUzg=", "--limit", "20"); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) < 60 {
				t.Fatalf("%d lines", len(lines))
			}
			for _, line := range lines {
				if cells := text.Width(line); cells > width {
					t.Errorf("%d cells on a terminal of %d:\n%s", cells, width, line)
				}
				if !strings.Contains(line, "T25saW5lVGFzaz") && !strings.Contains(line, "VGFza1J1b") && !strings.Contains(line, " ID") {
					t.Errorf("no ID on a terminal of %d:\n%s", width, line)
				}
			}
		}
	}
}

func TestSheets(t *testing.T) {
	start := noon.Add(-4 * time.Minute)
	ended := noon.Add(-time.Minute)
	from := noon.Add(-75 * time.Hour)
	run := api.Run{
		ID: "R", TaskID: "T", Status: api.Failed, CreatedAt: start.Add(-3 * time.Second), StartedAt: &start, FinishedAt: &ended,
		DataStart: &from, DataEnd: &ended, Successes: 4850,
		FailureReason: "the model refused\x1b[31m every call, and it did so for a reason\nthat takes two lines",
	}
	app, _, _ := newApp(48)
	want := `run        R
task       T
outcome    failed
status     failed
succeeded  4 850
errors     0
skipped    0
window     2026-03-07 10:00:00 CET → 2026-03-10 12:59:00 CET (3 d 02 h)
created    2026-03-10 12:55:57 CET
started    2026-03-10 12:56:00 CET
finished   2026-03-10 12:59:00 CET
waited     3 s
ran        3 min
why        the model refused every call, and it
           did so for a reason
           that takes two lines
`
	if got := Sheet(runFields(app, &lookups{}, &run), app.Width); got != want {
		t.Errorf("on a terminal:\n%s", got)
	}
	app, _, _ = newApp(0)
	got := Sheet(runFields(app, &lookups{}, &run), app.Width)
	for _, line := range []string{
		"succeeded  4850\n", "window     2026-03-07T09:00:00Z → 2026-03-10T11:59:00Z (3 d 02 h)\n", "why        the model refused every call, and it did so for a reason\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("elsewhere: no %q in\n%s", line, got)
		}
	}
}

func TestDurationFields(t *testing.T) {
	at := func(minutes int) *time.Time { moment := noon.Add(time.Duration(minutes) * time.Minute); return &moment }
	app, _, notes := newApp(0)
	for name, tt := range map[string]struct {
		run  api.Run
		want string
	}{
		"pending":                 {api.Run{Status: api.Pending, CreatedAt: *at(-5)}, "waits for  5 min\n"},
		"running":                 {api.Run{Status: api.Running, CreatedAt: *at(-5), StartedAt: at(-4)}, "waited    1 min\nruns for  4 min\n"},
		"an unknown status":       {api.Run{Status: "PAUSED", CreatedAt: *at(-5), StartedAt: at(-4)}, "waited    1 min\nruns for  4 min\n"},
		"ended":                   {api.Run{Status: api.Completed, CreatedAt: *at(-5), StartedAt: at(-4), FinishedAt: at(-2)}, "waited  1 min\nran     2 min\n"},
		"ended before it started": {api.Run{Status: api.Cancelled, CreatedAt: *at(-5), FinishedAt: at(-2)}, "waited  3 min\n"},
		"ended, end unknown":      {api.Run{Status: api.Cancelled, CreatedAt: *at(-5), StartedAt: at(-4)}, "waited  1 min\n"},
		"ended, no times":         {api.Run{Status: api.Cancelled, CreatedAt: *at(-5)}, ""},
		"no times":                {api.Run{Status: api.Pending}, ""},
	} {
		if got := Sheet(durationFields(app, &tt.run), 0); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	app.ahead = func() time.Duration { return 10 * time.Minute }
	running := api.Run{Status: api.Running, CreatedAt: *at(5), StartedAt: at(6)}
	if got := Sheet(durationFields(app, &running), 0); got != "waited    1 min\nruns for  4 min\n" || strings.Count(notes.String(), "10 min ahead of") != 1 {
		t.Errorf("the server is 10 min ahead: %q, notes %q", got, notes)
	}
	for name, tt := range map[string]struct {
		run  api.Run
		want text.Safe
	}{
		"none":     {api.Run{}, ""},
		"no end":   {api.Run{DataStart: at(0)}, "from 2026-03-10T12:00:00Z"},
		"no start": {api.Run{DataEnd: at(0)}, "until 2026-03-10T12:00:00Z"},
	} {
		if got := formatWindow(app, &tt.run); got != tt.want {
			t.Errorf("window, %s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestPages(t *testing.T) {
	boom := errors.New("boom")
	type page = api.Page[api.Listed]
	ctx, cancel := context.WithCancel(t.Context())
	for name, tt := range map[string]struct {
		all   bool
		pages map[string]page
		fail  string // the cursor that fails
		next  string
		cut   bool
		err   error
		reads int
	}{
		"one page":                    {false, map[string]page{"": {Next: "a"}}, "-", "a", false, nil, 1},
		"one page that is cut":        {false, map[string]page{"": {Cut: true}}, "-", "", true, nil, 1},
		"all":                         {true, map[string]page{"": {Next: "a"}, "a": {Next: "b"}, "b": {}}, "-", "", false, nil, 3},
		"all, the last one cut":       {true, map[string]page{"": {Next: "a"}, "a": {Cut: true}}, "-", "", true, nil, 2},
		"the first cursor repeated":   {true, map[string]page{"": {Next: "a"}, "a": {Next: "a"}}, "-", "", true, nil, 2},
		"an older cursor repeated":    {true, map[string]page{"": {Next: "a"}, "a": {Next: "b"}, "b": {Next: "a"}}, "-", "", true, nil, 3},
		"a page that fails":           {true, map[string]page{"": {Next: "a"}}, "a", "", false, boom, 2},
		"cancelled between two pages": {true, map[string]page{"": {Next: "stop"}, "stop": {Next: "x"}, "x": {}}, "-", "x", false, context.Canceled, 2},
	} {
		reads := 0
		next, cut, err := pages(ctx, tt.all, "", func(cursor string) (page, error) {
			if reads++; cursor == tt.fail {
				return page{}, boom
			}
			if cursor == "stop" {
				cancel()
			}
			return tt.pages[cursor], nil
		})
		if next != tt.next || cut != tt.cut || !errors.Is(err, tt.err) || reads != tt.reads {
			t.Errorf("%s: next %q, cut %v, %v after %d reads", name, next, cut, err, reads)
		}
		if ctx.Err() != nil {
			ctx, cancel = context.WithCancel(t.Context())
		}
	}
	cancel()
}

func TestNextPageCommand(t *testing.T) {
	for want, typed := range map[string][]string{
		`ax-tui tasks list --limit 3 --name 'it'\''s' --project support-bot --space-id 'Search Quality' --cursor abc`: {
			"list", "--name", "it's", "--space-id", " Search Quality ", "--project", "support-bot", "--limit", "3", "--cursor", "old",
		},
		`ax-tui tasks list-runs 'T 1' --all --columns status,id --no-headers=false --status FAILED,cancelled --cursor abc`: {
			"list-runs", "--all", "--columns", "status,id", "--no-headers=false", "--status", "FAILED", "--status", "cancelled",
		},
		`ax-tui tasks list --cursor abc`: {"list"},
	} {
		root := &cobra.Command{Use: "ax-tui"}
		root.AddCommand(Command(&App{}, ""))
		cmd, _, err := root.Find([]string{"tasks", typed[0]})
		if err != nil || cmd.ParseFlags(typed[1:]) != nil {
			t.Fatal(typed, err)
		}
		var args []string
		if typed[0] == "list-runs" {
			args = []string{"T 1"}
		}
		if got := nextPageCommand(cmd, args, "abc"); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
	if got := nextPageCommand(listCommand(&App{}), nil, "c\x1b"); strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

// execute runs a command with arguments.
func execute(t *testing.T, cmd *cobra.Command, args ...string) error {
	cmd.SetArgs(args)
	return cmd.ExecuteContext(t.Context())
}
