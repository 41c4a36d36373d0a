package tasks

import (
	"context"
	"errors"
	"io"

	"ax-tui/api"
	"ax-tui/api/settingsfile"
	"ax-tui/api/taskfile"
	"ax-tui/api/taskfile/names"
	"ax-tui/ui/text"
)

// fromFile is a task file that a command reads.
type fromFile struct {
	path string
	taskfile.File
}

// loadFile reads a task file; - is standard input.
func (a *App) loadFile(path string) (*fromFile, error) {
	var content []byte
	var err error
	if path == "-" {
		if a.stdinUsed {
			return nil, UsageError("standard input is already in use; pass one of the two as a file")
		}
		a.stdinUsed = true
		content, err = io.ReadAll(io.LimitReader(a.In, taskfile.MaxSize+1)) // Parse refuses what is larger
	} else {
		content, _, err = settingsfile.Read(path, taskfile.MaxSize)
	}
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	if err != nil {
		return nil, &Fault{Code: File, What: "cannot read " + quote(path), Err: systemCause(err)}
	}
	file, err := taskfile.Parse(content)
	if faults, ok := errors.AsType[taskfile.Faults](err); ok {
		return nil, &Fault{Code: Usage, What: quote(path), Err: Rules(faults.Lines()), Next: nothingSent}
	}
	return &fromFile{path: path, File: file}, err
}

// options returns where the names of a file are looked up. has are the IDs of the task
// that the file is of.
func (f *fromFile) options(conn *Conn, space *refFlag, has *api.CreateTask) names.Options {
	known := map[string]bool{}
	file := taskfile.File{Request: *has}
	_ = file.Each(func(_ taskfile.Kind, id string) (string, error) { // an error is only of the function
		known[id] = true
		return id, nil
	})
	return names.Options{Space: space.Value(), Default: conn.Space, Known: func(id string) bool { return known[id] }}
}

// find puts IDs in place of the names in the file. has is the task that the file is of,
// zero for a new one.
func (f *fromFile) find(ctx context.Context, app *App, conn *Conn, space *refFlag, has *api.CreateTask) error {
	notes, err := names.Find(ctx, conn.Client, &f.File, f.options(conn, space, has))
	f.tell(app, notes)
	return WrapError("cannot find what "+quote(f.path)+" names", err)
}

// task returns the task that the file is of.
func (f *fromFile) task(ctx context.Context, app *App, conn *Conn, space *refFlag) (api.Task, error) {
	task, notes, err := names.Task(ctx, conn.Client, &f.File, f.options(conn, space, &api.CreateTask{}))
	f.tell(app, notes)
	return task, WrapError("cannot find the task of "+quote(f.path), err)
}

func (f *fromFile) tell(app *App, notes []string) {
	for _, note := range notes {
		app.Note(text.Clean(note))
	}
}
