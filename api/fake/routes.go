package fake

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation is one method of one path: its handler, its success status and its
// query parameters.
type operation struct {
	handle handler
	status int
	params []string
}

// route is one path pattern with its methods. It is an http.Handler only so
// that the mux can find it; Server.respond does the work.
type route struct {
	segments []string
	methods  map[string]*operation
}

// ServeHTTP is never called: the server looks up the route and calls its
// operation.
func (rt *route) ServeHTTP(writer http.ResponseWriter, _ *http.Request) {
	writer.WriteHeader(http.StatusInternalServerError)
}

// bind reads the path values. Segments are split before they are unescaped, so
// that an ID may contain an escaped slash.
func (rt *route) bind(req *call) {
	for i, segment := range strings.Split(req.request.URL.EscapedPath(), "/") {
		if i >= len(rt.segments) || !strings.HasPrefix(rt.segments[i], "{") {
			continue
		}
		value, err := url.PathUnescape(segment)
		if err != nil {
			req.refuse(http.StatusBadRequest, "The address has an invalid escape in %q.", segment)
		}
		req.request.SetPathValue(strings.Trim(rt.segments[i], "{}"), value)
	}
}

// routes registers every operation of contract section 3 and further GET
// operations.
func (s *Server) routes() {
	routes := map[string]*route{}
	on := func(method, pattern string, status int, handle handler, params ...string) {
		if routes[pattern] == nil {
			routes[pattern] = &route{segments: strings.Split(pattern, "/"), methods: map[string]*operation{}}
			s.mux.Handle(pattern, routes[pattern])
		}
		routes[pattern].methods[method] = &operation{handle: handle, status: status, params: params}
	}
	get := func(pattern string, handle handler, params ...string) {
		on(http.MethodGet, pattern, http.StatusOK, handle, params...)
	}
	paged := []string{"limit", "cursor"}
	scoped := slices.Clip(append([]string{"space_id", "space_name", "name"}, paged...)) // clipped: each use appends its own
	get("/v2/tasks", s.listTasks, slices.Concat(scoped, []string{"project_id", "dataset_id", "type"})...)
	on(http.MethodPost, "/v2/tasks", http.StatusCreated, s.createTask)
	get("/v2/tasks/{task_id}", func(req *call) any { return s.task(req, req.pathValue("task_id")) })
	on(http.MethodPatch, "/v2/tasks/{task_id}", http.StatusOK, s.withTask("name at least one field to change", s.updateTask))
	on(http.MethodDelete, "/v2/tasks/{task_id}", http.StatusNoContent, s.deleteTask)
	on(http.MethodPost, "/v2/tasks/{task_id}/trigger", http.StatusCreated, s.withTask("", s.triggerTask))
	get("/v2/tasks/{task_id}/runs", s.listRuns, append(paged, "status")...)
	get("/v2/task-runs/{run_id}", func(req *call) any { return s.run(req, req.pathValue("run_id")) })
	on(http.MethodPost, "/v2/task-runs/{run_id}/cancel", http.StatusOK, s.cancelRun)
	get("/v2/spaces", s.listSpaces, append(paged, "org_id", "name")...)
	get("/v2/spaces/{space_id}", getByID(all(s.world.Spaces), "space", "space_id"))
	get("/v2/projects", s.listProjects, append(scoped, "project_type")...)
	get("/v2/projects/{project_id}", getByID(all(s.world.Projects), "project", "project_id"))
	get("/v2/datasets", s.listDatasets, scoped...)
	get("/v2/datasets/{dataset_id}", getByID(all(s.world.Datasets), "dataset", "dataset_id"))
	get("/v2/datasets/{dataset_id}/examples", s.listExamples, append(paged, "dataset_version_id")...)
	on(http.MethodPost, "/v2/datasets/{dataset_id}/examples/search", http.StatusOK, recent(s.searchExamples))
	get("/v2/experiments", s.listExperiments, append(paged, "dataset_id", "space_id", "name")...)
	get("/v2/experiments/{experiment_id}", getByID(all(s.world.Experiments), "experiment", "experiment_id"))
	get("/v2/experiments/{experiment_id}/runs", s.listExperimentRuns, paged...)
	on(http.MethodPost, "/v2/experiments/{experiment_id}/runs/search", http.StatusOK, recent(s.searchExperimentRuns))
	get("/v2/evaluators", listAll(s, "evaluators", s.evaluators), scoped...)
	get("/v2/evaluators/{evaluator_id}", s.getEvaluator, "version_id")
	get("/v2/evaluators/{evaluator_id}/versions", s.listVersions, paged...)
	get("/v2/evaluator-versions/{version_id}", getByID(s.evaluatorVersions, "evaluator version", "version_id"))
	on(http.MethodPost, "/v2/spans", http.StatusOK, s.listSpans, paged...)
	get("/v2/integrations", recent(s.listConnections), append(scoped, "type")...)
	get("/v2/integrations/{integration_id}", recent(getByID(all(s.world.Connections), "integration", "integration_id")))
	get("/v2/ai-integrations", listAll(s, "ai_integrations", all(s.world.Integrations)), scoped...)
	get("/v2/ai-integrations/{integration_id}", getByID(all(s.world.Integrations), "AI integration", "integration_id"))
}

// getByID handles a GET of one object.
func getByID[T entry](rows func(*call) []T, what, field string) handler {
	return func(req *call) any { return findOrRefuse(req, rows(req), what, field, req.pathValue(field)) }
}

// all is for rows that servers of both dialects have.
func all[T entry](rows func() []T) func(*call) []T {
	return func(*call) []T { return rows() }
}

// listAll handles a list, filtered by space and name.
func listAll[T entry](server *Server, key string, rows func(*call) []T) handler {
	return func(req *call) any { return listEntries(server, req, key, server.scope(req), rows(req), nil) }
}
