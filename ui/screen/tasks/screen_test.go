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
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/screen/tasks"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/test/race"
)

// crowd is a server with all tasks on one page, more than a real server returns.
type crowd struct {
	action.TaskClient // not used here
	n                 int
	hollow            bool                  // the first page is empty and says that there is more
	before            func(query any) error // called before the responses about tasks and runs; nil means none
}

// wait calls before with a query and returns its error.
func (c crowd) wait(query any) error {
	if c.before == nil {
		return nil
	}
	return c.before(query)
}

func (c crowd) ListTasks(_ context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	if err := c.wait(query); err != nil {
		return api.Page[api.Task]{}, err
	}
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

func (c crowd) ListRuns(_ context.Context, query api.RunQuery) (api.Page[api.Run], error) {
	return api.Page[api.Run]{Items: []api.Run{{ID: "run-" + query.TaskID, TaskID: query.TaskID, Status: api.Completed}}}, c.wait(query)
}

func (crowd) GetRun(_ context.Context, id string) (api.Run, error) { return api.Run{ID: id}, nil }

func (crowd) GetEvaluator(_ context.Context, id, _ string) (api.Evaluator, error) {
	return api.Evaluator{ID: id}, nil
}

func (crowd) CancelRun(_ context.Context, id string) (api.Run, error) { return api.Run{ID: id}, nil }

func (crowd) Trigger(context.Context, string, api.Trigger) (run api.Run, err error) { return run, nil }

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

// open shows the screen with a server, without waiting for its responses.
func open(t testing.TB, server crowd, width, height int) (*harness.Harness, *tasks.Model) {
	t.Helper()
	rig := harness.New(t, driver.NewClock())
	model := tasks.New(rig.Env, server, names.New(server), filter.Filter{})
	return rig.Show(model, width, height), model
}

// loaded is the screen with its n rows.
func loaded(t testing.TB, n int) *tasks.Model {
	t.Helper()
	rig, model := open(t, crowd{n: n}, 150, 47)
	rig.Settle()
	return model
}

func TestEmptyPageWithMoreIsNotTheEnd(t *testing.T) {
	rig, model := open(t, crowd{n: 30, hollow: true}, 150, 47)
	rig.Settle()
	if info := model.Info(); !strings.HasPrefix(string(info.Loaded), "30 loaded") {
		t.Errorf("it says %q", info.Loaded)
	}
}

func TestFirstLoadSaysSoOnlyWhenItIsSlow(t *testing.T) {
	const patience = time.Second
	answer := make(chan struct{})
	rig, _ := open(t, crowd{n: 3, before: func(any) error { <-answer; return nil }}, 80, 21)
	rig.Until("the timer", func(string) bool { return rig.Clock.Timers() > 0 })
	if view := rig.Plain(); strings.TrimSpace(view) != "" {
		t.Errorf("before anything is known the screen says %q", view)
	}
	rig.Clock.Turn(patience)
	rig.Ring()
	if view := rig.Plain(); !strings.Contains(view, "Reading the tasks") {
		t.Errorf("a slow first load says nothing: %q", view)
	}
	close(answer)
	rig.Settle()
	for range 2 { // also when the timer fires after the rows have arrived
		if view := rig.Plain(); strings.Contains(view, "Reading") || !strings.Contains(view, "Relevance") {
			t.Errorf("the rows are there and it says %q", view)
		}
		rig, _ = open(t, crowd{n: 3}, 80, 21)
		rig.Settle()
		rig.Clock.Turn(patience)
		rig.Ring()
	}
}

// The cost of a key and a frame does not depend on the number of loaded rows.
func TestCostDoesNotGrowWithTheRows(t *testing.T) {
	few, many := loaded(t, 100), loaded(t, 100_000)
	cost := func(model *tasks.Model) float64 {
		down := true
		return testing.AllocsPerRun(50, func() {
			if down = !down; down {
				model.Do(keymap.Up)
			} else {
				model.Do(keymap.Down)
			}
			_ = model.Info()
			_ = model.View()
		})
	}
	small, large := cost(few), cost(many)
	if large > small*1.1+5 {
		t.Errorf("a key with its frame allocates %v times at 100 rows and %v at 100 000", small, large)
	}
}

func rows(b *testing.B, f func(b *testing.B, model *tasks.Model)) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			model := loaded(b, n)
			b.ReportAllocs()
			f(b, model)
		})
	}
}

// BenchmarkFrame redraws every visible row.
func BenchmarkFrame(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		for b.Loop() {
			model.Update(host.StylesChanged{})
			_ = model.View()
		}
	})
}

// BenchmarkKey moves the selection and draws.
func BenchmarkKey(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		i := 0
		for b.Loop() {
			if i++; i%90 == 0 {
				model.Do(keymap.Top)
			}
			model.Do(keymap.Down)
			_ = model.View()
		}
	})
}

