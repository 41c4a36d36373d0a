package fake

import (
	"net/http"

	"ax-tui/api/fake/world"
)

type taskPage struct {
	Tasks      []wireTask `json:"tasks"`
	Pagination pagination `json:"pagination"`
}

type runPage struct {
	Runs       []wireRun  `json:"task_runs"`
	Pagination pagination `json:"pagination"`
}

func (s *Server) listTasks(c *call) (int, any, error) {
	limit, after, err := s.window(c, maxLimit, "")
	if err != nil {
		return 0, nil, err
	}
	q, none, err := s.taskQuery(c)
	if err != nil {
		return 0, nil, err
	}
	out := taskPage{Tasks: make([]wireTask, 0, limit)}
	if none {
		return http.StatusOK, out, nil
	}
	items, next, more := s.w.Tasks(q, after, limit)
	if c.plan.emptyPage {
		items, next, more = nil, after, len(items) > 0
	}
	for _, t := range items {
		out.Tasks = append(out.Tasks, c.d.task(t))
	}
	out.Pagination = s.pages(c, "", next, more)
	return http.StatusOK, out, nil
}

// taskQuery reads the filters of a task list; none means that nothing can match.
func (s *Server) taskQuery(c *call) (q world.TaskQuery, none bool, err error) {
	sc, err := s.scope(c)
	if err != nil {
		return q, false, err
	}
	kind, err := c.queryEnum("type", taskTypes())
	if err != nil {
		return q, false, err
	}
	q = world.TaskQuery{
		SpaceIDs: sc.ids, ProjectID: c.query.Get("project_id"), DatasetID: c.query.Get("dataset_id"),
		Type: world.TaskType(kind), Name: c.query.Get("name"), Keep: c.d.keep(),
	}
	if q.ProjectID != "" {
		if _, ok := s.project(q.ProjectID); !ok {
			return q, true, s.missingScope(c, "project", "project_id", q.ProjectID)
		}
	}
	if q.DatasetID != "" {
		if _, ok := s.dataset(q.DatasetID); !ok {
			return q, true, s.missingScope(c, "dataset", "dataset_id", q.DatasetID)
		}
	}
	return q, !sc.all && len(sc.ids) == 0, nil
}

// taskOf finds the task that the path names.
func (s *Server) taskOf(c *call) (world.Task, error) {
	id := c.id("task_id")
	t, ok := s.findTask(c.d, id)
	if !ok {
		return t, s.missing("task", "task_id", id)
	}
	return t, nil
}

func (s *Server) getTask(c *call) (int, any, error) {
	t, err := s.taskOf(c)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.d.task(t), nil
}

func (s *Server) deleteTask(c *call) (int, any, error) {
	s.writes.Lock()
	defer s.writes.Unlock()
	t, err := s.taskOf(c)
	if err != nil {
		return 0, nil, err
	}
	if !s.w.DeleteTask(t.ID) {
		return 0, nil, s.missing("task", "task_id", t.ID)
	}
	return http.StatusNoContent, nil, nil
}

func (s *Server) listRuns(c *call) (int, any, error) {
	limit, after, err := s.window(c, maxLimit, "")
	if err != nil {
		return 0, nil, err
	}
	status, err := c.queryEnum("status", statuses())
	if err != nil {
		return 0, nil, err
	}
	t, err := s.taskOf(c)
	if err != nil {
		return 0, nil, err
	}
	items, next, more, ok := s.w.Runs(t.ID, world.Status(status), after, limit)
	if !ok {
		return 0, nil, s.missing("task", "task_id", t.ID)
	}
	if c.plan.emptyPage {
		items, next, more = nil, after, len(items) > 0
	}
	out := runPage{Runs: make([]wireRun, 0, len(items))}
	for _, r := range items {
		out.Runs = append(out.Runs, c.d.run(r))
	}
	out.Pagination = s.pages(c, "", next, more)
	return http.StatusOK, out, nil
}

func (s *Server) getRun(c *call) (int, any, error) {
	find := func(id string) (world.Run, bool) { return s.findRun(c.d, id) }
	return one(s, "task run", "run_id", c.id("run_id"), find, c.d.run)
}

// cancelRun ends a run that is pending or running. What a finished one
// answers is a choice (contract section 10).
func (s *Server) cancelRun(c *call) (int, any, error) {
	id := c.id("run_id")
	if _, ok := s.findRun(c.d, id); !ok {
		return 0, nil, s.missing("task run", "run_id", id)
	}
	r, outcome := s.w.Cancel(id)
	switch outcome {
	case world.CancelNotFound:
		return 0, nil, s.missing("task run", "run_id", id)
	case world.CancelFinished:
		return 0, nil, refuse(s.choices.CancelFinished, "The run has ended already (%s); only a pending or running one can be cancelled.", c.d.out(string(r.Status)))
	}
	return http.StatusOK, c.d.run(r), nil
}
