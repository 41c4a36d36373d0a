package tasks_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// crowd is a server of n tasks in one page, for what no server gives at once.
type crowd struct {
	action.TaskClient // not asked here
	n                 int
	hollow            bool                  // the first page is empty and says that there is more
	before            func(query any) error // comes before the answers about tasks and runs; nil: nothing
}

// wait lets before have its time with a query, and gives why there is no answer.
func (c crowd) wait(query any) error {
	if c.before == nil {
		return nil
	}
	return c.before(query)
}

func (c crowd) ListTasks(_ context.Context, q api.TaskQuery) (api.Page[api.Task], error) {
	if err := c.wait(q); err != nil {
		return api.Page[api.Task]{}, err
	}
	if c.hollow && q.Cursor == "" {
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

func (c crowd) ListRuns(_ context.Context, q api.RunQuery) (api.Page[api.Run], error) {
	return api.Page[api.Run]{Items: []api.Run{{ID: "run-" + q.TaskID, TaskID: q.TaskID, Status: api.Completed}}}, c.wait(q)
}
func (crowd) GetRun(_ context.Context, id string) (api.Run, error)    { return api.Run{ID: id}, nil }
func (crowd) CancelRun(_ context.Context, id string) (api.Run, error) { return api.Run{ID: id}, nil }

func (crowd) ListSpaces(context.Context, api.SpaceQuery) (p api.Page[api.Space], err error) { return }
func (crowd) ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error) {
	var p api.Page[api.Project]
	for i := range 7 {
		p.Items = append(p.Items, api.Project{ID: "p" + strconv.Itoa(i), Name: "support-bot"})
	}
	return p, nil
}

func (crowd) ListDatasets(context.Context, api.DatasetQuery) (p api.Page[api.Dataset], err error) {
	return
}

func (crowd) GetExperiment(context.Context, string) (api.Experiment, error) {
	return api.Experiment{}, nil
}

func (crowd) ListExperiments(context.Context, api.ExperimentQuery) (p api.Page[api.Experiment], err error) {
	return
}

func (crowd) GetProject(_ context.Context, id string) (api.Project, error) {
	return api.Project{ID: id}, nil
}

func (crowd) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	return api.Dataset{ID: id}, nil
}

// open shows the screen over a server without waiting for its answers.
func open(t testing.TB, c crowd, width, height int) (*harness.Harness, *tasks.Model) {
	t.Helper()
	h := harness.New(t, driver.NewClock())
	m := tasks.New(h.Env, c, names.New(c), filter.Filter{})
	return h.Show(m, width, height), m
}

// loaded is the screen with its n rows.
func loaded(t testing.TB, n int) *tasks.Model {
	t.Helper()
	h, m := open(t, crowd{n: n}, 150, 47)
	h.Settle()
	return m
}

func TestEmptyPageWithMoreIsNoEnd(t *testing.T) {
	h, m := open(t, crowd{n: 30, hollow: true}, 150, 47)
	h.Settle()
	if i := m.Info(); !strings.HasPrefix(string(i.Loaded), "30 loaded") {
		t.Errorf("it says %q", i.Loaded)
	}
}

func TestFirstLoadSaysSoOnlyWhenItIsSlow(t *testing.T) {
	const patience = time.Second
	answer := make(chan struct{})
	h, _ := open(t, crowd{n: 3, before: func(any) error { <-answer; return nil }}, 80, 21)
	h.Until("the timer", func(string) bool { return h.Clock.Timers() > 0 })
	if v := h.Plain(); strings.TrimSpace(v) != "" {
		t.Errorf("before anything is known the screen says %q", v)
	}
	h.Clock.Turn(patience)
	h.Ring()
	if v := h.Plain(); !strings.Contains(v, "Reading the tasks") {
		t.Errorf("a slow first load says nothing: %q", v)
	}
	close(answer)
	h.Settle()
	for range 2 { // also when the timer rings after the rows have come
		if v := h.Plain(); strings.Contains(v, "Reading") || !strings.Contains(v, "Relevance") {
			t.Errorf("the rows are there and it says %q", v)
		}
		h, _ = open(t, crowd{n: 3}, 80, 21)
		h.Settle()
		h.Clock.Turn(patience)
		h.Ring()
	}
}

// A key and a frame cost the same however many rows are loaded.
func TestCostDoesNotGrowWithTheRows(t *testing.T) {
	few, many := loaded(t, 100), loaded(t, 100_000)
	cost := func(m *tasks.Model) float64 {
		down := true
		return testing.AllocsPerRun(50, func() {
			if down = !down; down {
				m.Do(keymap.Up)
			} else {
				m.Do(keymap.Down)
			}
			_ = m.Info()
			_ = m.View()
		})
	}
	x, y := cost(few), cost(many)
	if y > x*1.1+5 {
		t.Errorf("a key with its frame allocates %v times at 100 rows and %v at 100 000", x, y)
	}
}

func rows(b *testing.B, f func(b *testing.B, m *tasks.Model)) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			m := loaded(b, n)
			b.ReportAllocs()
			f(b, m)
		})
	}
}

// BenchmarkFrame draws every row in view anew.
func BenchmarkFrame(b *testing.B) {
	rows(b, func(b *testing.B, m *tasks.Model) {
		for b.Loop() {
			m.Update(host.StylesChanged{})
			_ = m.View()
		}
	})
}

