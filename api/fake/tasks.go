package fake

import (
	"slices"

	"ax-tui/api/fake/world"
)

func (s *Server) listTasks(req *call) any {
	return list(s, req, "tasks", maxLimit, "", func(after world.Position, limit int) (page any, next world.Position, more bool) {
		in, kind := s.scope(req), req.enum("type", taskTypes()...)
		project, found := parentID(req, s.world.Projects(), "project", "project_id")
		dataset, foundToo := parentID(req, s.world.Datasets(), "dataset", "dataset_id")
		if req.failed() || !found || !foundToo || !in.all && len(in.ids) == 0 {
			return nil, next, false
		}
		taskQuery := world.TaskQuery{SpaceIDs: in.ids, ProjectID: project, DatasetID: dataset, Type: world.TaskType(kind), Name: req.query.Get("name")}
		if req.dialect.legacy {
			taskQuery.Keep = req.dialect.supports
		}
		rows, next, more := s.world.Tasks(taskQuery, after, limit)
		var shown []any // a deleted task stays away
		for i := range rows {
			if task := known(s, req, rows[i].ID, &rows[i]); task != nil {
				shown = append(shown, task)
			}
		}
		return shown, next, more
	})
}

// task returns a task that the dialect supports, or refuses the request.
func (s *Server) task(req *call, id string) *world.Task {
	var current *world.Task
	if task, ok := s.world.Task(id); ok {
		current = &task
	}
	if task := known(s, req, id, current); task != nil && req.dialect.supports(task) {
		return task
	}
	req.missing("task", "task_id", id)
	return &world.Task{}
}

func (s *Server) deleteTask(req *call) any {
	s.writes.Lock()
	defer s.writes.Unlock()
	if task := s.task(req, req.pathValue("task_id")); !req.failed() {
		s.world.DeleteTask(task.ID)
		s.note(task.ID, task)
	}
	return nil
}

