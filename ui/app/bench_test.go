package app_test

import (
	"fmt"
	"testing"

	"ax-tui/api"
	"ax-tui/api/watch"
	"ax-tui/api/watch/store"
	"ax-tui/ui/test/demo"
)

// BenchmarkKey moves the selection in the whole program and draws, while no runs and
// while many are watched.
func BenchmarkKey(b *testing.B) {
	for _, watched := range []int{0, 300} {
		b.Run(fmt.Sprintf("watched=%d", watched), func(b *testing.B) {
			state := b.TempDir()
			bench := demo.New(b, demo.Options{State: state, W: 120, H: 40})
			kept := store.New(state, "api.arize.com", "demo")
			for i := range watched {
				run := api.Run{ID: fmt.Sprint("run", i), Status: api.Running}
				if err := kept.Keep(watch.Entry{Run: run, Task: api.Ref{ID: fmt.Sprint("task", i)}, Since: bench.Clock.Now()}); err != nil {
					b.Fatal(err)
				}
			}
			bench = demo.Ready(b, demo.Options{State: state, W: 120, H: 40})
			i := 0
			for b.Loop() {
				key := "j"
				if i++; i%40 == 0 {
					key = "g"
				}
				bench.Keys(key)
				_ = bench.View()
			}
		})
	}
}
