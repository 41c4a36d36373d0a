package fake

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ax-tui/api/fake/world"
)

// maxWindow is the longest data window of a run (contract section 6, trigger).
const maxWindow = 30 * 24 * time.Hour

// maxExperimentName is in characters.
const maxExperimentName = 255

// triggerTask starts a run. The body may be absent for evaluation tasks.
func (s *Server) triggerTask(c *call) (int, any, error) {
	f, ok, fault := readObject(c.body)
	if fault != nil {
		return 0, nil, fault
	}
	if !ok {
		f = newFields("", map[string]any{}, new(*problem))
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	t, err := s.taskOf(c)
	if err != nil {
		return 0, nil, err
	}
	var tr world.Trigger
	if t.Type == world.RunExperiment {
		s.readExperimentTrigger(c.d, f, t, &tr)
	} else {
		s.readEvaluationTrigger(f, t, &tr)
	}
	if f.failed() {
		return 0, nil, *f.fault
	}
	if r, active := s.w.ActiveRun(t.ID); active && s.choices.RefuseOverlap {
		return 0, nil, refuse(http.StatusConflict, "A run of this task is active already (%s); wait for it or cancel it.", r.ID)
	}
	r, ok := s.w.Trigger(t.ID, tr)
	if !ok {
		return 0, nil, s.missing("task", "task_id", t.ID)
	}
	return http.StatusCreated, c.d.run(r), nil
}

// readEvaluationTrigger reads the request for a run of an evaluation task.
func (s *Server) readEvaluationTrigger(f *fields, t world.Task, tr *world.Trigger) {
	tr.DataStart, _ = f.stamp("data_start_time")
	tr.DataEnd, _ = f.stamp("data_end_time")
	tr.MaxSpans, _ = f.integer("max_spans", 1)
	tr.Override, _ = f.boolean("override_evaluations")
	tr.ExperimentIDs, _ = s.idsOf(f, "experiment_ids")
	f.close(strangers("a run of an evaluation task",
		"experiment_name", "dataset_version_id", "example_ids", "max_examples", "query_filter", "tracing_metadata", "evaluation_task_ids"))
	if f.failed() {
		return
	}
	if t.DatasetID != "" {
		s.checkDatasetRun(f, t, tr)
		return
	}
	if len(tr.ExperimentIDs) > 0 {
		f.wrong("experiment_ids", "is for dataset tasks; leave it out for a project task.")
	}
	s.checkWindow(f, t, tr)
}

// checkDatasetRun lets times pass or refuses them, after the choice, and keeps
// the experiments to those of the task.
func (s *Server) checkDatasetRun(f *fields, t world.Task, tr *world.Trigger) {
	if s.choices.RefuseDatasetWindow && (tr.DataStart != nil || tr.DataEnd != nil) {
		f.wrong("data_start_time", "and data_end_time do not apply to a dataset task; leave them out.")
	}
	tr.DataStart, tr.DataEnd = nil, nil
	for i, id := range tr.ExperimentIDs {
		if !slices.Contains(t.ExperimentIDs, id) {
			s.foreign(f, index("experiment_ids", i), id, "an experiment of this task")
		}
	}
}

// checkWindow fills the window in: the start defaults to the last run and is
// required for the first, the end defaults to now; 30 days at most.
func (s *Server) checkWindow(f *fields, t world.Task, tr *world.Trigger) {
	if tr.DataEnd == nil {
		if s.choices.RequireEnd {
			f.wrong("data_end_time", "is required for a project task.")
		}
		now := s.o.Now().UTC()
		tr.DataEnd = &now
	}
	if tr.DataStart == nil {
		if t.LastRunAt == nil {
			f.wrong("data_start_time", "is required for the first run of a task.")
			return
		}
		start := *t.LastRunAt
		tr.DataStart = &start
	}
	switch {
	case !tr.DataStart.Before(*tr.DataEnd):
		f.wrong("data_start_time", "must be before data_end_time.")
	case tr.DataEnd.Sub(*tr.DataStart) > maxWindow:
		f.wrong("data_start_time", "to data_end_time is a window of more than 30 days; narrow it.")
	}
}

// readExperimentTrigger reads the request for a run of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTrigger(d dialect, f *fields, t world.Task, tr *world.Trigger) {
	f.need("experiment_name")
	tr.ExperimentName = readExperimentName(f)
	version, _ := s.idOf(f, "dataset_version_id")
	tr.ExampleIDs, _ = s.idsOf(f, "example_ids")
	tr.MaxExamples, _ = f.integer("max_examples", 1)
	if !d.legacy { // since September 2026
		filter, _ := f.str("query_filter")
		tr.QueryFilter = strings.TrimSpace(filter)
	}
	f.words("tracing_metadata")
	tr.Followers, _ = s.idsOf(f, "evaluation_task_ids")
	f.close(strangers("a run of a "+d.out("RUN_EXPERIMENT")+" task",
		"data_start_time", "data_end_time", "max_spans", "override_evaluations", "experiment_ids"))
	if f.has("example_ids") && f.has("max_examples") {
		f.wrong("example_ids", "and max_examples exclude one another; send one of them.")
	}
	if f.failed() {
		return
	}
	ds, _ := s.dataset(t.DatasetID)
	if version != "" && !hasVersion(ds, version) {
		s.foreign(f, "dataset_version_id", version, "a version of the dataset of this task")
	}
	s.checkExamples(f, t, tr.ExampleIDs)
	s.checkFollowers(d, f, t, tr.Followers)
	if s.w.ExperimentNameTaken(t.DatasetID, tr.ExperimentName) {
		f.fail(s.choices.TakenExperiment, "experiment_name", "%q is taken in this dataset; choose another.", tr.ExperimentName)
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

// checkExamples wants every example to be in the dataset.
func (s *Server) checkExamples(f *fields, t world.Task, ids []string) {
	if len(ids) == 0 {
		return
	}
	rows, _ := s.w.Examples(t.DatasetID)
	for i, id := range ids {
		if _, ok := findBy(rows, id, func(e world.Example) string { return e.ID }); !ok {
			f.wrong(index("example_ids", i), "%q is not an example of the dataset of this task.", id)
		}
	}
}

// checkFollowers wants the tasks that run afterwards to be evaluation tasks of
// the same dataset: they are to judge the experiment that this run makes.
func (s *Server) checkFollowers(d dialect, f *fields, of world.Task, ids []string) {
	for i, id := range ids {
		if f.failed() {
			return
		}
		key := index("evaluation_task_ids", i)
		switch t, ok := s.findTask(d, id); {
		case !ok:
			*f.fault = s.missing("task", key, id)
		case t.Type == world.RunExperiment:
			f.wrong(key, "is not an evaluation task.")
		case t.DatasetID != of.DatasetID:
			f.wrong(key, "is a task of another source; it must be one of the same dataset.")
		}
	}
}
