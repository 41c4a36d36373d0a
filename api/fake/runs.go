package fake

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ax-tui/api/fake/world"
)

const (
	maxWindow         = 30 * 24 * time.Hour // of the data of a run (contract section 6, trigger)
	maxExperimentName = 255                 // in characters
)

func (s *Server) listRuns(req *call) any {
	return list(s, req, "task_runs", maxLimit, "", func(after world.Position, limit int) (page any, next world.Position, more bool) {
		status := req.enum("status", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")
		task := s.task(req, req.pathValue("task_id"))
		if req.failed() {
			return nil, next, false
		}
		rows, next, more, _ := s.world.Runs(task.ID, world.Status(status), after, limit)
		var shown []any // a deleted run stays away
		for i := range rows {
			if run := known(s, req, rows[i].ID, &rows[i]); run != nil {
				shown = append(shown, run)
			}
		}
		return shown, next, more
	})
}

// run returns a run of a task that the dialect supports, or refuses the request.
func (s *Server) run(req *call, id string) *world.Run {
	var current *world.Run
	if run, ok := s.world.Run(id); ok {
		current = &run
	}
	run := known(s, req, id, current)
	ok := run != nil
	if ok && req.dialect.legacy {
		var task world.Task
		task, ok = s.world.Task(run.TaskID)
		ok = ok && req.dialect.supports(&task)
	}
	if !ok {
		req.missing("task run", "run_id", id)
	}
	return run
}

// cancelRun cancels a pending or running run.
func (s *Server) cancelRun(req *call) any {
	id := req.pathValue("run_id")
	before := s.run(req, id)
	if req.failed() {
		return nil
	}
	run, outcome := s.world.Cancel(id)
	switch outcome {
	case world.CancelDone: // run is the cancelled run
		s.note(id, before)
	case world.CancelNotFound:
		req.missing("task run", "run_id", id)
	case world.CancelFinished:
		req.refuse(cancelFinishedStatus, "The run has already ended (%s); only a pending or running run can be cancelled.", req.dialect.word(string(run.Status)))
	}
	return run
}

// triggerTask starts a run. The body may be absent for evaluation tasks.
func (s *Server) triggerTask(req *call, body *fields, task *world.Task) any {
	var trigger world.Trigger
	if task.Type == world.RunExperiment {
		s.readExperimentTrigger(body, task, &trigger)
	} else {
		s.readEvaluationTrigger(body, task, &trigger)
	}
	if req.failed() {
		return nil
	}
	run, ok := s.world.Trigger(task.ID, trigger)
	if !ok {
		req.missing("task", "task_id", task.ID)
	}
	s.note(run.ID, nil)
	return run
}

// readEvaluationTrigger reads the request for a run of an evaluation task. A run
// of a dataset task can select only experiments of the task.
func (s *Server) readEvaluationTrigger(body *fields, task *world.Task, trigger *world.Trigger) {
	trigger.DataStart, trigger.DataEnd, trigger.MaxSpans = body.time("data_start_time"), body.time("data_end_time"), body.integer("max_spans", 1)
	trigger.Override, _ = body.boolean("override_evaluations")
	trigger.ExperimentIDs = body.ids("experiment_ids")
	body.refuseUnknown(notAllowed("a run of an evaluation task",
		"experiment_name", "dataset_version_id", "example_ids", "max_examples", "query_filter", "tracing_metadata", "evaluation_task_ids"))
	if task.ProjectID != "" {
		if len(trigger.ExperimentIDs) > 0 {
			body.unprocessable("experiment_ids", "is for dataset tasks; leave it out for a project task.")
		}
		s.checkWindow(body, task, trigger)
		return
	}
	trigger.DataStart, trigger.DataEnd = nil, nil
	for i, id := range trigger.ExperimentIDs {
		if !slices.Contains(task.ExperimentIDs, id) {
			body.wrongID(index("experiment_ids", i), id, "an experiment of this task")
		}
	}
}

// checkWindow sets the defaults of the window and checks it: the start defaults
// to the last run and is required for the first, the end defaults to now; at most
// 30 days.
func (s *Server) checkWindow(body *fields, task *world.Task, trigger *world.Trigger) {
	if trigger.DataEnd == nil {
		now := s.world.Now()
		trigger.DataEnd = &now
	}
	if trigger.DataStart == nil {
		trigger.DataStart = task.LastRunAt
	}
	switch {
	case trigger.DataStart == nil:
		body.unprocessable("data_start_time", "is required for the first run of a task.")
	case !trigger.DataStart.Before(*trigger.DataEnd):
		body.unprocessable("data_start_time", "must be before data_end_time.")
	case trigger.DataEnd.Sub(*trigger.DataStart) > maxWindow:
		body.unprocessable("data_start_time", "to data_end_time is a window of more than 30 days; shorten it.")
	}
}

// readExperimentTrigger reads the request for a run of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTrigger(body *fields, task *world.Task, trigger *world.Trigger) {
	body.require("experiment_name")
	trigger.ExperimentName = readExperimentName(body)
	version := body.id("dataset_version_id")
	trigger.ExampleIDs, trigger.MaxExamples = body.ids("example_ids"), body.integer("max_examples", 1)
	if !body.dialect.legacy { // since September 2026
		filter, _ := body.str("query_filter")
		trigger.QueryFilter = strings.TrimSpace(filter)
	}
	body.stringMap("tracing_metadata")
	trigger.Followers = body.ids("evaluation_task_ids")
	body.refuseUnknown(notAllowed("a run of a "+body.dialect.word("RUN_EXPERIMENT")+" task",
		"data_start_time", "data_end_time", "max_spans", "override_evaluations", "experiment_ids"))
	if body.has("example_ids") && body.has("max_examples") {
		body.unprocessable("example_ids", "and max_examples cannot be combined; send one of them.")
	}
	if body.failed() {
		return
	}
	dataset, found := find(s.world.Datasets(), task.DatasetID)
	if found {
		_, found = find(dataset.Versions, version)
	}
	if version != "" && !found {
		body.wrongID("dataset_version_id", version, "a version of the dataset of this task")
	}
	if rows, _ := s.world.Examples(task.DatasetID); len(trigger.ExampleIDs) > 0 {
		for i, id := range trigger.ExampleIDs {
			if !slices.ContainsFunc(rows, func(example world.Example) bool { return example.ID == id }) {
				body.unprocessable(index("example_ids", i), "%q is not an example of the dataset of this task.", id)
			}
		}
	}
	s.checkFollowers(body, task, trigger.Followers)
	if s.world.ExperimentNameTaken(task.DatasetID, trigger.ExperimentName) {
		body.fail(duplicateExperimentStatus, "experiment_name", "%q is taken in this dataset; choose another name.", trigger.ExperimentName)
	}
}

// readExperimentName reads 1 to 255 characters without double quote and backslash.
func readExperimentName(body *fields) string {
	name, ok := body.name("experiment_name")
	switch {
	case !ok:
	case utf8.RuneCountInString(name) > maxExperimentName:
		body.invalid("experiment_name", "must be %d characters or fewer.", maxExperimentName)
	case strings.ContainsAny(name, `"\`):
		body.invalid("experiment_name", "must not contain a double quote or a backslash.")
	}
	return name
}

// checkFollowers requires the tasks that run afterwards to be evaluation tasks
// of the same dataset: they evaluate the experiment of this run.
func (s *Server) checkFollowers(body *fields, of *world.Task, ids []string) {
	for i, id := range ids {
		key := index("evaluation_task_ids", i)
		switch task, ok := s.world.Task(id); {
		case !ok || !body.dialect.supports(&task):
			body.missing("task", key, id)
		case task.Type == world.RunExperiment:
			body.unprocessable(key, "is not an evaluation task.")
		case task.DatasetID != of.DatasetID:
			body.unprocessable(key, "is a task of another source; it must use the same dataset.")
		}
	}
}