func (s *Server) createTask(req *call) any {
	fields := req.readBody("name and type are required")
	fields.require("type", "name")
	task := &world.Task{Type: world.TaskType(fields.enumField("type", taskTypes()...))}
	task.Name, _ = fields.name("name")
	switch {
	case req.failed():
		return nil
	case task.Type == world.RunExperiment:
		s.readExperimentTask(fields, task)
	default:
		s.readEvaluationTask(fields, task)
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	if s.checkUniqueName(req, task); req.failed() {
		return nil
	}
	created := s.world.CreateTask(*task)
	s.note(created.ID, nil)
	return created
}

// checkUniqueName refuses a task name that exists in the space.
func (s *Server) checkUniqueName(req *call, task *world.Task) {
	if !req.failed() && s.world.NameTaken(task.SpaceID, task.Name, task.ID) {
		req.refuse(duplicateNameStatus, "name %q is taken by another task of this space; choose another name.", task.Name)
	}
}

// readExperimentTask reads and checks a RUN_EXPERIMENT task.
func (s *Server) readExperimentTask(body *fields, task *world.Task) {
	body.require("dataset_id", "run_configuration")
	task.DatasetID = body.id("dataset_id")
	readConfig(body, task)
	body.refuseUnknown(notAllowed("a "+body.dialect.word("RUN_EXPERIMENT")+" task", evaluationFields()...))
	s.findSource(body, task)
	s.checkConfig(body, task)
}

// readEvaluationTask reads and checks an evaluation task.
func (s *Server) readEvaluationTask(body *fields, task *world.Task) {
	body.require("evaluators")
	task.ProjectID, task.DatasetID, task.ExperimentIDs = body.id("project_id"), body.id("dataset_id"), body.ids("experiment_ids")
	readSampling(body, task)
	readFilters(body, task, false)
	readEvaluators(body, task)
	body.refuseUnknown(notAllowed("an evaluation task", "run_configuration"))
	checkShape(body, task)
	s.checkSource(body, task)
	s.checkEvaluators(body, task)
}

// readSampling reads the fields that only project tasks may have.
func readSampling(body *fields, task *world.Task) {
	if rate, ok := body.number("sampling_rate"); ok {
		if rate < 0 || rate > 1 {
			body.invalid("sampling_rate", "must be from 0 to 1.")
		}
		task.SamplingRate = &rate
	}
	if continuous, ok := body.boolean("is_continuous"); ok {
		task.Continuous = continuous
	}
}

// checkSource checks the rules of project and dataset tasks (contract section 6, create).
func (s *Server) checkSource(body *fields, task *world.Task) {
	switch {
	case task.ProjectID == "" && task.DatasetID == "":
		body.fail(sourceCountStatus, "project_id", "or dataset_id is required; a task has one source.")
	case task.ProjectID != "" && task.DatasetID != "":
		body.fail(sourceCountStatus, "project_id", "and dataset_id cannot be combined; a task has one source.")
	case task.DatasetID != "" && len(task.ExperimentIDs) == 0:
		body.unprocessable("experiment_ids", "must have at least one experiment for a dataset task.")
	case task.ProjectID != "" && len(task.ExperimentIDs) > 0:
		body.unprocessable("experiment_ids", "is for dataset tasks; leave it out for a project task.")
	}
	checkDatasetOnly(body, task)
	s.findSource(body, task)
	for i, id := range task.ExperimentIDs {
		if body.failed() {
			return
		}
		key := index("experiment_ids", i)
		experiment := findOrRefuse(body.call, s.world.Experiments(), "experiment", key, id)
		switch {
		case experiment == nil: // refused
		case experiment.DatasetID != task.DatasetID:
			body.unprocessable(key, "is an experiment of another dataset.")
		case slices.Contains(task.ExperimentIDs[:i], id):
			body.unprocessable(key, "is given twice.")
		}
	}
}

// checkDatasetOnly refuses sampling and continuous runs of dataset tasks.
func checkDatasetOnly(body *fields, task *world.Task) {
	if task.DatasetID == "" {
		return
	}
	if task.SamplingRate != nil {
		body.unprocessable("sampling_rate", "is for project tasks; leave it out for a dataset task.")
	}
	if task.Continuous {
		body.unprocessable("is_continuous", "must be false or absent for a dataset task.")
	}
}

// findSource looks up the project or dataset and sets the space of the task.
func (s *Server) findSource(body *fields, task *world.Task) {
	if task.ProjectID != "" {
		if project := findOrRefuse(body.call, s.world.Projects(), "project", "project_id", task.ProjectID); project != nil {
			task.SpaceID = project.SpaceID
		}
		return
	}
	if dataset := findOrRefuse(body.call, s.world.Datasets(), "dataset", "dataset_id", task.DatasetID); dataset != nil {
		task.SpaceID = dataset.SpaceID
	}
}

// withTask returns a handler that reads the body and calls do with the task of
// the address, under the write lock. needs is the error text for an empty body;
// "" accepts one.
func withTask(needs string, do func(s *Server, req *call, body *fields, task *world.Task) any) handler {
	return func(s *Server, req *call) any {
		fields := req.readBody(needs)
		if req.failed() {
			return nil
		}
		s.writes.Lock()
		defer s.writes.Unlock()
		return do(s, req, fields, s.task(req, req.pathValue("task_id")))
	}
}

// updateTask changes the fields in the body: absent is unchanged, null clears a
// filter, evaluators and run_configuration are replaced as a whole.
func (s *Server) updateTask(req *call, body *fields, task *world.Task) any {
	if len(body.values) == 0 {
		req.refuse(emptyUpdateStatus, "The body has no field to change.")
	}
	if name, ok := body.name("name"); ok {
		task.Name = name
	}
	if task.Type == world.RunExperiment {
		s.patchExperimentTask(body, task)
	} else {
		s.patchEvaluationTask(body, task)
	}
	if body.has("name") {
		s.checkUniqueName(req, task)
	}
	if req.failed() {
		return nil
	}
	before := &world.Task{}
	out, _ := s.world.UpdateTask(task.ID, func(old *world.Task) { *before, *old = *old, *task }) // it exists: deleting needs the write lock too
	s.note(task.ID, before)
	return out
}

func (s *Server) patchExperimentTask(body *fields, task *world.Task) {
	if body.has("run_configuration") {
		readConfig(body, task)
		s.checkConfig(body, task)
	}
	body.refuseUnknown(addImmutable(notAllowed("a "+body.dialect.word("RUN_EXPERIMENT")+" task", evaluationFields()...)))
}

func (s *Server) patchEvaluationTask(body *fields, task *world.Task) {
	readSampling(body, task)
	readFilters(body, task, true)
	if body.has("evaluators") {
		task.Evaluators = nil
		readEvaluators(body, task)
	}
	body.refuseUnknown(addImmutable(notAllowed("an evaluation task", "run_configuration")))
	if body.has("sampling_rate") || body.has("is_continuous") {
		checkDatasetOnly(body, task)
	}
	// The shape is checked only when it changes, so that any task can be renamed.
	if body.has("evaluators") || body.has("query_filters") || body.has("query_filter") {
		checkShape(body, task)
	}
	if body.has("evaluators") || body.values["query_filters"] != nil {
		s.checkEvaluators(body, task)
	}
}

// evaluationFields are the fields that only evaluation tasks have.
func evaluationFields() []string {
	return []string{"project_id", "experiment_ids", "sampling_rate", "is_continuous", "query_filter", "query_filters", "evaluators"}
}

// notAllowed returns the reasons for fields that exist but are not allowed here.
func notAllowed(task string, other ...string) map[string]string {
	why := map[string]string{}
	for _, key := range other {
		why[key] = "does not fit " + task + "; remove it."
	}
	for _, key := range []string{"id", "created_at", "updated_at", "last_run_at", "created_by_user_id"} {
		why[key] = "is set by the server; remove it."
	}
	return why
}

// addImmutable adds the reasons for fields that an update cannot change.
func addImmutable(why map[string]string) map[string]string {
	for _, key := range []string{"type", "project_id", "dataset_id", "experiment_ids"} {
		why[key] = "cannot be changed after the task is created; remove it."
	}
	return why
}
