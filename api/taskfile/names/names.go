// Package names asks the server for what a task file leaves open: the names of a task to
// be written, and the IDs of the names in a file.
//
// The ID that a file has for a name is used if the server knows it, whatever the object is
// called by now; else the name is looked up in the space of the file. For another space than that of
// the file only names count. What is not as the file says is reported.
package names

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/resolve"
	"ax-tui/api/taskfile"
)

// Client reads what a file refers to.
type Client interface {
	resolve.Client
	resolve.Experiments
	resolve.Catalog
	GetSpace(ctx context.Context, id string) (api.Space, error)
	GetProject(ctx context.Context, id string) (api.Project, error)
	GetDataset(ctx context.Context, id string) (api.Dataset, error)
	GetExperiment(ctx context.Context, id string) (api.Experiment, error)
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
	GetIntegration(ctx context.Context, id string) (api.Integration, error)
}

// isUnknown reports whether the server does not know an ID, refuses its syntax, or does
// not show the object to this key.
func isUnknown(err error) bool { return api.Is(err, api.NotFound, api.Invalid, api.Forbidden) }

// get loads the object of an ID.
func get(ctx context.Context, client Client, kind taskfile.Kind, id string) (found api.Listed, err error) {
	switch kind {
	case taskfile.Space:
		return client.GetSpace(ctx, id)
	case taskfile.Project:
		return client.GetProject(ctx, id)
	case taskfile.Dataset:
		return client.GetDataset(ctx, id)
	case taskfile.Experiment:
		return client.GetExperiment(ctx, id)
	case taskfile.Integration:
		return client.GetIntegration(ctx, id)
	default:
		return client.GetEvaluator(ctx, id, "")
	}
}

// Read returns the file of a task. What the server does not show keeps its ID in place of
// a name.
func Read(ctx context.Context, client Client, task *api.Task) (taskfile.File, error) {
	spaceID, known := "", map[string]string{}
	var failed error
	if task.ProjectID != "" {
		project, err := client.GetProject(ctx, task.ProjectID)
		spaceID, known[task.ProjectID], failed = project.SpaceID, project.Name, err
	} else if task.DatasetID != "" {
		dataset, err := client.GetDataset(ctx, task.DatasetID)
		spaceID, known[task.DatasetID], failed = dataset.SpaceID, dataset.Name, err
	}
	if isUnknown(failed) {
		failed = nil
	}
	file := taskfile.Of(*task, spaceID, func(kind taskfile.Kind, id string) string {
		if _, asked := known[id]; asked || failed != nil || kind == taskfile.Evaluator {
			return known[id] // a task has the names of its evaluators
		}
		found, err := get(ctx, client, kind, id)
		switch {
		case err == nil:
			known[id] = found.Ref().Name
		case !isUnknown(err):
			failed = err
		}
		return known[id]
	})
	return file, failed
}

// Options say where the names of a file are looked up.
type Options struct {
	Space   string               // name or ID of a space in place of that of the file; "": the file's
	Default string               // name or ID of the space for a file that names none; "": all spaces
	Known   func(id string) bool // IDs that need no look, since the server has just named them; nil: none
	// Partly says that a name that is missing or ambiguous is a note and no error: names of
	// evaluators and integrations then stay, others are left out.
	Partly bool
}

// finder looks up what one file refers to.
type finder struct {
	Options
	client Client
	file   *taskfile.File
	notes  []string
	space  *string // the ID of the space, once it was needed
}

func (f *finder) note(format string, args ...any) {
	f.notes = append(f.notes, fmt.Sprintf(format, args...))
}

// Find puts IDs in place of all names of a file but that of its space. The notes are
// sentences about what is not as the file says. The error is that of resolve for a name
// that is missing or ambiguous.
func Find(ctx context.Context, client Client, file *taskfile.File, options Options) (notes []string, err error) {
	f := &finder{Options: options, client: client, file: file}
	if err := f.place(ctx); err != nil {
		return nil, err
	}
	err = file.Each(func(kind taskfile.Kind, ref string) (string, error) {
		if kind == taskfile.Space {
			return ref, nil
		}
		id, err := f.byID(ctx, kind, ref)
		if err != nil || id != "" {
			return id, err
		}
		if id, err = f.byName(ctx, kind, ref); f.Partly && isMissing(err) {
			f.note("%s.", upperFirst(err.Error()))
			if id, err = "", nil; kind == taskfile.Evaluator || kind == taskfile.Integration {
				id = ref
			}
		}
		return id, err
	})
	file.Request.ExperimentIDs = slices.DeleteFunc(file.Request.ExperimentIDs, func(id string) bool { return id == "" })
	return f.notes, err
}

func isMissing(err error) bool {
	_, missing := errors.AsType[*resolve.NotFound](err)
	_, several := errors.AsType[*resolve.Ambiguous](err)
	return missing || several
}