// BenchmarkKey moves the selection and draws.
func BenchmarkKey(b *testing.B) {
	rows(b, func(b *testing.B, m *tasks.Model) {
		i := 0
		for b.Loop() {
			if i++; i%90 == 0 {
				m.Do(keymap.Top)
			}
			m.Do(keymap.Down)
			_ = m.View()
		}
	})
}

// BenchmarkFind types one letter over every loaded row.
func BenchmarkFind(b *testing.B) {
	rows(b, func(b *testing.B, m *tasks.Model) {
		m.Do(keymap.FindText)
		keys := []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'9'}}, {Type: tea.KeyBackspace}}
		for i := 0; b.Loop(); i++ {
			m.Update(keys[i%2])
			_ = m.View()
		}
	})
}

// BenchmarkSort sorts every loaded row by name.
func BenchmarkSort(b *testing.B) {
	rows(b, func(b *testing.B, m *tasks.Model) {
		m.Do(keymap.Sort)
		for b.Loop() {
			m.Do(keymap.Reverse)
			_ = m.View()
		}
	})
}

// A page that was under way when the filter changed is none of the new list,
// also when it came before it could be cancelled.
func TestAPageOfAnOlderFilterIsDropped(t *testing.T) {
	answer := make(chan struct{})
	h, m := open(t, crowd{n: 30, hollow: true, before: func(query any) error {
		q, _ := query.(api.TaskQuery)
		switch {
		case q.Cursor != "":
			<-answer
		case q.Name != "":
			return &api.Error{Kind: api.Forbidden} // so that the new list has no rows of its own
		}
		return nil
	}}, 150, 47)
	h.Until("the first page, which is empty: the next one is asked for", func(string) bool { return m.Info().Loaded != "" })
	h.Send(filter.Applied{Owner: m.Addr(), Filter: filter.Filter{Name: "x"}})
	close(answer)
	h.Settle()
	if i := m.Info(); i.Loaded != "" {
		t.Errorf("the new list begins with the rows of the old one: %q", i.Loaded)
	}
}

// The newest runs were asked for when the filter changed: their answers are as
// good for the same rows under the new one.
func TestRunsAskedForUnderAnOlderFilterAreShown(t *testing.T) {
	asked, answer := make(chan struct{}, 100), make(chan struct{})
	h, m := open(t, crowd{n: 3, before: func(query any) error {
		if _, ok := query.(api.RunQuery); ok {
			asked <- struct{}{}
			<-answer
		}
		return nil
	}}, 150, 47)
	h.UntilText("support-bot") // at most four are under way: the names make room for the last run
	for range 3 {
		select {
		case <-asked:
		case <-time.After(driver.Deadline):
			t.Fatal("the runs are not asked for")
		}
	}
	h.Send(filter.Applied{Owner: m.Addr(), Filter: filter.Filter{Name: "Relevance"}})
	h.Until("the head of the new list, before the runs", func(string) bool { return m.Info().Loaded != "" })
	close(answer)
	h.Settle()
	if v := h.Plain(); strings.Contains(v, "  …  ") || strings.Count(v, "completed") < 3 {
		t.Errorf("a row waits for a run that has been read:\n%s", v)
	}
}

// Keys that run ahead of the pages are not lost, but they are forgotten when
// they no longer mean what they meant.
func TestKeysAheadOfThePages(t *testing.T) {
	ahead := func(then ...string) *demo.Bench {
		b := demo.Ready(t, demo.Options{Limit: 25})
		for range 30 {
			b.Press("j") // five past the last loaded row, the page is under way
		}
		b.Press(then...)
		b.Settle()
		return b
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
	os.Exit(m.Run())
}

// TestNoRowTwiceNoneLost: while tasks appear and vanish between the pages, every
// task that was there all the time is listed once, and none is listed twice.
func TestNoRowTwiceNoneLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := demo.Ready(t, demo.Options{Limit: rapid.IntRange(3, 20).Draw(rt, "limit"), W: 60, H: 16})
		staying := map[string]bool{}
		for _, x := range everyTask(b.World) {
			staying[x.ID] = true
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if rapid.Bool().Draw(rt, "create") {
				b.World.CreateTask(copyOf(everyTask(b.World)[0], rapid.StringMatching(`[a-z]{12}`).Draw(rt, "name")))
			} else {
				now := everyTask(b.World)
				gone := now[rapid.IntRange(0, len(now)-1).Draw(rt, "gone")].ID
				b.World.DeleteTask(gone)
				delete(staying, gone)
			}
			key := rapid.SampledFrom([]string{"G", "m", "pgdown", "r", "k"}).Draw(rt, "key")
			b.Keys(key)
			b.Advance(time.Second)
		}
		b.Keys("L", "r")
		checkListed(rt, b, staying)
	})
}

// checkListed walks down every row, found by name one after the other.
func checkListed(rt *rapid.T, b *demo.Bench, staying map[string]bool) {
	want := map[string]int{}
	for id := range staying {
		x, _ := b.World.Task(id)
		want[x.Name]++
	}
	got := map[string]int{}
	for _, n := range allRows(b) {
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
func allRows(b *demo.Bench) (names []string) {
	b.Resize(400, 120)
	b.Keys("g")
	for _, l := range strings.Split(b.Plain(), "\n")[2:] {
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

func copyOf(t world.Task, name string) world.Task {
	t.Name, t.Continuous = name, false
	return t
}
