package app_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api/fake/world"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

// TestKeysCostWhatIsShown: on a task with a text of 10 MB no key takes longer than a
// few times what it takes with a text of 4 KB.
func TestKeysCostWhatIsShown(t *testing.T) {
	const spare = 4 * time.Millisecond // for the collector and other programs
	change := map[string]func(*world.Task, string){
		"name":             func(task *world.Task, text string) { task.Name = text },
		"filter":           func(task *world.Task, text string) { task.QueryFilter = &text },
		"evaluator filter": func(task *world.Task, text string) { task.Evaluators[0].QueryFilter = &text },
	}
	for field, set := range change {
		t.Run(field, func(t *testing.T) {
			for _, walk := range []string{
				"down up enter d down pgdown G d j y down esc", "y down esc t tab tab esc", "E esc / a e esc s s : c esc", "X down esc",
				"e tab tab tab down x esc", "c tab tab tab down x esc",
			} {
				slowest := func(size int) (time.Duration, string) {
					bench := demo.New(t, demo.Options{W: 120, H: 36, Unchecked: true})
					tasks, _, _ := bench.World.Tasks(world.TaskQuery{}, world.Position{}, 1)
					bench.World.UpdateTask(tasks[0].ID, func(task *world.Task) {
						set(task, strings.Repeat("latency_ms > 2000 AND é ", size/25))
					})
					bench.Settle()
					worst, of := time.Duration(0), ""
					for _, key := range strings.Fields(walk) {
						begun := time.Now()
						bench.Send(driver.Key(key))
						bench.View()
						if cost := time.Since(begun); cost > worst {
							worst, of = cost, key
						}
						bench.Settle()
						begun = time.Now()
						bench.View()
						worst = max(worst, time.Since(begun))
					}
					return worst, of
				}
				var usual, large time.Duration
				var of string
				for range 8 { // the best of several, because the machine has other work
					usual, _ = slowest(4 << 10)
					if large, of = slowest(10 << 20); large < 4*usual+spare {
						break
					}
				}
				if large >= 4*usual+spare {
					t.Errorf("%s: with 10 MB a key (%s) takes %v, with 4 KB %v", walk, of, large, usual)
				}
			}
		})
	}
}
