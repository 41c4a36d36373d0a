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
		taskQuery := world.TaskQuery{SpaceIDs: in.ids, ProjectID: project, DatasetID: dataset, Type: world.TaskType(kind), Name: c.query.Get("name")}
		if c.d.legacy {
			taskQuery.Keep = c.d.shows
		}
		return s.w.Tasks(taskQuery, after, limit)
	})
}

// task finds a task that the dialect shows, or refuses.
func (s *Server) task(c *call, id string) world.Task {
	task, ok := s.w.Task(id)
	if !ok || !c.d.shows(&task) {
		c.missing("task", "task_id", id)
	}
	return task
}

func (s *Server) deleteTask(c *call) any {
	s.writes.Lock()
	defer s.writes.Unlock()
	if task := s.task(c, c.pathValue("task_id")); !c.failed() {
		s.w.DeleteTask(task.ID)
	}
	return nil
}

func (s *Server) createTask(c *call) any {
	fields := c.readBody("name and type are required")
	fields.need("type", "name")
	task := world.Task{Type: world.TaskType(fields.word("type", taskTypes()...))}
	task.Name, _ = fields.name("name")
	switch {
	case c.failed():
		return nil
	case task.Type == world.RunExperiment:
		s.readExperimentTask(fields, &task)
	default:
		s.readEvaluationTask(fields, &task)
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	if s.checkName(c, &task); c.failed() {
		return nil
	}
	return s.w.CreateTask(task)
}

// checkName wants the name of a task to be its own in the space.
func (s *Server) checkName(c *call, task *world.Task) {
	if !c.failed() && s.w.NameTaken(task.SpaceID, task.Name, task.ID) {
		c.refuse(duplicateNameStatus, "name %q is taken by another task of this space; choose another.", task.Name)
	}
}

// readExperimentTask reads the four fields of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTask(f *fields, task *world.Task) {
	f.need("dataset_id", "run_configuration")
	task.DatasetID = f.id("dataset_id")
	readConfig(f, task)
	f.close(unwelcome("a "+f.d.out("RUN_EXPERIMENT")+" task", evaluationFields()...))
	s.findSource(f, task)
	s.checkConfig(f, task)
}

// readEvaluationTask reads an evaluation task and checks it.
func (s *Server) readEvaluationTask(f *fields, task *world.Task) {
	f.need("evaluators")
	task.ProjectID, task.DatasetID, task.ExperimentIDs = f.id("project_id"), f.id("dataset_id"), f.ids("experiment_ids")
	readSampling(f, task)
	readFilters(f, task, false)
	readEvaluators(f, task)
	f.close(unwelcome("an evaluation task", "run_configuration"))
	checkShape(f, task)
	s.checkSource(f, task)
	s.checkEvaluators(f, task)
}

// readSampling reads what only project tasks may have.
func readSampling(f *fields, task *world.Task) {
	if rate, ok := f.number("sampling_rate"); ok {
		if rate < 0 || rate > 1 {
			f.bad("sampling_rate", "must be from 0 to 1.")
		}
		task.SamplingRate = &rate
	}
	if v, ok := f.boolean("is_continuous"); ok {
		task.Continuous = v
	}
}

// checkSource holds the rules of project and dataset tasks (contract section 6, create).
func (s *Server) checkSource(f *fields, task *world.Task) {
	switch {
	case task.ProjectID == "" && task.DatasetID == "":
		f.fail(sourceCountStatus, "project_id", "or dataset_id is required; a task has one source.")
	case task.ProjectID != "" && task.DatasetID != "":
		f.fail(sourceCountStatus, "project_id", "and dataset_id exclude one another; a task has one source.")
	case task.DatasetID != "" && len(task.ExperimentIDs) == 0:
		f.wrong("experiment_ids", "must hold one experiment or more for a dataset task.")
	case task.ProjectID != "" && len(task.ExperimentIDs) > 0:
		f.wrong("experiment_ids", "is for dataset tasks; leave it out for a project task.")
	}
	checkDatasetOnly(f, task)
	s.findSource(f, task)
	for i, id := range task.ExperimentIDs {
		if f.failed() {
			return
		}
		key := index("experiment_ids", i)
		experiment := need(f.call, s.w.Experiments(), "experiment", key, id)
		switch {
		case experiment.DatasetID != task.DatasetID:
			f.wrong(key, "is an experiment of another dataset.")
		case slices.Contains(task.ExperimentIDs[:i], id):
			f.wrong(key, "is given twice.")
		}
	}
}

// checkDatasetOnly refuses sampling and continuous runs of dataset tasks.
func checkDatasetOnly(f *fields, task *world.Task) {
	if task.DatasetID == "" {
		return
	}
	if task.SamplingRate != nil {
		f.wrong("sampling_rate", "is for project tasks; leave it out for a dataset task.")
	}
	if task.Continuous {
		f.wrong("is_continuous", "must be false or absent for a dataset task.")
	}
}

// findSource looks the project or dataset up and takes the space from it.
func (s *Server) findSource(f *fields, task *world.Task) {
	if task.ProjectID != "" {
		task.SpaceID = need(f.call, s.w.Projects(), "project", "project_id", task.ProjectID).SpaceID
		return
	}
	task.SpaceID = need(f.call, s.w.Datasets(), "dataset", "dataset_id", task.DatasetID).SpaceID
}

// onTask reads a body and does something with it to the task that the address
// names, while no other write goes on. needs says what a body is for; "": it may
// be absent.
func (s *Server) onTask(needs string, do func(c *call, f *fields, task world.Task) any) handler {
	return func(c *call) any {
		fields := c.readBody(needs)
		if c.failed() {
			return nil
		}
		s.writes.Lock()
		defer s.writes.Unlock()
		return do(c, fields, s.task(c, c.pathValue("task_id")))
	}
}

// updateTask changes what the body names: absent is unchanged, null clears a
// filter, evaluators and run_configuration are replaced as a whole.
func (s *Server) updateTask(c *call, f *fields, task world.Task) any {
	if len(f.vals) == 0 {
		c.refuse(emptyUpdateStatus, "The body names no field to change.")
	}
	if name, ok := f.name("name"); ok {
		task.Name = name
	}
	if task.Type == world.RunExperiment {
		s.patchExperimentTask(f, &task)
	} else {
		s.patchEvaluationTask(f, &task)
	}
	if f.has("name") {
		s.checkName(c, &task)
	}
	if c.failed() {
		return nil
	}
	out, _ := s.w.UpdateTask(task.ID, func(old *world.Task) { *old = task }) // the lock keeps it from being deleted
	return out
}

func (s *Server) patchExperimentTask(f *fields, task *world.Task) {
	if f.has("run_configuration") {
		readConfig(f, task)
		s.checkConfig(f, task)
	}
	f.close(fixed(unwelcome("a "+f.d.out("RUN_EXPERIMENT")+" task", evaluationFields()...)))
}

func (s *Server) patchEvaluationTask(f *fields, task *world.Task) {
	readSampling(f, task)
	readFilters(f, task, true)
	if f.has("evaluators") {
		task.Evaluators = nil
		readEvaluators(f, task)
	}
	f.close(fixed(unwelcome("an evaluation task", "run_configuration")))
	if f.has("sampling_rate") || f.has("is_continuous") {
		checkDatasetOnly(f, task)
	}
	// A task that is as it is may be renamed; the shape is looked at when it changes.
	if f.has("evaluators") || f.has("query_filters") || f.has("query_filter") {
		checkShape(f, task)
	}
	if f.has("evaluators") || f.vals["query_filters"] != nil {
		s.checkEvaluators(f, task)
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
