package tasks_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api/fake/world"
	"ax-tui/ui/test/demo"
)

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