// BenchmarkFind types one letter over every loaded row.
func BenchmarkFind(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		model.Do(keymap.FindText)
		keys := []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'9'}}, {Type: tea.KeyBackspace}}
		for i := 0; b.Loop(); i++ {
			model.Update(keys[i%2])
			_ = model.View()
		}
	})
}

// BenchmarkSort sorts every loaded row by name.
func BenchmarkSort(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		model.Update(pagelist.SortPicked{SortState: pagelist.SortState{By: 1}})
		for b.Loop() {
			model.Do(keymap.Reverse)
			_ = model.View()
		}
	})
}

// BenchmarkSortByEnding sorts every loaded row by how its newest run ended.
func BenchmarkSortByEnding(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		model.Update(pagelist.SortPicked{SortState: pagelist.SortState{By: 2}})
		for b.Loop() {
			model.Do(keymap.Reverse)
			_ = model.View()
		}
	})
}

// BenchmarkAttention narrows every loaded row to those that need attention, and back.
func BenchmarkAttention(b *testing.B) {
	rows(b, func(b *testing.B, model *tasks.Model) {
		for b.Loop() {
			model.Do(keymap.Attention)
			_ = model.View()
		}
	})
}

// A page that was loading when the filter changed is not part of the new list,
// also when it arrived before it could be cancelled.
func TestAPageOfAnOlderFilterIsDropped(t *testing.T) {
	answer := make(chan struct{})
	rig, model := open(t, crowd{n: 30, hollow: true, before: func(query any) error {
		tasks, _ := query.(api.TaskQuery)
		switch {
		case tasks.Cursor != "":
			<-answer
		case tasks.Name != "":
			return &api.Error{Kind: api.Forbidden} // so that the new list has no rows of its own
		}
		return nil
	}}, 150, 47)
	rig.Until("the first page, which is empty: the next one is asked for", func(string) bool { return model.Info().Loaded != "" })
	rig.Send(filter.Applied{Owner: model.Addr(), Filter: filter.Filter{Name: "x"}})
	close(answer)
	rig.Settle()
	if info := model.Info(); info.Loaded != "" {
		t.Errorf("the new list begins with the rows of the old one: %q", info.Loaded)
	}
}

// The newest runs were being loaded when the filter changed: their responses are
// still valid for the same rows under the new filter.
func TestRunsAskedForUnderAnOlderFilterAreShown(t *testing.T) {
	asked, answer := make(chan struct{}, 100), make(chan struct{})
	rig, model := open(t, crowd{n: 3, before: func(query any) error {
		if _, ok := query.(api.RunQuery); ok {
			asked <- struct{}{}
			<-answer
		}
		return nil
	}}, 150, 47)
	rig.UntilText("support-bot") // at most four requests at once: the names leave room for the last run
	for range 3 {
		select {
		case <-asked:
		case <-time.After(driver.Deadline):
			t.Fatal("the runs are not asked for")
		}
	}
	rig.Send(filter.Applied{Owner: model.Addr(), Filter: filter.Filter{Name: "Relevance"}})
	rig.Until("the head of the new list, before the runs", func(string) bool { return model.Info().Loaded != "" })
	close(answer)
	rig.Settle()
	if view := rig.Plain(); strings.Contains(view, "  …  ") || strings.Count(view, "△ 0 evaluated") < 3 {
		t.Errorf("a row waits for a run that has been read:\n%s", view)
	}
}

// Moves past the loaded rows are kept until the page arrives, but dropped when
// they no longer apply.
func TestKeysAheadOfThePages(t *testing.T) {
	ahead := func(then ...string) *demo.Bench {
		bench := demo.Ready(t, demo.Options{Limit: 25})
		for range 30 {
			bench.Press("j") // five past the last loaded row, the page is loading
		}
		bench.Press(then...)
		bench.Settle()
		return bench
	}
	if got := under(ahead()); got != "Refusal Reply" && got == "Agent Goal Reached" {
		t.Errorf("the keys past the end are lost: %q", got)
	}
	for _, then := range [][]string{{"s", "1"}, {"/", "a", "esc"}, {"k", "j"}} {
		if got := under(ahead(then...)); got != "Agent Goal Reached" {
			t.Errorf("%v: the selection has moved to %q", then, got)
		}
	}
}

// TestMain keeps the package fast: the property drives the whole program, so it
// is checked less often unless -rapid.checks is set.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		_ = flag.Set("rapid.checks", strconv.Itoa(race.Few(20)))
	}
	goleak.VerifyTestMain(m)
}

// TestNoRowTwiceNoneLost: while tasks appear and disappear between the pages,
// every task that existed all the time is listed once, and none is listed twice.
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

// checkListed moves down through every row and checks the names.
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

// allRows makes the window large enough for every row and reads the names.
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

func TestTheHeaderNamesASpaceThatDoesNotExist(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "No Such"}}})
	bench.Want(`there is no space called "No Such"`)
	bench.WantNot("all spaces")
}
