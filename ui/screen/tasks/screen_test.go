package tasks_test

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/test/demo"
)

// crowd is a server of n tasks in one page, for what no server gives at once.
type crowd struct {
	action.TaskClient // not asked here
	n                 int
	hollow            bool // the first page is empty and says that there is more
}

func (c crowd) ListTasks(_ context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	if c.hollow && query.Cursor == "" {
		return api.Page[api.Task]{Next: "c1"}, nil
	}
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	tasks := make([]api.Task, c.n)
	for i := range tasks {
		tasks[i] = api.Task{
			ID: "task" + strconv.Itoa(i), Name: fmt.Sprintf("Relevance %06d", (i*7919)%c.n), Type: api.TemplateEvaluation,
			ProjectID: "p" + strconv.Itoa(i%7), LastRunAt: &at,
		}
	}
	return api.Page[api.Task]{Items: tasks}, nil
}

func (crowd) GetTask(_ context.Context, id string) (api.Task, error) { return api.Task{ID: id}, nil }

func (crowd) ListRuns(_ context.Context, runQuery api.RunQuery) (api.Page[api.Run], error) {
	return api.Page[api.Run]{Items: []api.Run{{ID: "run-" + runQuery.TaskID, TaskID: runQuery.TaskID, Status: api.Completed}}}, nil
}

func (crowd) GetRun(_ context.Context, id string) (api.Run, error) { return api.Run{ID: id}, nil }

func (crowd) CancelRun(_ context.Context, id string) (api.Run, error) { return api.Run{ID: id}, nil }

func (crowd) ListSpaces(context.Context, api.SpaceQuery) (page api.Page[api.Space], err error) {
	return
}

func (crowd) ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error) {
	var page api.Page[api.Project]
	for i := range 7 {
		page.Items = append(page.Items, api.Project{ID: "p" + strconv.Itoa(i), Name: "support-bot"})
	}
	return page, nil
}

func (crowd) ListDatasets(context.Context, api.DatasetQuery) (page api.Page[api.Dataset], err error) {
	return
}

func (crowd) GetExperiment(context.Context, string) (api.Experiment, error) {
	return api.Experiment{}, nil
}

func (crowd) ListExperiments(context.Context, api.ExperimentQuery) (page api.Page[api.Experiment], err error) {
	return
}

func (crowd) GetProject(_ context.Context, id string) (api.Project, error) {
	return api.Project{ID: id}, nil
}

func (crowd) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	return api.Dataset{ID: id}, nil
}

// alone is the screen without a root: commands are run where they are made.
type alone struct {
	*tasks.Model
	env    *host.Env
	timers []tea.Msg // every timer that was asked for
}

func newAlone(n int) *alone { return newScreen(crowd{n: n}) }

func newScreen(c crowd) *alone {
	a := &alone{}
	clock := func() time.Time { return time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) }
	var last uint64
	a.env = &host.Env{
		Keys: keymap.Default(), Styles: theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor}), Zone: time.UTC,
		Now: clock, Polls: poll.New(clock, func() float64 { return 0 }), Ctx: context.Background(), Limit: 100,
		NextID: func() uint64 { last++; return last },
		After:  func(_ time.Duration, msg tea.Msg) tea.Cmd { a.timers = append(a.timers, msg); return nil },
	}
	a.Model = tasks.New(a.env, c, names.New(c), filter.Filter{})
	a.SetSize(150, 47)
	a.Init()
	a.env.Polls.Show(a.Addr())
	return a
}

// settle answers everything that is due, as the root would.
func (a *alone) settle() *alone {
	never := func(time.Duration, tea.Msg) tea.Cmd { return nil }
	for cmds := a.env.Polls.Due(never); len(cmds) > 0; cmds = a.env.Polls.Due(never) {
		for _, cmd := range cmds {
			a.take(cmd())
		}
	}
	return a
}

// take delivers a message and runs what it asks for.
func (a *alone) take(msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			if cmd != nil {
				a.take(cmd())
			}
		}
		return
	}
	if result, ok := msg.(poll.Result); ok {
		a.env.Polls.HandleResult(result)
	}
	if cmd := a.Update(msg); cmd != nil {
		a.take(cmd())
	}
}

