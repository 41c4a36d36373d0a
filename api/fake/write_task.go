package fake

import (
	"net/http"
	"slices"

	"ax-tui/api/fake/world"
)

// evaluationFields and experimentFields are what only one task family knows.
func evaluationFields() []string {
	return []string{"project_id", "experiment_ids", "sampling_rate", "is_continuous", "query_filter", "query_filters", "evaluators"}
}

// strangers gives reasons for fields that are real but not welcome here.
func strangers(task string, other ...string) map[string]string {
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

// requireBody reads a body that must be there.
func requireBody(c *call, needs string) (*fields, error) {
	f, ok, fault := readObject(c.body)
	if fault != nil {
		return nil, fault
	}
	if !ok {
		return nil, refuse(http.StatusBadRequest, "The body is empty; %s.", needs)
	}
	return f, nil
}

func (s *Server) createTask(c *call) (int, any, error) {
	f, err := requireBody(c, "name and type are required")
	if err != nil {
		return 0, nil, err
	}
	f.need("type", "name")
	t := world.Task{}
	kind, _ := c.d.enum(f, "type", taskTypes()...)
	t.Type = world.TaskType(kind)
	t.Name, _ = f.name("name")
	if !f.failed() {
		if t.Type == world.RunExperiment {
			s.readExperimentTask(c.d, f, &t)
		} else {
			s.readEvaluationTask(c.d, f, &t)
		}
	}
	if f.failed() {
		return 0, nil, *f.fault
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	if s.w.NameTaken(t.SpaceID, t.Name, "") {
		return 0, nil, s.nameTaken(t.Name)
	}
	return http.StatusCreated, c.d.task(s.w.CreateTask(t)), nil
}

func (s *Server) nameTaken(name string) *problem {
	return refuse(s.choices.DuplicateName, "name %q is taken by another task of this space; choose another.", name)
}

// readExperimentTask reads the four fields of a RUN_EXPERIMENT task.
func (s *Server) readExperimentTask(d dialect, f *fields, t *world.Task) {
	f.need("dataset_id", "run_configuration")
	t.DatasetID, _ = s.idOf(f, "dataset_id")
	s.readConfig(d, f, t)
	f.close(strangers("a "+d.out("RUN_EXPERIMENT")+" task", evaluationFields()...))
	if !f.failed() {
		s.findSource(f, t)
	}
	s.checkConfig(f, t)
}

// readEvaluationTask reads an evaluation task and checks it.
func (s *Server) readEvaluationTask(d dialect, f *fields, t *world.Task) {
	f.need("evaluators")
	t.ProjectID, _ = s.idOf(f, "project_id")
	t.DatasetID, _ = s.idOf(f, "dataset_id")
	t.ExperimentIDs, _ = s.idsOf(f, "experiment_ids")
	s.readSampling(f, t)
	readFilters(d, f, t, false)
	s.readEvaluators(d, f, t)
	f.close(strangers("an evaluation task", "run_configuration"))
	checkShape(f, t)
	if !f.failed() {
		s.checkSource(f, t)
	}
	if !f.failed() {
		s.checkEvaluators(f, t)
	}
}

// readSampling reads what only project tasks may have.
func (s *Server) readSampling(f *fields, t *world.Task) {
	if v, ok := f.number("sampling_rate"); ok {
		if v < 0 || v > 1 {
			f.bad("sampling_rate", "must be from 0 to 1.")
		}
		t.SamplingRate = &v
	}
	if v, ok := f.boolean("is_continuous"); ok {
		t.Continuous = v
	}
}

// checkSource holds the rules of project and dataset tasks (contract section 6, create).
func (s *Server) checkSource(f *fields, t *world.Task) {
	switch {
	case t.ProjectID == "" && t.DatasetID == "":
		f.fail(s.choices.SourceCount, "project_id", "or dataset_id is required; a task has one source.")
	case t.ProjectID != "" && t.DatasetID != "":
		f.fail(s.choices.SourceCount, "project_id", "and dataset_id exclude one another; a task has one source.")
	case t.DatasetID != "" && len(t.ExperimentIDs) == 0:
		f.wrong("experiment_ids", "must hold one experiment or more for a dataset task.")
	case t.ProjectID != "" && len(t.ExperimentIDs) > 0:
		f.wrong("experiment_ids", "is for dataset tasks; leave it out for a project task.")
	}
	checkDatasetOnly(f, t)
	if f.failed() {
		return
	}
	s.findSource(f, t)
	for i, id := range t.ExperimentIDs {
		if f.failed() {
			return
		}
		key := index("experiment_ids", i)
		e, ok := s.experiment(id)
		switch {
		case !ok:
			*f.fault = s.missing("experiment", key, id)
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
		p, ok := s.project(t.ProjectID)
		if !ok {
			*f.fault = s.missing("project", "project_id", t.ProjectID)
		}
		t.SpaceID = p.SpaceID
		return
	}
	d, ok := s.dataset(t.DatasetID)
	if !ok {
		*f.fault = s.missing("dataset", "dataset_id", t.DatasetID)
	}
	t.SpaceID = d.SpaceID
}

// updateTask changes what the body names: absent is unchanged, null clears a
// filter, evaluators and run_configuration are replaced as a whole.
func (s *Server) updateTask(c *call) (int, any, error) {
	f, err := requireBody(c, "name at least one field to change")
	if err != nil {
		return 0, nil, err
	}
	s.writes.Lock()
	defer s.writes.Unlock()
	t, err := s.taskOf(c)
	if err != nil {
		return 0, nil, err
	}
	if len(f.vals) == 0 {
		return 0, nil, refuse(s.choices.EmptyUpdate, "The body names no field to change.")
	}
	if t.Type == world.RunExperiment {
		s.patchExperimentTask(c.d, f, &t)
	} else {
		s.patchEvaluationTask(c.d, f, &t)
	}
	if f.failed() {
		return 0, nil, *f.fault
	}
	if f.has("name") && s.w.NameTaken(t.SpaceID, t.Name, t.ID) {
		return 0, nil, s.nameTaken(t.Name)
	}
	out, ok := s.w.UpdateTask(t.ID, func(old *world.Task) { merge(old, t) })
	if !ok {
		return 0, nil, s.missing("task", "task_id", t.ID)
	}
	return http.StatusOK, c.d.task(out), nil
}

// merge takes over what an update may change; the world keeps the rest.
func merge(old *world.Task, t world.Task) {
	old.Name, old.SamplingRate, old.Continuous = t.Name, t.SamplingRate, t.Continuous
	old.QueryFilter, old.QueryFilters, old.Expression = t.QueryFilter, t.QueryFilters, t.Expression
	old.Evaluators, old.RunConfig = t.Evaluators, t.RunConfig
}

func (s *Server) patchExperimentTask(d dialect, f *fields, t *world.Task) {
	patchName(f, t)
	if f.has("run_configuration") {
		s.readConfig(d, f, t)
		s.checkConfig(f, t)
	}
	f.close(fixed(strangers("a "+d.out("RUN_EXPERIMENT")+" task", evaluationFields()...)))
}

func (s *Server) patchEvaluationTask(d dialect, f *fields, t *world.Task) {
	patchName(f, t)
	s.readSampling(f, t)
	readFilters(d, f, t, true)
	if f.has("evaluators") {
		t.Evaluators = nil
		s.readEvaluators(d, f, t)
	}
	f.close(fixed(strangers("an evaluation task", "run_configuration")))
	if f.has("sampling_rate") || f.has("is_continuous") {
		checkDatasetOnly(f, t)
	}
	// A task that is as it is may be renamed; the shape is looked at when it changes.
	if f.has("evaluators") || f.has("query_filters") || f.has("query_filter") {
		checkShape(f, t)
		s.checkCleared(f, t)
	}
	if !f.failed() && (f.has("evaluators") || f.vals["query_filters"] != nil) {
		s.checkEvaluators(f, t)
	}
}

// checkCleared looks at an update that takes query_filters away and leaves the
// query_mappings of the evaluators behind.
func (s *Server) checkCleared(f *fields, t *world.Task) {
	if !s.choices.RefuseBareMappings || !f.null("query_filters") || f.has("evaluators") {
		return
	}
	if slices.ContainsFunc(t.Evaluators, func(e world.TaskEvaluator) bool { return e.QueryMappings != nil }) {
		f.bad("query_filters", "cannot be null while an evaluator has query_mappings; send evaluators as well.")
	}
}

func patchName(f *fields, t *world.Task) {
	if name, ok := f.name("name"); ok {
		t.Name = name
	}
}
