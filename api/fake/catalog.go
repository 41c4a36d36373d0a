package fake

import (
	"maps"
	"slices"

	"ax-tui/api/fake/world"
)

func (s *Server) listSpaces(out *call) any {
	org := out.query.Get("org_id")
	rows := s.world.Spaces()
	fits := func(space *world.Space) bool { return org == "" || space.OrgID == org }
	if !slices.ContainsFunc(rows, fits) && !out.dialect.legacy {
		out.missing("organization", "org_id", org)
	}
	return listEntries(s, out, "spaces", scope{all: true}, rows, fits)
}

func (s *Server) listProjects(out *call) any {
	in, kind := s.scope(out), out.enum("project_type", "APPLICATION", "HARNESS", "EXPERIMENT")
	return listEntries(s, out, "projects", in, s.world.Projects(), func(project *world.Project) bool {
		return project.Type == kind || kind == "" && project.Type != "HARNESS" // without project_type, HARNESS projects are left out (contract section 3)
	})
}

// listConnections lists model providers and agents; evaluators of other systems
// only when type asks for them.
func (s *Server) listConnections(out *call) any {
	kind := out.enum("type", "LLM", "AGENT", "EVALUATOR")
	return listEntries(s, out, "integrations", s.scope(out), s.world.Connections(), func(connection *world.Connection) bool {
		return connection.Type == kind || kind == "" && connection.Type != "EVALUATOR"
	})
}

func (s *Server) listIntegrations(out *call) any {
	return listEntries(s, out, "ai_integrations", s.scope(out), s.world.Integrations(), nil)
}

func (s *Server) listDatasets(out *call) any {
	rows := s.world.Datasets()
	for i, dataset := range rows {
		listed := *dataset
		listed.Versions = nil // only a get returns them
		rows[i] = &listed
	}
	return listEntries(s, out, "datasets", s.scope(out), rows, nil)
}

func (s *Server) listExamples(out *call) any {
	return listRows(s, out, "examples", "", s.examples(out))
}

// examples returns all examples of the dataset of the address.
func (s *Server) examples(out *call) []map[string]any {
	id := out.pathValue("dataset_id")
	dataset := findOrRefuse(out, s.world.Datasets(), "dataset", "dataset_id", id)
	if version := out.query.Get("dataset_version_id"); version != "" && dataset != nil {
		findOrRefuse(out, dataset.Versions, "version of this dataset", "dataset_version_id", version)
	}
	examples, _ := s.world.Examples(id)
	return mergeColumns(examples, func(example world.Example) (free, fixed map[string]any) {
		return example.Columns, map[string]any{"id": example.ID, "created_at": formatTime(example.CreatedAt), "updated_at": formatTime(example.UpdatedAt)}
	})
}

func (s *Server) listExperiments(out *call) any {
	in := s.scope(out)
	dataset, _ := parentID(out, s.world.Datasets(), "dataset", "dataset_id")
	return listEntries(s, out, "experiments", in, s.world.Experiments(), func(experiment *world.Experiment) bool { return dataset == "" || experiment.DatasetID == dataset })
}

func (s *Server) listExperimentRuns(out *call) any {
	return listRows(s, out, "experiment_runs", "", s.experimentRuns(out))
}

// experimentRuns returns all results of the experiment of the address.
func (s *Server) experimentRuns(out *call) []map[string]any {
	id := out.pathValue("experiment_id")
	runs, ok := s.world.ExperimentRuns(id)
	if !ok {
		out.missing("experiment", "experiment_id", id)
	}
	return mergeColumns(runs, func(experimentRun world.ExperimentRun) (free, fixed map[string]any) {
		return experimentRun.Extra, map[string]any{"id": experimentRun.ID, "example_id": orNull(experimentRun.ExampleID), "output": orNull(experimentRun.Output), "error": orNull(experimentRun.Error)}
	})
}

// orNull returns nil for "".
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// mergeColumns returns rows with their free columns and fixed fields in one object.
func mergeColumns[T any](rows []T, columns func(T) (free, fixed map[string]any)) []map[string]any {
	out := make([]map[string]any, 0, len(rows))
	for _, row := range rows {
		free, fixed := columns(row)
		merged := maps.Clone(free)
		maps.Copy(merged, fixed)
		out = append(out, merged)
	}
	return out
}

// evaluators lists the evaluators that servers of the dialect have: the old ones
// have no evaluators of other systems, and their clients cannot decode them.
func (s *Server) evaluators(out *call) []*world.Evaluator {
	return slices.DeleteFunc(s.world.Evaluators(), func(evaluator *world.Evaluator) bool {
		return out.dialect.legacy && evaluator.Type != "TEMPLATE" && evaluator.Type != "CODE"
	})
}

func (s *Server) listEvaluators(out *call) any {
	return listEntries(s, out, "evaluators", s.scope(out), s.evaluators(out), nil)
}

// evaluatorVersions lists the versions of all evaluators.
func (s *Server) evaluatorVersions(out *call) (versions []*world.EvaluatorVersion) {
	for _, evaluator := range s.evaluators(out) {
		versions = append(versions, evaluator.Versions...)
	}
	return versions
}

// getEvaluator answers with the newest version, or the one that version_id names
// (contract section 6, evaluators).
func (s *Server) getEvaluator(out *call) any {
	evaluator := findOrRefuse(out, s.evaluators(out), "evaluator", "evaluator_id", out.pathValue("evaluator_id"))
	if evaluator == nil {
		return nil
	}
	shown := *evaluator
	shown.Version = evaluator.Versions[0]
	if id := out.query.Get("version_id"); id != "" {
		shown.Version = findOrRefuse(out, evaluator.Versions, "version of this evaluator", "version_id", id)
	}
	return shown
}

// getVersion answers with a version of any evaluator.
func (s *Server) getVersion(out *call) any {
	return findOrRefuse(out, s.evaluatorVersions(out), "evaluator version", "version_id", out.pathValue("version_id"))
}

func (s *Server) listVersions(out *call) any {
	evaluator := findOrRefuse(out, s.evaluators(out), "evaluator", "evaluator_id", out.pathValue("evaluator_id"))
	if evaluator == nil {
		return nil
	}
	return listEntries(s, out, "evaluator_versions", scope{all: true}, evaluator.Versions, nil)
}