func upperFirst(sentence string) string {
	sentence = strings.TrimSuffix(sentence, "?")
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

// InSpace returns the space of a file: that of its ID if the server knows it, else that of
// its name; zero if the file names none, or none that the key can see.
func InSpace(ctx context.Context, client Client, file *taskfile.File) (api.Ref, error) {
	if id := file.IDs[taskfile.Space][file.Space]; id != "" {
		space, err := client.GetSpace(ctx, id)
		if !isUnknown(err) {
			return space.Ref(), err
		}
	}
	id, err := resolve.Space(ctx, client, file.Space)
	if isMissing(err) || id == "" {
		return api.Ref{}, nil
	}
	return api.Ref{ID: id, Name: file.Space}, err
}

// TaskClient also reads tasks.
type TaskClient interface {
	Client
	resolve.Tasks
	GetTask(ctx context.Context, id string) (api.Task, error)
}

// Task returns the task that a file is of: that of its ID, unless another space is meant
// or the server does not know it, else that of its name. For another space the file loses
// its IDs. The error is that of resolve if there is no such task.
func Task(ctx context.Context, client TaskClient, file *taskfile.File, options Options) (task api.Task, notes []string, err error) {
	f := &finder{Options: options, client: client, file: file}
	if err := f.place(ctx); err != nil {
		return task, nil, err
	}
	if file.Task != "" {
		if task, err = client.GetTask(ctx, file.Task); !isUnknown(err) {
			return task, f.notes, err
		}
	}
	space, err := f.spaceID(ctx)
	if err != nil {
		return task, nil, err
	}
	id, err := resolve.Task(ctx, client, file.Request.Name, space)
	if err != nil {
		return task, f.notes, err
	}
	if file.Task != "" {
		f.note("The task %q has another ID than in the file; it was found by its name.", file.Request.Name)
	}
	task, err = client.GetTask(ctx, id)
	return task, f.notes, err
}

// place finds out whether the IDs of the file are of the space that is meant.
func (f *finder) place(ctx context.Context) error {
	own := f.file.SpaceIDs()
	moved := f.Space == "" && len(own) > 0 && f.file.IDs[taskfile.Space][f.file.Space] == "" && !slices.Contains(own, f.file.Space)
	if f.Space != "" {
		id, err := resolve.Space(ctx, f.client, f.Space)
		if err != nil {
			return err
		}
		f.space, f.file.Space, moved = &id, f.Space, len(own) > 0 && !slices.Contains(own, id)
	}
	if f.file.Space = cmp.Or(f.file.Space, f.Default); moved {
		*f.file = f.file.Moved()
		f.note("The IDs in the file are of another space; its names are looked up in %q.", f.file.Space)
	}
	return nil
}

// byID returns the ID that the file has for a name, "" if it has none that the server
// knows.
func (f *finder) byID(ctx context.Context, kind taskfile.Kind, ref string) (string, error) {
	id := f.file.IDs[kind][ref]
	if id == "" || f.Known != nil && f.Known(id) {
		return id, nil
	}
	found, err := get(ctx, f.client, kind, id)
	switch {
	case isUnknown(err):
		f.note("The %s %q has another ID than in the file; it was found by its name.", kind.Word(), ref)
		return "", nil
	case err != nil:
		return "", err
	case found.Ref().Name != "" && found.Ref().Name != ref:
		f.note("The %s %q is called %q by now; the ID in the file counts.", kind.Word(), ref, found.Ref().Name)
	}
	return id, nil
}

// byName looks a name up in the space. An ID is returned as it is.
func (f *finder) byName(ctx context.Context, kind taskfile.Kind, ref string) (string, error) {
	if id, ok := resolve.ID(ref); ok {
		return id, nil
	}
	space, err := f.spaceID(ctx)
	if err != nil {
		return "", err
	}
	switch kind {
	case taskfile.Project:
		return resolve.Project(ctx, f.client, ref, space)
	case taskfile.Dataset:
		return resolve.Dataset(ctx, f.client, ref, space)
	case taskfile.Experiment:
		return resolve.Experiment(ctx, f.client, ref, f.file.Request.DatasetID, space) // the dataset was found before
	case taskfile.Integration:
		return resolve.Named{Key: resolve.OfConfig(f.file.Request.RunConfig).Key, Name: ref}.ID(ctx, f.client, space)
	default:
		return resolve.Named{Key: evaljson.EvaluatorID, Name: ref}.ID(ctx, f.client, space)
	}
}

// spaceID returns the ID of the space in which names are looked up, "" for all. Of several
// spaces with its name it is the one whose ID is in the file.
func (f *finder) spaceID(ctx context.Context) (string, error) {
	if f.space != nil {
		return *f.space, nil
	}
	id, err := resolve.Space(ctx, f.client, f.file.Space)
	if several, ok := errors.AsType[*resolve.Ambiguous](err); ok {
		if own := f.file.IDs[taskfile.Space][f.file.Space]; slices.Contains(several.IDs, own) {
			id, err = own, nil
		}
	}
	if err == nil {
		f.space = &id
	}
	return id, err
}
