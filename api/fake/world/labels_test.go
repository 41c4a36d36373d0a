package world

import (
	"slices"
	"testing"
	"time"

	"ax-tui/ui/test/race"
)

// What every label comes from, for 50 drawn seeds: the labels that bear the ID of a
// completed run are its successes, once for each evaluator, less what a later run
// replaced.
func TestLabelsAreTheSuccessesOfTheirRun(t *testing.T) {
	draw := streamOf(uint64(time.Now().UnixNano()), domScore, 0, 0)
	checked, large, worlds := 0, 0, race.Few(50)
	for i := range worlds {
		seed := draw.next()
		world, clock := open(Options{Seed: seed})
		tasks := allTasks(world)
		for range 4 {
			checked += checkLabels(t, world, seed, pick(&draw, tasks))
		}
		if i%10 == 0 { // of more rows than a page has
			large += checkLarge(t, world, clock, seed, tasks[3], &draw)
		}
		for range 2 { // the second finds what the first left, or replaces it
			from := clock.now().Add(-draw.duration(70*time.Minute, 200*time.Hour))
			to := from.Add(draw.duration(time.Minute, 10*time.Minute))
			task := tasks[pick(&draw, []int{1, 3, 5, 14, 16})]
			world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, MaxSpans: draw.between(1, 500), Override: draw.chance(50)})
			clock.add(draw.duration(0, 20*time.Minute))
			checked += checkLabels(t, world, seed, task)
		}
		checked += checkLabels(t, world, seed, tasks[1])
	}
	if checked < 2*worlds || large < worlds/20 {
		t.Errorf("only %d runs were checked, and %d large ones", checked, large)
	}
}

// checkLarge starts a run of some pages, and one that replaces a part of its labels, and
// checks both. It returns how many had more successes than a page.
func checkLarge(t *testing.T, world *World, clock *clock, seed uint64, task Task, draw *stream) (large int) {
	t.Helper()
	from := clock.now().Add(-draw.duration(30*time.Hour, 200*time.Hour))
	to := from.Add(draw.duration(4*time.Hour, 10*time.Hour))
	first, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, MaxSpans: draw.between(900, 2500), Override: true})
	clock.add(6 * time.Hour)
	second, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, MaxSpans: draw.between(1, 800), Override: true})
	clock.add(6 * time.Hour)
	for _, started := range []Run{first, second} {
		if run, _ := world.Run(started.ID); run.Status == Completed && run.Successes > 0 {
			checkRun(t, world, seed, task, run)
			if run.Successes > 500 {
				large++
			}
		}
	}
	return large
}

// checkLabels checks the newest completed runs of a task over spans; large ones
// would take long. It returns how many.
func checkLabels(t *testing.T, world *World, seed uint64, task Task) (checked int) {
	t.Helper()
	if task.ProjectID == "" || granularity(world, task) != "SPAN" {
		return 0
	}
	runs, _, _, _ := world.Runs(task.ID, Completed, Position{}, 1)
	for _, run := range runs {
		if run.Successes == 0 || run.Successes > 500 {
			continue
		}
		checked++
		checkRun(t, world, seed, task, run)
	}
	return checked
}

func checkRun(t *testing.T, world *World, seed uint64, task Task, run Run) {
	t.Helper()
	for _, taskEvaluator := range task.Evaluators {
		want := run.Successes - replaced(world, run, taskEvaluator.EvaluatorID)
		if world.writesNoMetadata(task.SpaceID) {
			want = 0
		}
		if got := labelsOf(t, world, task, run, taskEvaluator.Name); got != want {
			t.Fatalf("seed %d, %s: %d labels of %s, want %d of run %+v", seed, task.Name, got, taskEvaluator.Name, want, run)
		}
	}
}

// labelsOf counts the labels of an evaluator with the ID of a run.
func labelsOf(t *testing.T, world *World, task Task, run Run, evaluator string) (total int) {
	query := SpanQuery{ProjectID: task.ProjectID, Start: *run.DataStart, End: *run.DataEnd, Filter: "eval." + evaluator + ".metadata.run_id = '" + run.ID + "'"}
	for pos, more := (Position{}), true; more; {
		var page []Span
		var err error
		if page, pos, more, err = world.Spans(query, pos, 500); err != nil {
			t.Fatal(err)
		}
		total += len(page)
	}
	return total
}

// replaced counts the rows of a run that a later run with the same evaluator judged.
func replaced(world *World, run Run, evaluatorID string) (total int) {
	now := world.Now()
	job, _ := world.find(run.ID, now)
	mine := world.workOf(&job, now)
	by := world.panelNow(job.source.project, now)
	for _, row := range mine.rows {
		if mine.fate(row) != judged {
			continue
		}
		later := false
		for _, one := range by.judges {
			world.worksOn(one, world.spanStart(job.source.project, row), func(done *work) {
				later = later || done.job.created.After(job.created) && uses(&done.job.source.task, evaluatorID) && done.fate(row) == judged
			})
		}
		if later {
			total++
		}
	}
	return total
}

// The same on experiments, where each run replaces labels of those before: the newest run
// of a task that judged anything has all of its labels, unless another task shares an
// evaluator and the dataset.
func TestLabelsOfExperimentsAreTheSuccessesOfTheirRun(t *testing.T) {
	draw := streamOf(uint64(time.Now().UnixNano()), domScore, 0, 1)
	checked, worlds := 0, race.Few(50)
	for range worlds {
		seed := draw.next()
		world, _ := open(Options{Seed: seed})
		tasks := allTasks(world)
		for _, task := range tasks {
			shares := func(other Task) bool {
				return other.ID != task.ID && other.DatasetID == task.DatasetID && slices.ContainsFunc(other.Evaluators, func(used TaskEvaluator) bool { return uses(&task, used.EvaluatorID) })
			}
			if task.DatasetID == "" || len(task.Evaluators) == 0 || world.writesNoMetadata(task.SpaceID) || slices.ContainsFunc(tasks, shares) {
				continue
			}
			runs, _, _, _ := world.Runs(task.ID, "", Position{}, 20)
			newest := slices.IndexFunc(runs, func(run Run) bool { return run.Successes > 0 })
			if newest < 0 || runs[newest].Status != Completed {
				continue
			}
			for _, taskEvaluator := range task.Evaluators {
				got := 0
				for _, id := range task.ExperimentIDs {
					rows, _ := world.ExperimentRuns(id)
					for _, row := range rows {
						if row.Extra["eval."+taskEvaluator.Name+".metadata."+metadataRun] == runs[newest].ID {
							got++
						}
					}
				}
				if checked++; got != runs[newest].Successes {
					t.Fatalf("seed %d, %s: %d labels of %s of run %+v", seed, task.Name, got, taskEvaluator.Name, runs[newest])
				}
			}
		}
	}
	if checked < 2*worlds {
		t.Errorf("only %d were checked", checked)
	}
}
