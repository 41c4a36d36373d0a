package run_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

// frame is a view of the panel and how to get there.
type frame struct {
	name    string
	answers []answer
	arrange func(*stage)
	asked   *api.Trigger
}

func wait(delay time.Duration) func(*stage) { return func(bench *stage) { bench.Advance(delay) } }

func press(keys ...string) func(*stage) { return func(bench *stage) { bench.Keys(keys...) } }

func frames() []frame {
	live := []answer{
		is(running(0, 0, 0)), is(running(400, 1, 10)), is(running(1200, 3, 36)), is(running(2600, 6, 70)),
		is(running(3500, 8, 100)), is(running(4850, 12, 138)),
	}
	failed := ended(api.Failed, 4850, 12, 138)
	failed.FailureReason = "The judge model refused 12 calls in a row:\n  429 insufficient_quota: the plan of this provider key has no credit left.\n" +
		strings.Repeat("The batch was given up after three attempts. ", 6)
	failing := append(append([]answer{}, live...), fails(api.Network, 0))
	return []frame{
		{"pending", []answer{is(pending())}, wait(2 * time.Second), nil},
		{"running", live, wait(27 * time.Second), nil},
		{"completed", append(append([]answer{}, live...), is(ended(api.Completed, 9790, 30, 180))), wait(40 * time.Second), nil},
		{"failed", []answer{is(failed)}, wait(0), nil},
		{"cancelled", []answer{is(ended(api.Cancelled, 0, 0, 0))}, wait(0), nil},
		{"paused", live, func(bench *stage) { bench.Advance(27 * time.Second); bench.Keys("space") }, nil},
		{"gave-up", []answer{is(running(100, 0, 0))}, func(bench *stage) { bench.Keys("[", "[", "[", "["); bench.Advance(2 * time.Minute) }, nil},
		{"stale", failing, wait(32 * time.Second), nil},
		{"refused", append(append([]answer{}, live[0], live[1]), fails(api.Auth, 401)), wait(20 * time.Second), nil},
		{"first-load-failed", []answer{fails(api.Network, 0)}, press("r"), nil},
		{"unwatched", []answer{is(ended(api.Completed, 9790, 0, 180))}, wait(0), nil},
		{"asked", []answer{is(running(0, 0, 0)), is(running(12, 0, 1)), is(running(30, 2, 3))}, wait(12 * time.Second), &api.Trigger{MaxSpans: 50}},
		{"inspected", live, func(bench *stage) { bench.Advance(27 * time.Second); bench.View(); bench.Keys("left", "left", "left") }, nil},
	}
}

// showFrame opens a panel and brings it to a frame.
func showFrame(t *testing.T, frame frame, width, height int, options theme.Options) *stage {
	t.Helper()
	srv := newServer(frame.answers...)
	srv.basis = runsOfTask()
	move := idOnly()
	move.Asked = frame.asked
	stage := start(t, srv, move, width, height, options)
	stage.Settle()
	frame.arrange(stage)
	return stage
}

// runsOfTask are the newest runs of the task: this one, and earlier ones of several endings.
func runsOfTask() []api.Run {
	runs := []api.Run{running(0, 0, 0), lastRun(), ended(api.Failed, 310, 290, 12), ended(api.Cancelled, 0, 0, 0), ended(api.Completed, 7200, 0, 400)}
	for i := range runs[1:] {
		run := &runs[i+1]
		run.ID = fmt.Sprintf("VGFza1J1bjo3OTY2OmVhcmx%d", i)
		for _, at := range []**time.Time{&run.StartedAt, &run.FinishedAt} {
			*at = ptr((*at).AddDate(0, 0, -i-1))
		}
		run.CreatedAt = run.CreatedAt.AddDate(0, 0, -i-1)
	}
	return runs
}

func TestFrames(t *testing.T) {
	sizes := []struct{ w, h int }{{80, 21}, {60, 13}, {120, 33}, {160, 47}}
	for _, frame := range frames() {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%dx%d", frame.name, size.w, size.h), func(t *testing.T) {
				stage := showFrame(t, frame, size.w, size.h, noColour)
				golden.RequireEqual(t, stage.Plain())
			})
		}
	}
}

func TestColours(t *testing.T) {
	themes := map[string]theme.Options{
		"dark": {Dark: true}, "light": {}, "sixteen": {Dark: true, Profile: termenv.ANSI},
		"ascii": {Dark: true, ASCII: true, Profile: termenv.Ascii},
	}
	for name, options := range themes {
		for _, frame := range frames()[1:4:4] {
			t.Run(frame.name+"-"+name, func(t *testing.T) {
				golden.RequireEqual(t, showFrame(t, frame, 80, 21, options).View())
			})
		}
	}
}