func TestEmptyPageWithMoreIsNoEnd(t *testing.T) {
	alone := newScreen(crowd{n: 30, hollow: true}).settle()
	if info := alone.Info(); !strings.HasPrefix(string(info.Loaded), "30 loaded") {
		t.Errorf("it says %q", info.Loaded)
	}
}

func TestFirstLoadSaysSoOnlyWhenItIsSlow(t *testing.T) {
	alone := newAlone(3)
	alone.SetSize(80, 21)
	if v := alone.View(); strings.TrimSpace(v) != "" {
		t.Errorf("before anything is known the screen says %q", v)
	}
	slow := alone.timers[0]
	alone.Update(slow)
	if !strings.Contains(alone.View(), "Reading the tasks") {
		t.Errorf("a slow first load says nothing: %q", alone.View())
	}
	alone.settle()
	alone.Update(slow)
	if strings.Contains(alone.View(), "Reading") || !strings.Contains(alone.View(), "Relevance") {
		t.Errorf("the rows are there and it says %q", alone.View())
	}
}

// A key and a frame cost the same however many rows are loaded.
func TestCostDoesNotGrowWithTheRows(t *testing.T) {
	few, many := newAlone(100).settle(), newAlone(100_000).settle()
	cost := func(a *alone) float64 {
		down := true
		return testing.AllocsPerRun(50, func() {
			if down = !down; down {
				a.Do(keymap.Up)
			} else {
				a.Do(keymap.Down)
			}
			_ = a.Info()
			_ = a.View()
		})
	}
	x, y := cost(few), cost(many)
	if y > x*1.1+5 {
		t.Errorf("a key with its frame allocates %v times at 100 rows and %v at 100 000", x, y)
	}
}

func rows(b *testing.B, f func(b *testing.B, a *alone)) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			alone := newAlone(n).settle()
			b.ReportAllocs()
			f(b, alone)
		})
	}
}

// BenchmarkFrame draws every row in view anew.
func BenchmarkFrame(b *testing.B) {
	rows(b, func(b *testing.B, a *alone) {
		for b.Loop() {
			a.Update(host.StylesChanged{})
			_ = a.View()
		}
	})
}

// BenchmarkKey moves the selection and draws.
func BenchmarkKey(b *testing.B) {
	rows(b, func(b *testing.B, a *alone) {
		i := 0
		for b.Loop() {
			if i++; i%90 == 0 {
				a.Do(keymap.Top)
			}
			a.Do(keymap.Down)
			_ = a.View()
		}
	})
}

// BenchmarkFind types one letter over every loaded row.
func BenchmarkFind(b *testing.B) {
	rows(b, func(b *testing.B, a *alone) {
		a.Do(keymap.FindText)
		keys := []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'9'}}, {Type: tea.KeyBackspace}}
		for i := 0; b.Loop(); i++ {
			a.Update(keys[i%2])
			_ = a.View()
		}
	})
}

// BenchmarkSort sorts every loaded row by name.
func BenchmarkSort(b *testing.B) {
	rows(b, func(b *testing.B, a *alone) {
		a.Do(keymap.Sort)
		for b.Loop() {
			a.Do(keymap.Reverse)
			_ = a.View()
		}
	})
}

// A page that was under way when the filter changed is none of the new list,
// also when it came before it could be cancelled.
func TestAPageOfAnOlderFilterIsDropped(t *testing.T) {
	alone := newScreen(crowd{n: 30, hollow: true})
	first := alone.env.Polls.Due(func(time.Duration, tea.Msg) tea.Cmd { return nil })[0]().(poll.Result)
	alone.env.Polls.HandleResult(first)
	page := alone.Update(first)() // the first page was empty: the next one has come
	alone.Update(filter.Applied{Owner: alone.Addr(), Filter: filter.Filter{Name: "x"}})
	alone.take(page)
	if info := alone.Info(); info.Loaded != "" {
		t.Errorf("the new list begins with the rows of the old one: %q", info.Loaded)
	}
}

