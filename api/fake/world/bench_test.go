package world

import (
	"testing"
	"time"
)

const large = 100_000

// The guarantee of the package comment. The bounds are several times the measured
// values, for a busy machine.
func TestLargeWorldOpensFast(t *testing.T) {
	quickest := func(work func()) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			work()
			best = min(best, time.Since(start))
		}
		return best
	}
	small := quickest(func() { world, _ := open(Options{Seed: 1}); world.Tasks(TaskQuery{}, Position{}, 15) })
	big := quickest(func() { world, _ := open(Options{Seed: 1, Tasks: large}); world.Tasks(TaskQuery{}, Position{}, 15) })
	if big > 5*small+5*time.Millisecond {
		t.Errorf("%d tasks open in %v, 60 in %v", large, big, small)
	}
	world, _ := open(Options{Seed: 1, Tasks: large})
	seen := 0
	for pos, more := (Position{}), true; more && seen < 1400; {
		var page []Task
		page, pos, more = world.Tasks(TaskQuery{Name: "relevance"}, pos, 500)
		seen += len(page)
	}
	if seen < 1400 {
		t.Errorf("the name filter found %d", seen)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		open(Options{Seed: 1, Tasks: large})
	}
}

func BenchmarkNewAndFirstPage(b *testing.B) {
	for b.Loop() {
		world, _ := open(Options{Seed: 1, Tasks: large})
		world.Tasks(TaskQuery{}, Position{}, 15)
	}
}

func BenchmarkPageOf100(b *testing.B) {
	world, _ := open(Options{Seed: 1, Tasks: large})
	_, deep, _ := world.Tasks(TaskQuery{}, Position{}, 5000)
	for b.Loop() {
		world.Tasks(TaskQuery{}, deep, 100)
	}
}

func BenchmarkNameFilterWithoutMatch(b *testing.B) {
	world, _ := open(Options{Seed: 1, Tasks: large})
	for b.Loop() {
		world.Tasks(TaskQuery{Name: "no such name"}, Position{}, 50)
	}
}

func BenchmarkNameTaken(b *testing.B) {
	world, _ := open(Options{Seed: 1, Tasks: large})
	for b.Loop() {
		world.NameTaken(world.Spaces()[0].ID, "no such name", "")
	}
}

func BenchmarkRunsPageOf100(b *testing.B) {
	world, _ := open(Options{Seed: 1})
	tasks, _, _ := world.Tasks(TaskQuery{Name: "Onboarding"}, Position{}, 1)
	for b.Loop() {
		world.Runs(tasks[0].ID, "", Position{}, 100)
	}
}

func BenchmarkSpansPageOf100(b *testing.B) {
	world, _ := open(Options{Seed: 1})
	spanQuery := SpanQuery{ProjectID: world.Projects()[0].ID, Filter: "span_kind = 'LLM'"}
	for b.Loop() {
		world.Spans(spanQuery, Position{}, 100)
	}
}

func BenchmarkSpansFilterWithoutMatch(b *testing.B) {
	world, _ := open(Options{Seed: 1})
	spanQuery := SpanQuery{ProjectID: world.Projects()[0].ID, Filter: "name = 'nothing'"}
	for b.Loop() {
		world.Spans(spanQuery, Position{}, 100)
	}
}

// What the list of tasks asks for at the start: the newest runs of each task.
func BenchmarkNewestRuns(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		world, _ := open(Options{Seed: 7})
		tasks, _, _ := world.Tasks(TaskQuery{}, Position{}, 40)
		for i := range tasks {
			world.Runs(tasks[i].ID, "", Position{}, 10)
		}
	}
}
