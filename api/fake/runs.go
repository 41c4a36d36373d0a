package fake

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ax-tui/api/fake/world"
)

const (
	maxWindow         = 30 * 24 * time.Hour // the longest data window of a run (contract section 6, trigger)
	maxExperimentName = 255                 // in characters
)

func (s *Server) listRuns(c *call) any {
	return list(s, c, "task_runs", maxLimit, "", func(after world.Position, limit int) (rows []world.Run, next world.Position, more bool) {
		status := c.enum("status", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")
		task := s.task(c, c.pathValue("task_id"))
		if c.failed() {
			return nil, next, false
		}
		rows, next, more, _ = s.w.Runs(task.ID, world.Status(status), after, limit)
		return rows, next, more
	})
}

// run finds a run of a task that the dialect shows, or refuses.
func (s *Server) run(c *call, id string) world.Run {
	run, ok := s.w.Run(id)
	if ok && c.d.legacy {
		var task world.Task
		task, ok = s.w.Task(run.TaskID)
		ok = ok && c.d.shows(&task)
	}
	if !ok {
		c.missing("task run", "run_id", id)
	}
	return run
}

// cancelRun ends a run that is pending or running.
func (s *Server) cancelRun(c *call) any {
	id := c.pathValue("run_id")
	if s.run(c, id); c.failed() {
		return nil
	}
	run, outcome := s.w.Cancel(id)
	switch outcome {
	case world.CancelDone: // r is the run as it is now
	case world.CancelNotFound:
		c.missing("task run", "run_id", id)
	case world.CancelFinished:
		c.refuse(cancelFinishedStatus, "The run has ended already (%s); only a pending or running one can be cancelled.", c.d.out(string(run.Status)))
	}
	return run
}

// triggerTask starts a run. The body may be absent for evaluation tasks.
func (s *Server) triggerTask(c *call, f *fields, task world.Task) any {
	var tr world.Trigger
	if task.Type == world.RunExperiment {
		s.readExperimentTrigger(f, task, &tr)
	} else {
		s.readEvaluationTrigger(f, task, &tr)
	}
	if c.failed() {
		return nil
	}
	run, ok := s.w.Trigger(task.ID, tr)
	if !ok {
		c.missing("task", "task_id", task.ID)
	}
	return run
}

// readEvaluationTrigger reads the request for a run of an evaluation task. A
// dataset task keeps to its experiments.
func (s *Server) readEvaluationTrigger(f *fields, task world.Task, tr *world.Trigger) {
	tr.DataStart, tr.DataEnd, tr.MaxSpans = f.stamp("data_start_time"), f.stamp("data_end_time"), f.integer("max_spans", 1)
	tr.Override, _ = f.boolean("override_evaluations")
	tr.ExperimentIDs = f.ids("experiment_ids")
	f.close(unwelcome("a run of an evaluation task",
		"experiment_name", "dataset_version_id", "example_ids", "max_examples", "query_filter", "tracing_metadata", "evaluation_task_ids"))
	if task.ProjectID != "" {
		if len(tr.ExperimentIDs) > 0 {
			f.wrong("experiment_ids", "is for dataset tasks; leave it out for a project task.")
		}
		s.checkWindow(f, task, tr)
		return
	}
	tr.DataStart, tr.DataEnd = nil, nil
	for i, id := range tr.ExperimentIDs {
		if !slices.Contains(task.ExperimentIDs, id) {
			f.foreign(index("experiment_ids", i), id, "an experiment of this task")
		}
	}
}

// checkWindow fills the window in: the start defaults to the last run and is
// required for the first, the end defaults to now; 30 days at most.
func (s *Server) checkWindow(f *fields, task world.Task, tr *world.Trigger) {
	if tr.DataEnd == nil {
		now := s.w.Now()
		tr.DataEnd = &now
	}
	if tr.DataStart == nil {
		tr.DataStart = task.LastRunAt
	}
	switch {
	case tr.DataStart == nil:
		f.wrong("data_start_time", "is required for the first run of a task.")
	case !tr.DataStart.Before(*tr.DataEnd):
		f.wrong("data_start_time", "must be before data_end_time.")
	case tr.DataEnd.Sub(*tr.DataStart) > maxWindow:
		f.wrong("data_start_time", "to data_end_time is a window of more than 30 days; narrow it.")
	}
}

// readExperimentTrigger reads the request for a run of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTrigger(f *fields, task world.Task, tr *world.Trigger) {
	f.need("experiment_name")
	tr.ExperimentName = readExperimentName(f)
	version := f.id("dataset_version_id")
	tr.ExampleIDs, tr.MaxExamples = f.ids("example_ids"), f.integer("max_examples", 1)
	if !f.d.legacy { // since September 2026
		filter, _ := f.str("query_filter")
		tr.QueryFilter = strings.TrimSpace(filter)
	}
	f.words("tracing_metadata")
	tr.Followers = f.ids("evaluation_task_ids")
	f.close(unwelcome("a run of a "+f.d.out("RUN_EXPERIMENT")+" task",
		"data_start_time", "data_end_time", "max_spans", "override_evaluations", "experiment_ids"))
	if f.has("example_ids") && f.has("max_examples") {
		f.wrong("example_ids", "and max_examples exclude one another; send one of them.")
	}
	if f.failed() {
		return
	}
	dataset, _ := find(s.w.Datasets(), task.DatasetID)
	if _, ok := find(dataset.Versions, version); version != "" && !ok {
		f.foreign("dataset_version_id", version, "a version of the dataset of this task")
	}
	if rows, _ := s.w.Examples(task.DatasetID); len(tr.ExampleIDs) > 0 {
		for i, id := range tr.ExampleIDs {
			if _, ok := find(rows, id); !ok {
				f.wrong(index("example_ids", i), "%q is not an example of the dataset of this task.", id)
			}
		}
	}
	s.checkFollowers(f, task, tr.Followers)
	if s.w.ExperimentNameTaken(task.DatasetID, tr.ExperimentName) {
		f.fail(takenExperimentStatus, "experiment_name", "%q is taken in this dataset; choose another.", tr.ExperimentName)
	}
}

// readExperimentName reads 1 to 255 characters without double quote and backslash.
func readExperimentName(f *fields) string {
	name, ok := f.name("experiment_name")
	switch {
	case !ok:
	case utf8.RuneCountInString(name) > maxExperimentName:
		f.bad("experiment_name", "must be %d characters or fewer.", maxExperimentName)
	case strings.ContainsAny(name, `"\`):
		f.bad("experiment_name", "must hold neither a double quote nor a backslash.")
	}
	return name
}

// checkFollowers wants the tasks that run afterwards to be evaluation tasks of
// the same dataset: they are to judge the experiment that this run makes.
func (s *Server) checkFollowers(f *fields, of world.Task, ids []string) {
	for i, id := range ids {
		key := index("evaluation_task_ids", i)
		switch task, ok := s.w.Task(id); {
		case !ok || !f.d.shows(&task):
			f.missing("task", key, id)
		case task.Type == world.RunExperiment:
			f.wrong(key, "is not an evaluation task.")
		case task.DatasetID != of.DatasetID:
			f.wrong(key, "is a task of another source; it must be one of the same dataset.")
		}
	}
}
