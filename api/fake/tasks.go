package fake

import (
	"slices"

	"ax-tui/api/fake/world"
)

func (s *Server) listTasks(c *call) any {
	return list(s, c, "tasks", maxLimit, "", func(after world.Position, limit int) (rows []world.Task, next world.Position, more bool) {
		in, kind := s.scope(c), c.enum("type", taskTypes()...)
		project, found := under(c, s.w.Projects(), "project", "project_id")
		dataset, foundToo := under(c, s.w.Datasets(), "dataset", "dataset_id")
		if c.failed() || !found || !foundToo || !in.all && len(in.ids) == 0 {
			return nil, next, false
		}
		q := world.TaskQuery{SpaceIDs: in.ids, ProjectID: project, DatasetID: dataset, Type: world.TaskType(kind), Name: c.query.Get("name")}
		if c.d.legacy {
			q.Keep = c.d.shows
		}
		return s.w.Tasks(q, after, limit)
	})
}

// task finds a task that the dialect shows, or refuses.
func (s *Server) task(c *call, id string) world.Task {
	t, ok := s.w.Task(id)
	if !ok || !c.d.shows(&t) {
		c.missing("task", "task_id", id)
	}
	return t
}

func (s *Server) deleteTask(c *call) any {
	s.writes.Lock()
	defer s.writes.Unlock()
	if t := s.task(c, c.pathValue("task_id")); !c.failed() {
		s.w.DeleteTask(t.ID)
	}
	return nil
}

func (s *Server) createTask(c *call) any {
	f := c.readBody("name and type are required")
	f.need("type", "name")
	t := world.Task{Type: world.TaskType(f.word("type", taskTypes()...))}
	t.Name, _ = f.name("name")
	switch {
	case c.failed():
		return nil
	case t.Type == world.RunExperiment:
		s.readExperimentTask(f, &t)
	default:
		s.readEvaluationTask(f, &t)
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	if s.checkName(c, &t); c.failed() {
		return nil
	}
	return s.w.CreateTask(t)
}

// checkName wants the name of a task to be its own in the space.
func (s *Server) checkName(c *call, t *world.Task) {
	if !c.failed() && s.w.NameTaken(t.SpaceID, t.Name, t.ID) {
		c.refuse(duplicateNameStatus, "name %q is taken by another task of this space; choose another.", t.Name)
	}
}

// readExperimentTask reads the four fields of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTask(f *fields, t *world.Task) {
	f.need("dataset_id", "run_configuration")
	t.DatasetID = f.id("dataset_id")
	readConfig(f, t)
	f.close(unwelcome("a "+f.d.out("RUN_EXPERIMENT")+" task", evaluationFields()...))
	s.findSource(f, t)
	s.checkConfig(f, t)
}

// readEvaluationTask reads an evaluation task and checks it.
func (s *Server) readEvaluationTask(f *fields, t *world.Task) {
	f.need("evaluators")
	t.ProjectID, t.DatasetID, t.ExperimentIDs = f.id("project_id"), f.id("dataset_id"), f.ids("experiment_ids")
	readSampling(f, t)
	readFilters(f, t, false)
	readEvaluators(f, t)
	f.close(unwelcome("an evaluation task", "run_configuration"))
	checkShape(f, t)
	s.checkSource(f, t)
	s.checkEvaluators(f, t)
}

// readSampling reads what only project tasks may have.
func readSampling(f *fields, t *world.Task) {
	if rate, ok := f.number("sampling_rate"); ok {
		if rate < 0 || rate > 1 {
			f.bad("sampling_rate", "must be from 0 to 1.")
		}
		t.SamplingRate = &rate
	}
	if v, ok := f.boolean("is_continuous"); ok {
		t.Continuous = v
	}
}

// checkSource holds the rules of project and dataset tasks (contract section 6, create).
func (s *Server) checkSource(f *fields, t *world.Task) {
	switch {
	case t.ProjectID == "" && t.DatasetID == "":
		f.fail(sourceCountStatus, "project_id", "or dataset_id is required; a task has one source.")
	case t.ProjectID != "" && t.DatasetID != "":
		f.fail(sourceCountStatus, "project_id", "and dataset_id exclude one another; a task has one source.")
	case t.DatasetID != "" && len(t.ExperimentIDs) == 0:
		f.wrong("experiment_ids", "must hold one experiment or more for a dataset task.")
	case t.ProjectID != "" && len(t.ExperimentIDs) > 0:
		f.wrong("experiment_ids", "is for dataset tasks; leave it out for a project task.")
	}
	checkDatasetOnly(f, t)
	s.findSource(f, t)
	for i, id := range t.ExperimentIDs {
		if f.failed() {
			return
		}
		key := index("experiment_ids", i)
		e := need(f.call, s.w.Experiments(), "experiment", key, id)
		switch {
		case e.DatasetID != t.DatasetID:
			f.wrong(key, "is an experiment of another dataset.")
		case slices.Contains(t.ExperimentIDs[:i], id):
			f.wrong(key, "is given twice.")
		}
	}
}

