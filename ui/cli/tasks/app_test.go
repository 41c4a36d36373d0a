package tasks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

func TestCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, OK},
		{errors.New("x"), Unexpected},
		{UsageError("x"), Usage},
		{&api.Error{Kind: api.Auth}, Auth},
		{&api.Error{Kind: api.Check}, Usage},
		{&api.Error{Kind: api.ReadOnly}, Usage},
		{&api.Error{Kind: api.Canceled}, Interrupted},
		{&api.Error{Kind: api.NotFound}, API},
		{&api.Error{Kind: api.Network}, API},
		{&api.GaveUpError{}, TimedOut},
		{&resolve.NotFound{}, API},
		{&resolve.Ambiguous{}, API},
		{ErrInterrupted, Interrupted},
		{context.Canceled, Interrupted},
		{fmt.Errorf("x: %w", ErrDeclined), Usage},
		{WrapError("x", &api.Error{Kind: api.Auth}), Auth},
		{WrapError("x", &Fault{Code: File, Err: errors.New("y")}), File},
	} {
		if got := CodeOf(tt.err); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestPrintError(t *testing.T) {
	var buffer bytes.Buffer
	PrintError(&buffer, WrapError("cannot read the task", &api.Error{Kind: api.NotFound, Status: 404, Method: "GET", Path: "/v2/tasks/x", Detail: "no\x1b[31m such task"}))
	want := "ax-tui: cannot read the task: GET /v2/tasks/x: 404 no such task\n  Check the ID, the space, and that this key can see it.\n"
	if buffer.String() != want {
		t.Errorf("%q, want %q", buffer.String(), want)
	}
	buffer.Reset()
	PrintError(&buffer, &Fault{Code: Usage, What: "--evaluators", Err: Rules{"line 1, column 2: a", "line 3, column 4: b"}, Next: "Nothing was sent."})
	if want = "ax-tui: --evaluators:\n  line 1, column 2: a\n  line 3, column 4: b\n  Nothing was sent.\n"; buffer.String() != want {
		t.Errorf("%q, want %q", buffer.String(), want)
	}
}

func TestGrid(t *testing.T) {
	cols := []Column{{Title: "NAME", MinWidth: 6}, {Title: "N", AlignRight: true, DropOrder: 1}, {Title: "ID"}}
	rows := [][]text.Safe{{"a long name", "1", "x1"}, {"東京の名前", "22", "x2"}}
	for width, want := range map[int]string{
		0:  "NAME          N  ID\na long name   1  x1\n東京の名前   22  x2\n",
		17: "NAME        N  ID\na long n…   1  x1\n東京の名…  22  x2\n",
		12: "NAME      ID\na long …  x1\n東京の…   x2\n",
		5:  "NAME         ID\na long name  x1\n東京の名前   x2\n",
	} {
		if got := Grid(cols, rows, width); got != want {
			t.Errorf("%d cells:\n%s\nwant\n%s", width, got, want)
		}
	}
}

// A name of any size costs what is shown of it.
func TestHugeNamesAreCutInTables(t *testing.T) {
	const huge = 1 << 20
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		long := strings.Repeat("ü", huge/2)
		switch request.URL.Path {
		case "/v2/tasks":
			_, _ = fmt.Fprintf(writer, `{"tasks":[{"id":"T1","name":"%s"},{"id":"T2","name":"short"}]}`, long)
		case "/v2/tasks/VGFzazoxOng=/runs":
			_, _ = fmt.Fprintf(writer, `{"task_runs":[{"id":"R1","status":"FAILED","failure_reason":"%s"},{"id":"R2"}]}`, long)
		}
	}))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	app, out, _ := newApp(0)
	app.Open = func(context.Context) (*Conn, error) { return &Conn{Client: client}, nil }
	for _, command := range []*cobra.Command{listCommand(app), listRunsCommand(app)} {
		var args []string
		if command.Name() == "list-runs" {
			args = []string{"VGFzazoxOng="}
		}
		out.Reset()
		if err := execute(t, command, args...); err != nil || out.Len() > 8*maxCell || !strings.Contains(out.String(), "…") {
			t.Errorf("%s: %d bytes, %v", command.Name(), out.Len(), err)
		}
	}
}

func TestDocuments(t *testing.T) {
	app := &App{Streams: Streams{In: strings.NewReader("from stdin")}}
	if content, err := app.LoadDocument("x", `{"a": 1}`); err != nil || string(content) != `{"a": 1}` {
		t.Error(string(content), err)
	}
	if content, err := app.LoadDocument("x", "-"); err != nil || string(content) != "from stdin" {
		t.Error(string(content), err)
	}
	if _, err := app.LoadDocument("y", "-"); err == nil || CodeOf(err) != Usage {
		t.Errorf("twice: %v", err)
	}
	path := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(path, []byte("\ufeff[1]"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{path, "@" + path, " " + path + " "} {
		if content, err := app.LoadDocument("x", value); err != nil || string(content) != "[1]" {
			t.Errorf("%q: %s %v", value, content, err)
		}
	}
	for _, value := range []string{"@/nowhere/x", "/nowhere/x", "null", `"x"`} {
		_, err := app.LoadDocument("y", value)
		fault, ok := errors.AsType[*Fault](err)
		if !ok || fault.Code != File || !strings.Contains(fault.Next, "JSON begins with [ or {") {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// endless is a reader that never ends.
type endless struct{}

func (endless) Read(buffer []byte) (int, error) { return len(buffer), nil }

func TestTooLargeDocumentIsRefused(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.json")
	if err := os.WriteFile(large, make([]byte, maxDocument+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for value, what := range map[string]string{"-": "cannot read standard input: ", "@" + large: `--x: cannot read "` + large + `": `} {
		app := &App{Streams: Streams{In: endless{}}}
		_, err := app.LoadDocument("x", value)
		if err == nil || CodeOf(err) != File || err.Error() != what+"it is larger than 16 MB" {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestConnectionIsClosed(t *testing.T) {
	for name, tt := range map[string]struct {
		output string
		err    error
	}{"done": {}, "failed": {err: errors.New("boom")}, "no output": {output: "x.parquet"}} {
		closed := 0
		app := &App{Streams: Streams{Out: io.Discard, Err: io.Discard}, Open: func(context.Context) (*Conn, error) {
			return &Conn{Close: func() { closed++ }}, nil
		}}
		err := app.with(t.Context(), Output{Value: tt.output}, func(*Conn, *Sink) error { return tt.err })
		if closed != 1 || (err != nil) != (name != "done") {
			t.Errorf("%s: closed %d times, %v", name, closed, err)
		}
	}
}
