package tasks

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// maxDocument bounds the size of JSON input in bytes, far above what the server
// accepts.
const maxDocument = 16 << 20

// LoadDocument returns the text of a JSON flag: the value itself when it begins with
// [ or {, else the content of the file that it names, with or without @, or for -
// standard input, which can be read only once. Input larger than maxDocument is an
// error.
func (a *App) LoadDocument(flag, value string) ([]byte, error) {
	path, in, what := strings.TrimSpace(value), a.In, "cannot read standard input"
	switch {
	case path == "" || strings.ContainsAny(path[:1], "[{"):
		return []byte(value), nil
	case path == "-":
		if a.stdinUsed {
			return nil, UsageError("--%s -: standard input is already in use; pass one of the two as a file", flag)
		}
		if a.stdinUsed = true; a.InTTY {
			a.Note("Type the JSON; end it with ctrl+d.")
		}
	default:
		path = strings.TrimPrefix(path, "@")
		what = "--" + flag + ": cannot read " + quote(path)
		file, err := os.Open(path)
		if err != nil {
			return nil, &Fault{Code: File, What: what, Err: systemCause(err), Next: "JSON begins with [ or {; any other text is the name of a file."}
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	if err == nil && len(content) > maxDocument {
		err = fmt.Errorf("it is larger than %d MB", maxDocument>>20)
	}
	if err != nil {
		return nil, &Fault{Code: File, What: what, Err: systemCause(err)}
	}
	return bytes.TrimPrefix(content, []byte("\ufeff")), nil // some shells write one into files
}

// systemCause removes the operation and the path from a file system error.
func systemCause(err error) error {
	if bad, ok := errors.AsType[*os.PathError](err); ok {
		return bad.Err
	}
	return err
}

// loadDocument loads and parses the JSON of a flag. A whole task, as get prints it,
// stands for the field of the flag.
func loadDocument[T any](app *App, flag, value string, parse func(name string, content []byte) (T, error)) (T, error) {
	content, err := app.LoadDocument(flag, value)
	if err != nil {
		var zero T
		return zero, err
	}
	return parse("--"+flag, content)
}

// parseEvaluators returns the parser of a list of evaluators; filter says whether the
// task itself has a filter. A whole task brings its filter, unless there is one, and its
// query_filters into the task to create, unless that is nil.
func (a *App) parseEvaluators(filter bool, create *api.CreateTask) func(name string, content []byte) (evaljson.Doc, error) {
	return func(name string, content []byte) (evaljson.Doc, error) {
		options := evaljson.Options{TaskFilter: filter, Named: func(_, _ string) string { return "" }}
		task := evaljson.ReadObject(content)
		if options.Response = task.Get("evaluators") != nil; create != nil {
			if raw := task.Get("query_filters"); raw != nil {
				if err := json.Unmarshal(raw, &create.QueryFilters); err != nil {
					return evaljson.Doc{}, UsageError("%s: query_filters cannot be read: %w", name, err)
				}
				options.Filters = create.QueryFilters
			}
			create.QueryFilter = cmp.Or(create.QueryFilter, task.Text("query_filter"))
			options.TaskFilter = create.QueryFilter != ""
		}
		doc, faults := options.Parse(evaljson.Only(content, "evaluators"))
		a.noteUnknown(name, faults)
		return doc, jsonError(name, faults)
	}
}

// noteUnknown warns about keys of a response that this program does not know and the
// server would refuse.
func (a *App) noteUnknown(name string, faults []evaljson.Fault) {
	for _, fault := range faults {
		if fault.Rule == evaljson.UnknownKey && fault.Severity == evaljson.Warning {
			a.Note(text.Clean(fmt.Sprintf("Warning: %s: line %d, column %d: %s.", name, fault.Line, fault.Column, fault.Message)))
		}
	}
}

// parseConfig parses the run configuration of a run_experiment task.
func (a *App) parseConfig(name string, content []byte) (json.RawMessage, error) {
	conf, faults := evaljson.ParseRunConfig(evaljson.Only(content, "run_configuration"))
	a.noteUnknown(name, faults)
	return conf.Raw, jsonError(name, faults)
}

// parseMetadata parses an object of strings; nulls count as absent.
func parseMetadata(name string, content []byte) (map[string]string, error) {
	var found map[string]*string
	if err := json.Unmarshal(content, &found); err != nil || found == nil { // a lone null gives no map
		return nil, UsageError("%s must be a JSON object of strings, such as {\"team\": \"search\"}", name)
	}
	out := map[string]string{}
	for key, value := range found {
		if value != nil {
			out[key] = *value
		}
	}
	return out, nil
}
