package matrix

import (
	"slices"

	"ax-tui/api/fake/world"
)

// subject is what an operation of a cell works on, as it was before.
type subject struct {
	task world.Task
	run  world.Run
	runs int // of the task
	all  int // tasks of the account
}

const (
	newTask = "Matrix task"
	newName = "Renamed by the matrix"
	jsonArg = "--output=json"
)

// operation is something that a person or a script does.
type operation struct {
	name string
	pick func(world.Task, []world.Run) bool // the task to work on; nil: any
	// args is the command of line mode.
	args func(subject) []string
	// open is where the screen starts: "list", "task" or "run"; "" if the full screen
	// has no such operation.
	open  string
	setup []string // keys before the faults begin
	keys  []string // keys after it
	// done reports whether a write has had its effect, and how often; nil for a read.
	done func(*site, subject) int
	// good checks the output of a command that exits with 0; nil: not empty.
	good func(*site, subject, string) string
	long bool // it waits for a run
}

func active(run world.Run) bool { return run.Status == "PENDING" || run.Status == "RUNNING" }

// idle are tasks over a project whose runs have all ended and that start none by themselves.
func idle(task world.Task, runs []world.Run) bool {
	return task.ProjectID != "" && !task.Continuous && task.Type == "TEMPLATE_EVALUATION" && task.QueryFilters == nil && len(runs) > 0 && !slices.ContainsFunc(runs, active)
}

func continuous(task world.Task, _ []world.Run) bool { return task.Continuous }

// running are tasks whose newest run is active.
func running(_ world.Task, runs []world.Run) bool { return len(runs) > 0 && active(runs[0]) }

func withRuns(_ world.Task, runs []world.Run) bool { return len(runs) > 2 }

func started(s *site, before subject) int { return len(s.runs(before.task.ID)) - before.runs }

func renamed(s *site, before subject) int {
	task, _ := s.world.Task(before.task.ID)
	return times(task.Name != before.task.Name)
}

func times(done bool) int {
	if done {
		return 1
	}
	return 0
}

func operations() []operation {
	lists := func(noun string) operation {
		return operation{name: noun, args: func(subject) []string { return []string{noun, "list", jsonArg} }, good: isJSON}
	}
	return []operation{
		{name: "list", args: func(subject) []string { return []string{"tasks", "list", jsonArg} }, open: "list", keys: []string{"r"}, good: isJSON},
		{name: "load all", args: func(subject) []string { return []string{"tasks", "list", "--all", "--output=jsonl"} }, open: "list", keys: []string{"L"}, good: everyTask},
		{
			name: "get", pick: idle, args: func(s subject) []string { return []string{"tasks", "get", s.task.Name, jsonArg} }, open: "list", keys: []string{"j", "enter"},
			good: func(_ *site, s subject, out string) string { return contains(out, s.task.ID) },
		},
		{name: "list runs", pick: withRuns, args: func(s subject) []string { return []string{"tasks", "list-runs", s.task.ID, jsonArg} }, open: "task", keys: []string{"r"}, good: isJSON},
		{
			name: "get run", pick: withRuns, args: func(s subject) []string { return []string{"tasks", "get-run", s.run.ID, jsonArg} }, open: "task", keys: []string{"enter"},
			good: func(_ *site, s subject, out string) string { return contains(out, s.run.ID) },
		},
		{
			name: "wait", pick: running, args: func(s subject) []string { return []string{"tasks", "wait-for-run", s.run.ID} }, open: "run", keys: []string{"r"}, long: true,
			good: func(site *site, s subject, _ string) string { return completed(site, s.run.ID) },
		},
		{
			name: "create", pick: idle, open: "task", setup: []string{"c", "ctrl+s", "ctrl+s", "ctrl+s", "ctrl+s", "ctrl+s", "ctrl+s"}, keys: []string{"ctrl+s"},
			args: func(s subject) []string {
				return []string{
					"tasks", "create", "--name", newTask, "--task-type", "template_evaluation", "--project", s.task.ProjectID,
					"--evaluators", `[{"evaluator_id": "` + s.task.Evaluators[0].EvaluatorID + `", "column_mappings": {"input": "attributes.input.value", "output": "attributes.output.value", "context": "attributes.input.value"}}]`, jsonArg,
				}
			},
			done: func(s *site, before subject) int { return len(s.tasks()) - before.all },
		},
		{
			name: "update", pick: idle, args: func(s subject) []string { return []string{"tasks", "update", s.task.ID, "--name", newName, jsonArg} },
			open: "task", setup: []string{"e", "2", "ctrl+s"}, keys: []string{"ctrl+s"}, done: renamed,
		},
		{
			name: "pause", pick: continuous, args: func(s subject) []string { return []string{"tasks", "update", s.task.ID, "--no-continuous", jsonArg} },
			open: "task", setup: []string{"P"}, keys: []string{"y"},
			done: func(s *site, before subject) int {
				task, _ := s.world.Task(before.task.ID)
				return times(!task.Continuous)
			},
		},
		{
			name: "delete", pick: idle, args: func(s subject) []string { return []string{"tasks", "delete", s.task.ID, "--force"} },
			open: "task", setup: []string{"X"}, keys: []string{"enter"},
			done: func(s *site, before subject) int {
				_, exists := s.world.Task(before.task.ID)
				return times(!exists)
			},
		},
		{
			name: "trigger", pick: idle, args: func(s subject) []string {
				return []string{"tasks", "trigger-run", s.task.ID, "--data-start-time=-24h", jsonArg}
			},
			open: "task", setup: []string{"t"}, keys: []string{"ctrl+s"}, done: started,
		},
		{
			name: "trigger and wait", pick: idle, args: func(s subject) []string {
				return []string{"tasks", "trigger-run", s.task.ID, "--data-start-time=-24h", "--wait"}
			},
			open: "list", setup: []string{"t"}, keys: []string{"ctrl+s"}, done: started, long: true,
		},
		{
			name: "cancel", pick: running, args: func(s subject) []string { return []string{"tasks", "cancel-run", s.run.ID, "--force"} },
			open: "run", setup: []string{"x"}, keys: []string{"y"},
			done: func(s *site, before subject) int {
				run, _ := s.world.Run(before.run.ID)
				return times(run.Status == "CANCELLED")
			},
		},
		lists("spaces"), lists("projects"), lists("datasets"), lists("experiments"), lists("evaluators"),
	}
}

// choose returns the first task that fits an operation, with its newest run.
func (s *site) choose(op operation) (found subject) {
	s.t.Helper()
	for _, task := range s.tasks() {
		if runs := s.runs(task.ID); op.pick == nil || op.pick(task, runs) {
			found = subject{task: task, runs: len(runs), all: len(s.tasks())}
			if len(runs) > 0 {
				found.run = runs[0]
			}
			return found
		}
	}
	s.t.Fatalf("no task fits %s", op.name)
	return found
}
