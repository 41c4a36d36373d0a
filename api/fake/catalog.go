package fake

import (
	"maps"
	"slices"

	"ax-tui/api/fake/world"
)

func (s *Server) listSpaces(c *call) any {
	org := c.query.Get("org_id")
	rows := s.w.Spaces()
	fits := func(x world.Space) bool { return org == "" || x.OrgID == org }
	if !slices.ContainsFunc(rows, fits) && !c.d.legacy {
		c.missing("organization", "org_id", org)
	}
	return listEntries(s, c, "spaces", scope{all: true}, rows, fits)
}

func (s *Server) listProjects(c *call) any {
	in, kind := s.scope(c), c.enum("project_type", "APPLICATION", "HARNESS", "EXPERIMENT")
	return listEntries(s, c, "projects", in, s.w.Projects(), func(x world.Project) bool {
		return x.Type == kind || kind == "" && x.Type != "HARNESS" // without project_type HARNESS projects stay away (contract section 3)
	})
}

func (s *Server) listDatasets(c *call) any {
	rows := s.w.Datasets()
	for i := range rows {
		rows[i].Versions = nil // they come with a get only
	}
	return listEntries(s, c, "datasets", s.scope(c), rows, nil)
}

func (s *Server) listExamples(c *call) any {
	id := c.pathValue("dataset_id")
	dataset := need(c, s.w.Datasets(), "dataset", "dataset_id", id)
	if version := c.query.Get("dataset_version_id"); version != "" {
		need(c, dataset.Versions, "version of this dataset", "dataset_version_id", version)
	}
	examples, _ := s.w.Examples(id)
	return listRows(s, c, "examples", rowsWith(examples, func(e world.Example) (free, fixed map[string]any) {
		return e.Columns, map[string]any{"id": e.ID, "created_at": stamp(e.CreatedAt), "updated_at": stamp(e.UpdatedAt)}
	}))
}

func (s *Server) listExperiments(c *call) any {
	in := s.scope(c)
	dataset, _ := under(c, s.w.Datasets(), "dataset", "dataset_id")
	return listEntries(s, c, "experiments", in, s.w.Experiments(), func(x world.Experiment) bool { return dataset == "" || x.DatasetID == dataset })
}

func (s *Server) listExperimentRuns(c *call) any {
	id := c.pathValue("experiment_id")
	runs, ok := s.w.ExperimentRuns(id)
	if !ok {
		c.missing("experiment", "experiment_id", id)
	}
	return listRows(s, c, "experiment_runs", rowsWith(runs, func(r world.ExperimentRun) (free, fixed map[string]any) {
		return r.Extra, map[string]any{"id": r.ID, "example_id": textOrNull(r.ExampleID), "output": textOrNull(r.Output), "error": textOrNull(r.Error)}
	}))
}

// rowsWith are rows whose free columns lie beside the fixed fields.
func rowsWith[T any](rows []T, columns func(T) (free, fixed map[string]any)) []map[string]any {
	out := make([]map[string]any, 0, len(rows))
	for _, row := range rows {
		free, fixed := columns(row)
		merged := maps.Clone(free)
		maps.Copy(merged, fixed)
		out = append(out, merged)
	}
	return out
}

// getEvaluator answers with the newest version inside, or the one that
// version_id names (contract section 6, evaluators).
func (s *Server) getEvaluator(c *call) any {
	e := need(c, s.w.Evaluators(), "evaluator", "evaluator_id", c.pathValue("evaluator_id"))
	if c.failed() {
		return nil
	}
	e.Version = &e.Versions[0]
	if id := c.query.Get("version_id"); id != "" {
		v := need(c, e.Versions, "version of this evaluator", "version_id", id)
		e.Version = &v
	}
	return e
}

func (s *Server) listVersions(c *call) any {
	e := need(c, s.w.Evaluators(), "evaluator", "evaluator_id", c.pathValue("evaluator_id"))
	return listEntries(s, c, "evaluator_versions", scope{all: true}, e.Versions, nil)
}
