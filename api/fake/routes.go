package fake

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// operation is one method of one path: its handler, the status of its success
// and the query parameters it knows.
type operation struct {
	handle handler
	status int
	params []string
}

// route is one path pattern with its methods. It is an http.Handler only so
// that the mux can find it; Server.answer does the work.
type route struct {
	segments []string
	methods  map[string]*operation
}

// ServeHTTP is never reached: the server looks the route up and calls it itself.
func (rt *route) ServeHTTP(writer http.ResponseWriter, _ *http.Request) {
	writer.WriteHeader(http.StatusInternalServerError)
}

// bind reads the path values. Segments are cut before they are unescaped, so
// that an ID may hold an escaped slash.
func (rt *route) bind(c *call) {
	for i, segment := range strings.Split(c.r.URL.EscapedPath(), "/") {
		if i >= len(rt.segments) || !strings.HasPrefix(rt.segments[i], "{") {
			continue
		}
		value, err := url.PathUnescape(segment)
		if err != nil {
			c.refuse(http.StatusBadRequest, "The address holds a broken escape in %q.", segment)
		}
		c.r.SetPathValue(strings.Trim(rt.segments[i], "{}"), value)
	}
}

// routes fills the mux with every operation of contract section 3 and the
// reading ones beside it.
func (s *Server) routes() {
	routes := map[string]*route{}
	on := func(method, pattern string, status int, h handler, params ...string) {
		if routes[pattern] == nil {
			routes[pattern] = &route{segments: strings.Split(pattern, "/"), methods: map[string]*operation{}}
			s.mux.Handle(pattern, routes[pattern])
		}
		routes[pattern].methods[method] = &operation{handle: h, status: status, params: params}
	}
	get := func(pattern string, h handler, params ...string) {
		on(http.MethodGet, pattern, http.StatusOK, h, params...)
	}
	paged := []string{"limit", "cursor"}
	scoped := append([]string{"space_id", "space_name", "name"}, paged...)
	get("/v2/tasks", s.listTasks, slices.Concat(scoped, []string{"project_id", "dataset_id", "type"})...)
	on(http.MethodPost, "/v2/tasks", http.StatusCreated, s.createTask)
	get("/v2/tasks/{task_id}", func(c *call) any { return s.task(c, c.pathValue("task_id")) })
	on(http.MethodPatch, "/v2/tasks/{task_id}", http.StatusOK, s.onTask("name at least one field to change", s.updateTask))
	on(http.MethodDelete, "/v2/tasks/{task_id}", http.StatusNoContent, s.deleteTask)
	on(http.MethodPost, "/v2/tasks/{task_id}/trigger", http.StatusCreated, s.onTask("", s.triggerTask))
	get("/v2/tasks/{task_id}/runs", s.listRuns, append(paged, "status")...)
	get("/v2/task-runs/{run_id}", func(c *call) any { return s.run(c, c.pathValue("run_id")) })
	on(http.MethodPost, "/v2/task-runs/{run_id}/cancel", http.StatusOK, s.cancelRun)
	get("/v2/spaces", s.listSpaces, append(paged, "org_id", "name")...)
	get("/v2/spaces/{space_id}", one(s.w.Spaces, "space", "space_id"))
	get("/v2/projects", s.listProjects, append(scoped, "project_type")...)
	get("/v2/projects/{project_id}", one(s.w.Projects, "project", "project_id"))
	get("/v2/datasets", s.listDatasets, scoped...)
	get("/v2/datasets/{dataset_id}", one(s.w.Datasets, "dataset", "dataset_id"))
	get("/v2/datasets/{dataset_id}/examples", s.listExamples, append(paged, "dataset_version_id")...)
	get("/v2/experiments", s.listExperiments, append(paged, "dataset_id", "space_id", "name")...)
	get("/v2/experiments/{experiment_id}", one(s.w.Experiments, "experiment", "experiment_id"))
	get("/v2/experiments/{experiment_id}/runs", s.listExperimentRuns, paged...)
	get("/v2/evaluators", all(s, "evaluators", s.w.Evaluators), scoped...)
	get("/v2/evaluators/{evaluator_id}", s.getEvaluator, "version_id")
	get("/v2/evaluators/{evaluator_id}/versions", s.listVersions, paged...)
	get("/v2/evaluator-versions/{version_id}", one(s.evaluatorVersions, "evaluator version", "version_id"))
	on(http.MethodPost, "/v2/spans", http.StatusOK, s.listSpans, paged...)
	get("/v2/ai-integrations", all(s, "ai_integrations", s.w.Integrations), scoped...)
	get("/v2/ai-integrations/{integration_id}", one(s.w.Integrations, "AI integration", "integration_id"))
}

// one answers the get of a thing.
func one[T entry](rows func() []T, what, field string) handler {
	return func(c *call) any { return need(c, rows(), what, field, c.pathValue(field)) }
}

// all answers the list of all there are of a thing, narrowed by space and name.
func all[T entry](server *Server, key string, rows func() []T) handler {
	return func(c *call) any { return listEntries(server, c, key, server.scope(c), rows(), nil) }
}

// evaluatorVersions are the versions of all evaluators.
func (s *Server) evaluatorVersions() (out []world.EvaluatorVersion) {
	for _, evaluator := range s.w.Evaluators() {
		out = append(out, evaluator.Versions...)
	}
	return out
}
