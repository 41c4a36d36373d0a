package fake

import (
	"maps"
	"slices"

	"ax-tui/api/fake/world"
)

func (s *Server) listSpaces(c *call) any {
	org := c.query.Get("org_id")
	rows := s.w.Spaces()
	fits := func(space world.Space) bool { return org == "" || space.OrgID == org }
	if !slices.ContainsFunc(rows, fits) && !c.d.legacy {
		c.missing("organization", "org_id", org)
	}
	return listEntries(s, c, "spaces", scope{all: true}, rows, fits)
}

func (s *Server) listProjects(c *call) any {
	in, kind := s.scope(c), c.enum("project_type", "APPLICATION", "HARNESS", "EXPERIMENT")
	return listEntries(s, c, "projects", in, s.w.Projects(), func(project world.Project) bool {
		return project.Type == kind || kind == "" && project.Type != "HARNESS" // without project_type HARNESS projects stay away (contract section 3)
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
	return listRows(s, c, "examples", rowsWith(examples, func(example world.Example) (free, fixed map[string]any) {
		return example.Columns, map[string]any{"id": example.ID, "created_at": stamp(example.CreatedAt), "updated_at": stamp(example.UpdatedAt)}
	}))
}

func (s *Server) listExperiments(c *call) any {
	in := s.scope(c)
	dataset, _ := under(c, s.w.Datasets(), "dataset", "dataset_id")
	return listEntries(s, c, "experiments", in, s.w.Experiments(), func(experiment world.Experiment) bool { return dataset == "" || experiment.DatasetID == dataset })
}

func (s *Server) listExperimentRuns(c *call) any {
	id := c.pathValue("experiment_id")
	runs, ok := s.w.ExperimentRuns(id)
	if !ok {
		c.missing("experiment", "experiment_id", id)
	}
	return listRows(s, c, "experiment_runs", rowsWith(runs, func(experimentRun world.ExperimentRun) (free, fixed map[string]any) {
		return experimentRun.Extra, map[string]any{"id": experimentRun.ID, "example_id": textOrNull(experimentRun.ExampleID), "output": textOrNull(experimentRun.Output), "error": textOrNull(experimentRun.Error)}
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
	evaluator := need(c, s.w.Evaluators(), "evaluator", "evaluator_id", c.pathValue("evaluator_id"))
	if c.failed() {
		return nil
	}
	evaluator.Version = &evaluator.Versions[0]
	if id := c.query.Get("version_id"); id != "" {
		evaluatorVersion := need(c, evaluator.Versions, "version of this evaluator", "version_id", id)
		evaluator.Version = &evaluatorVersion
	}
	return evaluator
}

func (s *Server) listVersions(c *call) any {
	evaluator := need(c, s.w.Evaluators(), "evaluator", "evaluator_id", c.pathValue("evaluator_id"))
	return listEntries(s, c, "evaluator_versions", scope{all: true}, evaluator.Versions, nil)
}
