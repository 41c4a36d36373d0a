package newtask_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/change"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

// taken runs the command on the review as a shell does after it was taken from the screen
// by the mouse, and returns its arguments.
func taken(t *testing.T, screen string) []string {
	t.Helper()
	_, command, _ := strings.Cut(screen, "Equivalent command")
	_, command, _ = strings.Cut(command, "\n")
	command, _, _ = strings.Cut(command, "\n\n")
	script := "arguments() { for argument; do printf '%s\\0' \"$argument\"; done; }\nax() { arguments ax \"$@\"; }\ncurl() { arguments curl \"$@\"; }\n"
	out, err := exec.Command("sh", "-c", script+command).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, out, command)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// The command that is taken from the screen at any size says what the form sends: ax in both
// spellings, and curl, which is shown at once where ax has no flags for the request.
func TestTheCommandRunsAsItIsShown(t *testing.T) {
	bench := open(t, options{width: 80, height: 70})
	fillProjectTask(bench)
	bench.Keys("ctrl+g")
	for _, width := range []int{60, 80, 120} {
		bench.Screen.SetSize(width, 70)
		for i, want := range []string{"ax tasks create --name", "ax tasks create --name", "curl -sS"} {
			got := taken(t, bench.Plain())
			if !strings.HasPrefix(strings.Join(got, " "), want) {
				t.Fatalf("at %d: %q", width, got)
			}
			flag := map[bool]string{true: "--data-raw", false: "--evaluators"}[i == 2]
			sent, shown := any(nil), ""
			if at := slices.Index(got, flag); at > 0 {
				shown = got[at+1]
			}
			if err := json.Unmarshal([]byte(shown), &sent); err != nil || !strings.Contains(change.Compact(sent), `"query_filter":"span_kind = 'LLM'"`) {
				t.Errorf("at %d: %v, %s\n%s", width, err, shown, bench.Plain())
			}
			bench.Keys("v")
		}
	}
	bench.Screen.SetSize(60, 13)
	bench.wantText("review ↓")
	bench.Keys("down", "down")
	bench.wantText("review ↑↓")
	for _, row := range strings.Split(bench.Plain(), "\n")[1:] {
		if strings.ContainsAny(row, "↑↓│") {
			t.Errorf("a row to take has a mark: %q", row)
		}
	}
	driver.CheckFrame(t, bench.View(), 60, 13)

	trace := open(t, options{width: 80, height: 70})
	goToJSON(trace)
	trace.Keys("esc")
	trace.pick("Trace Goal Reached")
	trace.Keys("ctrl+s")
	trace.rest()
	trace.Keys("ctrl+s")
	trace.rest()
	trace.Type("span_kind = 'AGENT'")
	trace.Keys("ctrl+s")
	trace.rest()
	if got := strings.Join(taken(t, trace.Plain()), " "); !strings.HasPrefix(got, "curl ") || !strings.Contains(got, `"query_filters":{`) {
		t.Errorf("a task of the trace shape has the command %s\n%s", got, trace.Plain())
	}
}

// A copy knows only the IDs of its space and its experiments; the review has their names.
func TestTheReviewHasNames(t *testing.T) {
	clk := driver.NewClock()
	client, fakeWorld := account(t, clk)
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Name: "JSON Shape", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	bench := openWith(t, client, fakeWorld, clk, options{width: 80, height: 21, move: host.Move{Task: api.Task{ID: page.Items[0].ID}}})
	bench.Keys("ctrl+g")
	bench.rest()
	bench.wantText("on dataset golden-qa in Search Quality; nightly 2026-10, baseline gpt-4o, shorter prompt;")
}
