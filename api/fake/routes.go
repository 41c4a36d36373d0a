package fake

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation is one method of one path: its handler and the query parameters it knows.
type operation struct {
	handle handler
	params []string
}

// route is one path pattern with its methods. It is an http.Handler only so
// that the mux can find it; Server.answer does the work.
type route struct {
	segments []string
	methods  map[string]*operation
	allow    string
}

// ServeHTTP is never reached: the server looks the route up and calls it itself.
func (rt *route) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusInternalServerError)
}

// bind reads the path values. Segments are cut before they are unescaped, so
// that an ID may hold an escaped slash.
func (rt *route) bind(r *http.Request) error {
	for i, seg := range strings.Split(r.URL.EscapedPath(), "/") {
		if i >= len(rt.segments) || !strings.HasPrefix(rt.segments[i], "{") {
			continue
		}
		v, err := url.PathUnescape(seg)
		if err != nil {
			return refuse(http.StatusBadRequest, "The address holds a broken escape in %q.", seg)
		}
		r.SetPathValue(strings.Trim(rt.segments[i], "{}"), v)
	}
	return nil
}

// routes fills the mux with every operation of contract section 3 and the
// reading ones beside it.
func (s *Server) routes() {
	scoped := []string{"space_id", "space_name", "name", "limit", "cursor"}
	paged := []string{"limit", "cursor"}
	s.handle("/v2/tasks", map[string]*operation{
		http.MethodGet:  {s.listTasks, append([]string{"project_id", "dataset_id", "type"}, scoped...)},
		http.MethodPost: {s.createTask, nil},
	})
	s.handle("/v2/tasks/{task_id}", map[string]*operation{
		http.MethodGet:    {s.getTask, nil},
		http.MethodPatch:  {s.updateTask, nil},
		http.MethodDelete: {s.deleteTask, nil},
	})
	s.handle("/v2/tasks/{task_id}/trigger", map[string]*operation{http.MethodPost: {s.triggerTask, nil}})
	s.get("/v2/tasks/{task_id}/runs", s.listRuns, append([]string{"status"}, paged...)...)
	s.get("/v2/task-runs/{run_id}", s.getRun)
	s.handle("/v2/task-runs/{run_id}/cancel", map[string]*operation{http.MethodPost: {s.cancelRun, nil}})
	s.get("/v2/spaces", s.listSpaces, "org_id", "name", "limit", "cursor")
	s.get("/v2/spaces/{space_id}", s.getSpace)
	s.get("/v2/projects", s.listProjects, append([]string{"project_type"}, scoped...)...)
	s.get("/v2/projects/{project_id}", s.getProject)
	s.get("/v2/datasets", s.listDatasets, scoped...)
	s.get("/v2/datasets/{dataset_id}", s.getDataset)
	s.get("/v2/datasets/{dataset_id}/examples", s.listExamples, append([]string{"dataset_version_id"}, paged...)...)
	s.get("/v2/experiments", s.listExperiments, "dataset_id", "space_id", "name", "limit", "cursor")
	s.get("/v2/experiments/{experiment_id}", s.getExperiment)
	s.get("/v2/experiments/{experiment_id}/runs", s.listExperimentRuns, paged...)
	s.get("/v2/evaluators", s.listEvaluators, scoped...)
	s.get("/v2/evaluators/{evaluator_id}", s.getEvaluator, "version_id")
	s.get("/v2/evaluators/{evaluator_id}/versions", s.listVersions, paged...)
	s.get("/v2/evaluator-versions/{version_id}", s.getVersion)
	s.handle("/v2/spans", map[string]*operation{http.MethodPost: {s.listSpans, paged}})
	s.get("/v2/ai-integrations", s.listIntegrations, scoped...)
	s.get("/v2/ai-integrations/{integration_id}", s.getIntegration)
}

// get adds a path that only reads.
func (s *Server) get(pattern string, h handler, params ...string) {
	s.handle(pattern, map[string]*operation{http.MethodGet: {h, params}})
}

// handle adds a path with its methods.
func (s *Server) handle(pattern string, methods map[string]*operation) {
	names := make([]string, 0, len(methods))
	for m := range methods {
		names = append(names, m)
	}
	slices.Sort(names)
	s.mux.Handle(pattern, &route{strings.Split(pattern, "/"), methods, strings.Join(names, ", ")})
}