func TestASCIIThemeIsASCIIOnly(t *testing.T) {
	for _, frame := range frames() {
		for _, width := range []int{60, 80, 120} {
			stage := showFrame(t, frame, width, 21, theme.Options{ASCII: true, Profile: termenv.Ascii})
			for _, char := range stage.View() {
				if char > 0x7e {
					t.Fatalf("%s contains %q:\n%s", frame.name, char, stage.View())
				}
			}
		}
	}
}

func TestFrameFitsAtEverySize(t *testing.T) {
	for _, frame := range frames() {
		stage := showFrame(t, frame, 80, 21, noColour)
		for _, width := range []int{1, 2, 9, 30, 57, 60, 77, 78, 109, 110, 124, 200} {
			for _, height := range []int{1, 2, 5, 13, 18, 60} {
				stage.Screen.SetSize(width, height)
				driver.CheckFrame(t, stage.Screen.View(), width, height)
			}
		}
	}
}

// TestColumnsStayInPlace watches a run for two minutes, second by second: labels
// and the last digits of numbers keep their position.
func TestColumnsStayInPlace(t *testing.T) {
	var answers []answer
	for i := range 30 {
		answers = append(answers, is(running(i*i*7, i/4, i*3)))
	}
	for _, width := range []int{60, 80, 120} {
		bench := showFrame(t, frame{answers: answers, arrange: func(*stage) {}}, width, 21, noColour)
		places := func() (out []string) {
			for i, line := range strings.Split(bench.Plain(), "\n") {
				if strings.Contains(line, "▸") { // this run among the others: its rate may change its unit
					continue
				}
				for _, label := range []string{"polled", "stops in", "stops watching", "succeeded", "errors", "skipped", "total", "/s", "task ", "why "} {
					if at := strings.Index(line, label); at >= 0 {
						out = append(out, fmt.Sprintf("%s at %d,%d", label, i, ansi.StringWidth(line[:at])))
					}
				}
			}
			return out
		}
		first := places()
		for range 120 {
			bench.Advance(time.Second)
			if now := places(); strings.Join(now, ";") != strings.Join(first, ";") {
				t.Fatalf("at %d columns something moved:\n%v\n%v\n%s", width, first, now, bench.Plain())
			}
		}
	}
}

func TestHostileTextIsCleaned(t *testing.T) {
	const bad = "\x1b[2J\x1b]0;owned\x07A\u202eB\x00\r\nC"
	run := ended(api.Failed, 0, 0, 0)
	run.FailureReason, run.ExperimentID = bad, bad
	srv := newServer(is(run))
	srv.task.Name, srv.task.Evaluators[0].Name, srv.task.Type = bad+strings.Repeat("名", 5000), bad, api.TaskType(bad)
	stage := start(t, srv, host.Move{Run: api.Run{ID: bad}}, 80, 21, theme.Options{Dark: true})
	stage.Settle()
	unknown := running(1, 0, 0)
	unknown.Status = bad
	for _, response := range []answer{is(run), is(unknown), {err: &api.Error{Kind: api.Server, Status: 500, Detail: bad}}} {
		srv.respond(response)
		stage.Keys("r")
		view := stage.View()
		driver.CheckFrame(t, view, 80, 21)
		for _, sequence := range []string{"\x1b[2J", "\x1b]", "\u202e", "\x00", "\r", "owned"} {
			if strings.Contains(view, sequence) {
				t.Errorf("%q reaches the terminal", sequence)
			}
		}
	}
	if shown := string(stage.Screen.Info().Crumb) + string(stage.Screen.Info().Stale); strings.ContainsAny(shown, "\x1b\u202e\r\n") {
		t.Errorf("the frame gets %q", shown)
	}
}

func TestViewIsPureAndCached(t *testing.T) {
	stage := showFrame(t, frames()[1], 80, 21, theme.Options{Dark: true})
	first := stage.Screen.View()
	if second := stage.Screen.View(); first != second {
		t.Error("two views of the same state differ")
	}
	if allocs := testing.AllocsPerRun(10, func() { stage.Screen.View() }); allocs > 0 {
		t.Errorf("a view of an unchanged state allocates %v times", allocs)
	}
	*stage.Env.Styles = *theme.New(theme.Options{})
	stage.Screen.Update(host.StylesChanged{})
	if stage.Screen.View() == first {
		t.Error("the new styles are not used")
	}
}

func BenchmarkDraw(b *testing.B) {
	srv := newServer(is(running(4850, 12, 138)))
	stage := start(b, srv, host.Move{Task: relevance(), Run: running(1, 2, 3)}, 150, 50, theme.Options{Dark: true})
	stage.Screen.SetSize(150, 50)
	for b.Loop() {
		stage.Screen.SetSize(150, 50)
		stage.Screen.View()
	}
}
