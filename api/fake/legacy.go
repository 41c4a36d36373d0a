package fake

import "ax-tui/api/fake/world"

// young tells whether a task needs what servers of the old dialect do not
// know: the trace/session shape (September 2026) or agent calls (contract
// sections 5 and 6). Such servers never had it, so they show none.
func young(t *world.Task) bool {
	if t.QueryFilters != nil || t.RunConfig["experiment_type"] == "AGENT_CALL" {
		return true
	}
	for _, e := range t.Evaluators {
		if e.QueryMappings != nil {
			return true
		}
	}
	return false
}

// keep is what a task list of the dialect leaves out; nil keeps all.
func (d dialect) keep() func(*world.Task) bool {
	if !d.legacy {
		return nil
	}
	return func(t *world.Task) bool { return !young(t) }
}

// findTask finds a task that this dialect can show.
func (s *Server) findTask(d dialect, id string) (world.Task, bool) {
	t, ok := s.w.Task(id)
	return t, ok && !(d.legacy && young(&t))
}

// findRun finds a run of such a task.
func (s *Server) findRun(d dialect, id string) (world.Run, bool) {
	r, ok := s.w.Run(id)
	if ok && d.legacy {
		_, ok = s.findTask(d, r.TaskID)
	}
	return r, ok
}
