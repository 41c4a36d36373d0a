package fake

import (
	"net/http"
	"net/url"
	"strings"

	"ax-tui/api/fake/world"
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
	on := func(method, pattern string, status int, handle handler, params string) {
		if routes[pattern] == nil {
			routes[pattern] = &route{segments: strings.Split(pattern, "/"), methods: map[string]*operation{}}
			s.mux.Handle(pattern, routes[pattern])
		}
		routes[pattern].methods[method] = &operation{handle: handle, status: status, params: strings.Fields(params)}
	}
	get := func(pattern string, handle handler, params string) {
		on(http.MethodGet, pattern, http.StatusOK, handle, params)
	}
	const paged, scoped = "limit cursor ", "limit cursor space_id space_name name "
	get("/v2/tasks", (*Server).listTasks, scoped+"project_id dataset_id type")
	on(http.MethodPost, "/v2/tasks", http.StatusCreated, (*Server).createTask, "")
	get("/v2/tasks/{task_id}", func(s *Server, req *call) any { return s.task(req, req.pathValue("task_id")) }, "")
	on(http.MethodPatch, "/v2/tasks/{task_id}", http.StatusOK, withTask("name at least one field to change", (*Server).updateTask), "")
	on(http.MethodDelete, "/v2/tasks/{task_id}", http.StatusNoContent, (*Server).deleteTask, "")
	on(http.MethodPost, "/v2/tasks/{task_id}/trigger", http.StatusCreated, withTask("", (*Server).triggerTask), "")
	get("/v2/tasks/{task_id}/runs", (*Server).listRuns, paged+"status")
	get("/v2/task-runs/{run_id}", func(s *Server, req *call) any { return s.run(req, req.pathValue("run_id")) }, "")
	on(http.MethodPost, "/v2/task-runs/{run_id}/cancel", http.StatusOK, (*Server).cancelRun, "")
	get("/v2/spaces", (*Server).listSpaces, paged+"org_id name")
	get("/v2/spaces/{space_id}", getByID((*world.World).Spaces, "space", "space_id"), "")
	get("/v2/projects", (*Server).listProjects, scoped+"project_type")
	get("/v2/projects/{project_id}", getByID((*world.World).Projects, "project", "project_id"), "")
	get("/v2/datasets", (*Server).listDatasets, scoped)
	get("/v2/datasets/{dataset_id}", getByID((*world.World).Datasets, "dataset", "dataset_id"), "")
	get("/v2/datasets/{dataset_id}/examples", (*Server).listExamples, paged+"dataset_version_id")
	on(http.MethodPost, "/v2/datasets/{dataset_id}/examples/search", http.StatusOK, recent((*Server).searchExamples), "")
	get("/v2/experiments", (*Server).listExperiments, paged+"dataset_id space_id name")
	get("/v2/experiments/{experiment_id}", getByID((*world.World).Experiments, "experiment", "experiment_id"), "")
	get("/v2/experiments/{experiment_id}/runs", (*Server).listExperimentRuns, paged)
	on(http.MethodPost, "/v2/experiments/{experiment_id}/runs/search", http.StatusOK, recent((*Server).searchExperimentRuns), "")
	get("/v2/evaluators", (*Server).listEvaluators, scoped)
	get("/v2/evaluators/{evaluator_id}", (*Server).getEvaluator, "version_id")
	get("/v2/evaluators/{evaluator_id}/versions", (*Server).listVersions, paged)
	get("/v2/evaluator-versions/{version_id}", (*Server).getVersion, "")
	on(http.MethodPost, "/v2/spans", http.StatusOK, (*Server).listSpans, paged)
	get("/v2/integrations", recent((*Server).listConnections), scoped+"type")
	get("/v2/integrations/{integration_id}", recent(getByID((*world.World).Connections, "integration", "integration_id")), "")
	get("/v2/ai-integrations", (*Server).listIntegrations, scoped)
	get("/v2/ai-integrations/{integration_id}", getByID((*world.World).Integrations, "AI integration", "integration_id"), "")
}

// getByID handles a GET of one object that servers of both dialects have.
func getByID[T entry](rows func(*world.World) []T, what, field string) handler {
	return func(s *Server, req *call) any {
		return findOrRefuse(req, rows(s.world), what, field, req.pathValue(field))
	}
}
