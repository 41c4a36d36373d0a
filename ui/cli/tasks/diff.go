package tasks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api/change"
	"ax-tui/api/record"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// diffOptions holds the flags of `tasks diff`.
type diffOptions struct {
	out   Output
	space refFlag
}

// diffCommand is `tasks diff FILE...`.
func diffCommand(app *App) *cobra.Command {
	var options diffOptions
	cmd := &cobra.Command{
		Use:   "diff FILE...",
		Short: "Compare task files with the tasks on the server",
		Long: `diff prints for each task file, as tasks export writes one, what an update from it
would change: - is on the server, + in the file. It changes nothing. The exit code is 12
if a task differs from its file or is not there any more, 0 if none does. A file that
cannot be compared is reported, the others are compared all the same, and the exit code
is that of the worst such fault. The task is the one whose ID is in the file, else the
one of its name.

JSON has the member files: of each its file, task_id (null if there is no such task),
task_name, and its differences: field, server, file, and can_change, which is false for
what no update can change.`,
		Example: `  ax-tui tasks diff relevance-monitor.toml
  ax-tui tasks diff tasks/*.toml -o json | jq -r '.files[] | select(.differences != []) | .file'`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: taskFiles,
		RunE:              func(cmd *cobra.Command, args []string) error { return options.run(cmd.Context(), app, args) },
	}
	options.space.Flags(cmd.Flags(), "space", "s", "compare with the tasks of this space (name or ID; default: that of each file)")
	options.out.ObjectFlags(cmd.Flags())
	return cmd
}

// fileRecord is the JSON of one file.
type fileRecord struct {
	File        string             `json:"file"`
	TaskID      *string            `json:"task_id"`
	TaskName    string             `json:"task_name"`
	Differences []differenceRecord `json:"differences"`
}

type differenceRecord struct {
	Field     string `json:"field"`
	Server    string `json:"server"`
	File      string `json:"file"`
	CanChange bool   `json:"can_change"`
}

// differs reports whether the task is not as its file says.
func (r *fileRecord) differs() bool { return r.TaskID == nil || len(r.Differences) > 0 }

func (o *diffOptions) run(ctx context.Context, app *App, paths []string) error {
	var files []*fromFile
	var failed []error
	fails := func(err error) (all bool) {
		if fault, ok := errors.AsType[*Fault](err); ok {
			fault.Next = strings.TrimSuffix(fault.Next, nothingSent) // a comparison sends nothing anyway
		}
		failed = append(failed, err)
		code := CodeOf(err)
		return code == Interrupted || code == Auth // the others would fail too
	}
	failure := func(compared int) error {
		return severalError(failed, len(paths)-compared, len(paths), "files", "compared")
	}
	for _, path := range paths {
		file, err := app.loadFile(path)
		if err == nil {
			files = append(files, file)
		} else if fails(err) {
			return err
		}
	}
	if len(files) == 0 { // nothing is asked
		return failure(0)
	}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) error {
		var records []fileRecord
		for _, file := range files {
			record, err := o.diff(ctx, app, conn, file)
			if err == nil {
				records = append(records, record)
			} else if fails(err) {
				break
			}
		}
		if len(records) == 0 {
			return failure(0)
		}
		if err := sink.Close(printDiffs(sink, records)); err != nil {
			return err
		}
		gate := differError(records, len(paths))
		if gate != nil && len(failed) > 0 { // what could not be compared is worse than a difference
			PrintError(app.Err, gate)
			gate = nil
		}
		return cmp.Or(failure(len(records)), gate)
	})
}

// differError says how many tasks differ from their files; nil if none does.
func differError(records []fileRecord, total int) error {
	count := 0
	for i := range records {
		if records[i].differs() {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	what := "the task differs from its file"
	if total > 1 {
		what = fmt.Sprintf("%d of %d tasks differ from their files", count, len(records))
	}
	return &Fault{Code: GateUnmet, Err: errors.New(what)}
}

// diff compares one file with its task.
func (o *diffOptions) diff(ctx context.Context, app *App, conn *Conn, file *fromFile) (fileRecord, error) {
	out := fileRecord{File: file.path, TaskName: file.Request.Name, Differences: []differenceRecord{}}
	task, err := file.task(ctx, app, conn, &o.space)
	if missing, ok := errors.AsType[*resolve.NotFound](err); ok && missing.Kind == "task" && !missing.Cut {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	found, err := file.compare(ctx, app, conn, &o.space, &task)
	if err != nil {
		return out, err
	}
	out.TaskID, out.TaskName = &task.ID, task.Name
	add := func(list []change.Change, canChange bool) {
		for _, change := range list {
			out.Differences = append(out.Differences, differenceRecord{Field: change.What, Server: change.Before, File: change.After, CanChange: canChange})
		}
	}
	add(found.fixed, false)
	add(found.differences, true)
	return out, nil
}

func printDiffs(sink *Sink, records []fileRecord) error {
	switch sink.Format {
	case Table:
		for _, one := range records {
			if _, err := sink.Write([]byte(diffText(&one))); err != nil {
				return err
			}
		}
		return nil
	case record.JSONL:
		for _, one := range records {
			if err := printObject(sink, one); err != nil {
				return err
			}
		}
		return nil
	default:
		return printObject(sink, map[string]any{"files": records})
	}
}

// diffText shows the differences of one file for people.
func diffText(of *fileRecord) string {
	var out strings.Builder
	line := func(indent string, content text.Safe) { out.WriteString(indent + string(content) + "\n") }
	file, name := text.Clean(of.File), text.Clean(of.TaskName)
	switch {
	case of.TaskID == nil:
		line("", text.Concat(file, ": there is no task \"", name, "\"; tasks create --from would make it"))
	case len(of.Differences) == 0:
		line("", text.Concat(file, ": the task \"", name, "\" is as the file says"))
	default:
		line("", text.Concat(file, ": the task \"", name, "\" (", text.Clean(*of.TaskID), ") differs"))
	}
	for _, difference := range of.Differences {
		what := text.Clean(difference.Field)
		if !difference.CanChange {
			what = text.Concat(what, " (no update can change it)")
		}
		line("  ", what)
		before, after := changedLines(difference.Server, difference.File)
		for _, removed := range before {
			line("  - ", removed)
		}
		for _, added := range after {
			line("  + ", added)
		}
	}
	return out.String()
}

// changedLines returns the lines of two texts without those that both begin and end with.
func changedLines(before, after string) (removed, added []text.Safe) {
	split := func(value string) []text.Safe {
		if value == "" {
			return nil
		}
		return text.CleanLines(value)
	}
	removed, added = split(before), split(after)
	for len(removed) > 0 && len(added) > 0 && removed[0] == added[0] {
		removed, added = removed[1:], added[1:]
	}
	for len(removed) > 0 && len(added) > 0 && removed[len(removed)-1] == added[len(added)-1] {
		removed, added = removed[:len(removed)-1], added[:len(added)-1]
	}
	return removed, added
}
