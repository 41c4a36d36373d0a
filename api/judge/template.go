package judge

import (
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/mapping"
	"ax-tui/api/preflight"
)

// Line is a line of a template with the variables that it uses, each once.
type Line struct {
	Text      string
	Variables []string
}

// Lines splits a template.
func Lines(template string) []Line {
	var out []Line
	for line := range strings.SplitSeq(strings.TrimRight(template, "\n"), "\n") {
		out = append(out, Line{strings.TrimSuffix(line, "\r"), evaljson.Variables(line)})
	}
	return out
}

// Path is where the value of a variable comes from.
type Path struct {
	Path    string   // "": it is not mapped
	Queries []string // letters of the named filters; none: any (contract section 6, Create)
	Server  bool     // not mapped, but the server fills it in
}

// Words says it: the path, "not mapped", or "filled in by the server".
func (p Path) Words() string {
	switch {
	case p.Server:
		return "filled in by the server"
	case p.Path == "":
		return "not mapped"
	case len(p.Queries) > 0:
		return p.Path + " (from query " + strings.Join(p.Queries, ", ") + ")"
	}
	return p.Path
}

// Path returns where a version gets the value of a variable from in this task.
func (j *Judge) Path(variable string, version *api.EvaluatorVersion) Path {
	if path, ok := j.Used.Mappings[variable]; ok {
		return Path{Path: path}
	}
	for _, mapped := range j.Used.QueryMappings {
		if mapped.VariableName == variable {
			return Path{Path: mapped.AttributePath, Queries: mapped.QueryIDs}
		}
	}
	return Path{Server: preflight.FilledByServer(variable, version.Granularity())}
}

// Group returns what is to be checked of a judge in sample rows: the variables of
// the version in force now, which may be unknown, and all that are mapped. What the
// server fills in is left out.
func (j *Judge) Group() mapping.Group {
	out := mapping.Group{Name: j.Used.Name, Paths: map[string]string{}}
	var facts preflight.EvaluatorFacts
	if now := j.Now().Index; now >= 0 {
		facts = j.Facts(now)
	}
	for _, variable := range facts.Variables {
		if !preflight.FilledByServer(variable, facts.Granularity) {
			out.Paths[variable] = ""
		}
	}
	for variable, path := range j.Used.Mappings {
		out.Paths[variable] = path
	}
	for _, mapped := range j.Used.QueryMappings {
		out.Paths[mapped.VariableName] = mapped.AttributePath
	}
	return out
}

// GroupsOf returns what is to be checked of a task in sample rows: a group for each of its
// judges, or the columns that its run configuration reads.
func GroupsOf(task *api.Task, judges []Judge) []mapping.Group {
	if len(task.RunConfig) > 0 {
		config, _ := evaljson.ParseRunConfig(task.RunConfig)
		out := mapping.Group{Paths: map[string]string{}}
		for _, column := range config.Variables {
			out.Paths[column] = column
		}
		return []mapping.Group{out}
	}
	out := make([]mapping.Group, len(judges))
	for i := range judges {
		out[i] = judges[i].Group()
	}
	return out
}

// Facts returns what preflight checks of a version.
func (j *Judge) Facts(index int) preflight.EvaluatorFacts {
	version := j.Versions[index]
	return preflight.FactsOf(&api.Evaluator{ID: j.Used.EvaluatorID, Name: j.Used.Name, Type: version.Type, Version: &version})
}

// Findings returns what is wrong with a version as the task uses it.
func (j *Judge) Findings(index int) (wrong []preflight.Finding) {
	for _, finding := range preflight.Version(j.Used.Input(), j.Facts(index)) {
		if finding.Severity != preflight.Hint {
			wrong = append(wrong, finding)
		}
	}
	return wrong
}