// The newest runs were asked for when the filter changed: their answers are as
// good for the same rows under the new one.
func TestRunsAskedForUnderAnOlderFilterAreShown(t *testing.T) {
	alone := newAlone(3)
	never := func(time.Duration, tea.Msg) tea.Cmd { return nil }
	alone.take(alone.env.Polls.Due(never)[0]())
	underWay := alone.env.Polls.Due(never)
	alone.Update(filter.Applied{Owner: alone.Addr(), Filter: filter.Filter{Name: "Relevance"}})
	for len(underWay) > 0 { // the head of the new list comes before the answers
		due := alone.env.Polls.Due(never)
		for _, cmd := range due {
			alone.take(cmd())
		}
		alone.take(underWay[0]())
		underWay = underWay[1:]
	}
	alone.settle()
	if v := alone.View(); strings.Contains(v, "  …  ") || strings.Count(v, "completed") < 3 {
		t.Errorf("a row waits for a run that has been read:\n%s", v)
	}
}

// Keys that run ahead of the pages are not lost, but they are forgotten when
// they no longer mean what they meant.
func TestKeysAheadOfThePages(t *testing.T) {
	ahead := func(then ...string) *demo.Bench {
		bench := demo.Ready(t, demo.Options{Limit: 25})
		for range 30 {
			bench.Press("j") // five past the last loaded row, the page is under way
		}
		bench.Press(then...)
		bench.Settle()
		return bench
	}
	if got := under(ahead()); got != "Refusal Reply" && got == "Agent Goal Reached" {
		t.Errorf("the keys past the end are lost: %q", got)
	}
	for _, then := range [][]string{{"s"}, {"/", "a", "esc"}, {"k", "j"}} {
		if got := under(ahead(then...)); got != "Agent Goal Reached" {
			t.Errorf("%v: the selection has run on to %q", then, got)
		}
	}
}

// TestMain keeps the package quick: the property drives the whole program, so
// it is tried less often unless -rapid.checks says how often.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", "20")
	}
	goleak.VerifyTestMain(m)
}

// TestNoRowTwiceNoneLost: while tasks appear and vanish between the pages, every
// task that was there all the time is listed once, and none is listed twice.
func TestNoRowTwiceNoneLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		bench := demo.Ready(t, demo.Options{Limit: rapid.IntRange(3, 20).Draw(rt, "limit"), W: 60, H: 16})
		staying := map[string]bool{}
		for _, task := range everyTask(bench.World) {
			staying[task.ID] = true
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if rapid.Bool().Draw(rt, "create") {
				bench.World.CreateTask(copyOf(everyTask(bench.World)[0], rapid.StringMatching(`[a-z]{12}`).Draw(rt, "name")))
			} else {
				now := everyTask(bench.World)
				gone := now[rapid.IntRange(0, len(now)-1).Draw(rt, "gone")].ID
				bench.World.DeleteTask(gone)
				delete(staying, gone)
			}
			key := rapid.SampledFrom([]string{"G", "m", "pgdown", "r", "k"}).Draw(rt, "key")
			bench.Keys(key)
			bench.Advance(time.Second)
		}
		bench.Keys("L", "r")
		checkListed(rt, bench, staying)
	})
}

// checkListed walks down every row, found by name one after the other.
func checkListed(rt *rapid.T, bench *demo.Bench, staying map[string]bool) {
	want := map[string]int{}
	for id := range staying {
		task, _ := bench.World.Task(id)
		want[task.Name]++
	}
	got := map[string]int{}
	for _, n := range allRows(bench) {
		got[n]++
	}
	for name := range want {
		if got[name] != 1 {
			rt.Fatalf("%q is listed %d times", name, got[name])
		}
	}
	for name, n := range got {
		if n > 1 {
			rt.Fatalf("%q is listed %d times", name, n)
		}
	}
}

// allRows makes the window tall and wide enough for every row and reads the names.
func allRows(bench *demo.Bench) (names []string) {
	bench.Resize(400, 120)
	bench.Keys("g")
	for _, l := range strings.Split(bench.Plain(), "\n")[2:] {
		if !strings.HasPrefix(l, "   ") && !strings.HasPrefix(l, " ▸ ") {
			break
		}
		name, _, _ := strings.Cut(strings.TrimLeft(l, " ▸"), "  ")
		if name = strings.TrimSpace(name); name != "" && name[0] != '|' && !strings.HasPrefix(name, "│") {
			names = append(names, name)
		}
	}
	return names
}

func everyTask(w *world.World) []world.Task {
	items, _, _ := w.Tasks(world.TaskQuery{}, world.Position{}, 1000)
	return items
}

func copyOf(task world.Task, name string) world.Task {
	task.Name, task.Continuous = name, false
	return task
}
