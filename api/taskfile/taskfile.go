// Package taskfile writes a task as a file that people review, compare and keep under
// version control, and reads it back: names where a request has IDs, and a section that
// says which ID each name had. It is TOML, because prompts and filters stay readable in
// it: a text of several lines is written as such.
//
// An ID counts as long as its name stands in the file: who changes a name means another
// object, and an old ID must not win over that. Everything a request can say is kept:
// what TOML cannot say, such as a null inside a run configuration, is kept as JSON.
//
// It is pure: package names of this folder asks the server.
package taskfile

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// Schema is the JSON schema of task files and the value of $schema in them. The number
// grows when a file of a later version cannot be read by an earlier one.
const Schema = "urn:ax-tui:task:1"

// SchemaJSON is the schema itself, for editors.
//
//go:embed task.schema.json
var SchemaJSON string

// MaxSize bounds a task file, in bytes.
const MaxSize = 1 << 20

// Kind is what a name in a file is of, as the keys of the file have it.
type Kind string

// The kinds.
const (
	Space       Kind = "space"
	Project     Kind = "project"
	Dataset     Kind = "dataset"
	Experiment  Kind = "experiments"
	Evaluator   Kind = "evaluators"
	Integration Kind = "integration"
)

// kinds lists the kinds in the order of the file.
func kinds() []Kind { return []Kind{Space, Project, Dataset, Experiment, Evaluator, Integration} }

// Word returns what a kind is called in a sentence: "experiment".
func (k Kind) Word() string {
	switch k {
	case Experiment:
		return "experiment"
	case Evaluator:
		return "evaluator"
	default:
		return string(k)
	}
}

// File is a task as its file has it.
type File struct {
	// Request has names, or IDs where no name is known, in place of IDs.
	Request api.CreateTask
	Space   string                     // name or ID of the space; "" for none
	Task    string                     // the ID of the task; "" for none
	IDs     map[Kind]map[string]string // the IDs by name
}

// Request returns the request that creates an identical task, as its file says it.
func Request(task api.Task) api.CreateTask {
	request := task.Request()
	if task.ProjectID != "" { // false is no value for other tasks (contract section 6, Create)
		request.Continuous = &task.Continuous
	}
	request.QueryFilters, request.RunConfig = plainFilters(request.QueryFilters), plainConfig(request.RunConfig)
	return request
}

// plainFilters returns filters without the expression that the server adds to a single
// one (contract section 6, Create).
func plainFilters(filters *api.QueryFilters) *api.QueryFilters {
	if filters == nil || len(filters.Filters) != 1 || filters.Expression != filters.Filters[0].ID {
		return filters
	}
	plain := *filters
	plain.Expression = ""
	return &plain
}

// Of returns the file of a task. name returns the name of an ID, "" if it is not known:
// then the ID is written instead. spaceID may be "". Names of evaluators are taken from
// the task.
func Of(task api.Task, spaceID string, name func(kind Kind, id string) string) File {
	file := File{Request: Request(task), Space: spaceID, Task: task.ID}
	evaluators := map[string]string{}
	for _, evaluator := range task.Evaluators {
		evaluators[evaluator.EvaluatorID] = evaluator.Name
	}
	_ = file.Each(func(kind Kind, id string) (string, error) { // an error is only of the function
		known := name(kind, id)
		if kind == Evaluator && evaluators[id] != "" {
			known = evaluators[id]
		}
		if known == "" || file.IDs[kind][known] != "" { // of two of the same name, one keeps its ID
			return id, nil
		}
		if file.IDs == nil {
			file.IDs = map[Kind]map[string]string{}
		}
		if file.IDs[kind] == nil {
			file.IDs[kind] = map[string]string{}
		}
		file.IDs[kind][known] = id
		return known, nil
	})
	return file
}

// Each replaces every name or ID that the file refers to by what replace returns, the
// space first. It ends with the first error.
func (f *File) Each(replace func(kind Kind, ref string) (string, error)) (err error) {
	put := func(kind Kind, at *string) {
		if err == nil && *at != "" {
			*at, err = replace(kind, *at)
		}
	}
	put(Space, &f.Space)
	put(Project, &f.Request.ProjectID)
	put(Dataset, &f.Request.DatasetID)
	f.Request.ExperimentIDs = slices.Clone(f.Request.ExperimentIDs)
	for i := range f.Request.ExperimentIDs {
		put(Experiment, &f.Request.ExperimentIDs[i])
	}
	f.Request.Evaluators = slices.Clone(f.Request.Evaluators)
	for i := range f.Request.Evaluators {
		put(Evaluator, &f.Request.Evaluators[i].EvaluatorID)
	}
	for _, key := range []string{evaljson.ModelID, evaljson.AgentID} {
		ref := evaljson.ReadObject(f.Request.RunConfig).Text(key)
		before := ref
		if put(Integration, &ref); err != nil || ref == before {
			continue
		}
		var out []byte
		if out, err = evaljson.Set(f.Request.RunConfig, ref, key); err == nil {
			f.Request.RunConfig = out
		}
	}
	return err
}

// AsTask returns the task that the file describes, without an ID.
func (f *File) AsTask() api.Task {
	request := f.Request
	task := api.Task{
		Name: request.Name, Type: request.Type, ProjectID: request.ProjectID, DatasetID: request.DatasetID, ExperimentIDs: request.ExperimentIDs,
		SamplingRate: request.SamplingRate, Continuous: request.Continuous != nil && *request.Continuous,
		QueryFilters: request.QueryFilters, RunConfig: request.RunConfig,
	}
	if request.QueryFilter != "" {
		task.QueryFilter = &request.QueryFilter
	}
	names := map[string]string{}
	for name, id := range f.IDs[Evaluator] {
		names[id] = name
	}
	for _, input := range request.Evaluators {
		evaluator := api.TaskEvaluator{
			EvaluatorID: input.EvaluatorID, Name: names[input.EvaluatorID], VersionID: input.VersionID, Mappings: input.Mappings, QueryMappings: input.QueryMappings,
		}
		if input.QueryFilter != "" {
			evaluator.QueryFilter = &input.QueryFilter
		}
		task.Evaluators = append(task.Evaluators, evaluator)
	}
	return task
}

// Moved returns a file without IDs, for another space: names are then looked up there.
func (f File) Moved() File {
	f.Task, f.IDs = "", nil
	return f
}

// SpaceIDs returns the IDs of the spaces that the file names; none if it has no such.
func (f *File) SpaceIDs() []string { return slices.Sorted(maps.Values(f.IDs[Space])) }

// Doc returns the evaluators of the file as a parsed list.
func (f *File) Doc() evaljson.Doc {
	doc := evaljson.Doc{Complete: true}
	for _, input := range f.Request.Evaluators {
		doc.Evaluators = append(doc.Evaluators, evaljson.Evaluator{Input: input})
	}
	return doc
}

// plainConfig returns a run configuration without what a request does not send, and
// without the nulls that the server answers for what was not given.
func plainConfig(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	if parsed, _ := evaljson.ParseRunConfig(raw); parsed.Raw != nil {
		raw = parsed.Raw
	}
	config, err := decodeJSON(raw)
	object, ok := config.(map[string]any)
	if err != nil || !ok {
		return raw
	}
	dropNulls(object)
	messages, _ := object["messages"].([]any)
	for _, message := range messages {
		if message, ok := message.(map[string]any); ok {
			dropNulls(message)
		}
	}
	out, err := api.Body(object)
	if err != nil {
		return raw
	}
	return out
}

func dropNulls(object map[string]any) {
	maps.DeleteFunc(object, func(_ string, value any) bool { return value == nil })
}