// checkDatasetOnly refuses sampling and continuous runs of dataset tasks.
func checkDatasetOnly(f *fields, t *world.Task) {
	if t.DatasetID == "" {
		return
	}
	if t.SamplingRate != nil {
		f.wrong("sampling_rate", "is for project tasks; leave it out for a dataset task.")
	}
	if t.Continuous {
		f.wrong("is_continuous", "must be false or absent for a dataset task.")
	}
}

// findSource looks the project or dataset up and takes the space from it.
func (s *Server) findSource(f *fields, t *world.Task) {
	if t.ProjectID != "" {
		t.SpaceID = need(f.call, s.w.Projects(), "project", "project_id", t.ProjectID).SpaceID
		return
	}
	t.SpaceID = need(f.call, s.w.Datasets(), "dataset", "dataset_id", t.DatasetID).SpaceID
}

// onTask reads a body and does something with it to the task that the address
// names, while no other write goes on. needs says what a body is for; "": it may
// be absent.
func (s *Server) onTask(needs string, do func(c *call, f *fields, t world.Task) any) handler {
	return func(c *call) any {
		f := c.readBody(needs)
		if c.failed() {
			return nil
		}
		s.writes.Lock()
		defer s.writes.Unlock()
		return do(c, f, s.task(c, c.pathValue("task_id")))
	}
}

// updateTask changes what the body names: absent is unchanged, null clears a
// filter, evaluators and run_configuration are replaced as a whole.
func (s *Server) updateTask(c *call, f *fields, t world.Task) any {
	if len(f.vals) == 0 {
		c.refuse(emptyUpdateStatus, "The body names no field to change.")
	}
	if name, ok := f.name("name"); ok {
		t.Name = name
	}
	if t.Type == world.RunExperiment {
		s.patchExperimentTask(f, &t)
	} else {
		s.patchEvaluationTask(f, &t)
	}
	if f.has("name") {
		s.checkName(c, &t)
	}
	if c.failed() {
		return nil
	}
	out, _ := s.w.UpdateTask(t.ID, func(old *world.Task) { *old = t }) // the lock keeps it from being deleted
	return out
}

func (s *Server) patchExperimentTask(f *fields, t *world.Task) {
	if f.has("run_configuration") {
		readConfig(f, t)
		s.checkConfig(f, t)
	}
	f.close(fixed(unwelcome("a "+f.d.out("RUN_EXPERIMENT")+" task", evaluationFields()...)))
}

func (s *Server) patchEvaluationTask(f *fields, t *world.Task) {
	readSampling(f, t)
	readFilters(f, t, true)
	if f.has("evaluators") {
		t.Evaluators = nil
		readEvaluators(f, t)
	}
	f.close(fixed(unwelcome("an evaluation task", "run_configuration")))
	if f.has("sampling_rate") || f.has("is_continuous") {
		checkDatasetOnly(f, t)
	}
	// A task that is as it is may be renamed; the shape is looked at when it changes.
	if f.has("evaluators") || f.has("query_filters") || f.has("query_filter") {
		checkShape(f, t)
	}
	if f.has("evaluators") || f.vals["query_filters"] != nil {
		s.checkEvaluators(f, t)
	}
}

// evaluationFields are what only evaluation tasks know.
func evaluationFields() []string {
	return []string{"project_id", "experiment_ids", "sampling_rate", "is_continuous", "query_filter", "query_filters", "evaluators"}
}

// unwelcome gives reasons for fields that are real but not welcome here.
func unwelcome(task string, other ...string) map[string]string {
	why := map[string]string{}
	for _, k := range other {
		why[k] = "does not fit " + task + "; remove it."
	}
	for _, k := range []string{"id", "created_at", "updated_at", "last_run_at", "created_by_user_id"} {
		why[k] = "is set by the server; remove it."
	}
	return why
}

// fixed gives reasons for fields that an update cannot change.
func fixed(why map[string]string) map[string]string {
	for _, k := range []string{"type", "project_id", "dataset_id", "experiment_ids"} {
		why[k] = "cannot be changed after the task was created; remove it."
	}
	return why
}
