package tasks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/settingsfile"
	"ax-tui/api/taskfile"
	"ax-tui/api/taskfile/names"
	"ax-tui/ui/text"
)

// exportCommand is `tasks export TASK...`.
func exportCommand(app *App) *cobra.Command {
	var space refFlag
	var dir string
	cmd := &cobra.Command{
		Use:   "export TASK...",
		Short: "Write each task to a file that can be reviewed and applied",
		Long: `export writes one TOML file for each task, named after it, and prints the paths: the
names of its project or dataset, experiments and evaluators, and an [ids] section with
the ID of each name. Such a file can be compared and applied:

  ax-tui tasks diff FILE
  ax-tui tasks update --from FILE
  ax-tui tasks create --from FILE --name NAME

An ID counts as long as its name stands in the file. A name that has no ID in the
file, one whose ID the server does not know, and every name when --space is another
space than that of the file, is looked up.

A file of the same task is replaced as a whole, with what was changed in it; any other
file is left alone. --dir - prints the file of one task.`,
		Example: `  ax-tui tasks export "Relevance Monitor" --dir tasks
  ax-tui tasks export "JSON Shape" --dir - > json-shape.toml`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: taskNames(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "-" && len(args) > 1 {
				return UsageError("--dir - prints the file of one task; %d were given", len(args))
			}
			return exportTasks(cmd.Context(), app, args, dir, &space)
		},
	}
	space.Flags(cmd.Flags(), "space", "s", "space of the tasks (name or ID; default ARIZE_SPACE)")
	cmd.Flags().StringVar(&dir, "dir", ".", "folder for the files, made if it is missing; - for standard output")
	return cmd
}

// schemaCommand is `tasks schema`.
func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of task files, for editors",
		Long: `schema prints the JSON schema of the files that tasks export writes. Their $schema is
its $id, so that an editor that knows the schema completes and checks them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write([]byte(taskfile.SchemaJSON))
			return err
		},
	}
}

// exported is a task with the text and the path of its file.
type exported struct {
	task    api.Task
	content []byte
	path    string
}

// exportTasks writes the files once all of them are known: none if a task cannot be read.
func exportTasks(ctx context.Context, app *App, refs []string, dir string, space *refFlag) error {
	return app.with(ctx, Output{Value: string(Table)}, func(conn *Conn, sink *Sink) error {
		var all []exported
		for _, ref := range refs {
			flags := writeFlags{space: *space}
			task, err := flags.task(ctx, app, conn, ref)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(other exported) bool { return other.task.ID == task.ID }) {
				continue
			}
			one, err := exportTask(ctx, conn, &task)
			if err != nil {
				return WrapError("cannot write the file of "+quote(task.Name), err)
			}
			all = append(all, one)
		}
		if dir == "-" {
			_, err := sink.Write(all[0].content)
			return err
		}
		if err := placeFiles(all, dir); err != nil {
			return err
		}
		for _, one := range all {
			if err := writeWhole(one.path, one.content); err != nil {
				return err
			}
			if _, err := fmt.Fprintln(sink, string(text.Clean(one.path))); err != nil {
				return err
			}
		}
		return nil
	})
}

func exportTask(ctx context.Context, conn *Conn, task *api.Task) (exported, error) {
	file, err := names.Read(ctx, conn.Client, task)
	if err != nil {
		return exported{}, err
	}
	content, err := taskfile.Encode(file)
	if err == nil {
		_, err = taskfile.Parse(content) // what could not be read again is no file
	}
	return exported{task: *task, content: content}, err
}

// placeFiles gives each file its path in the folder, and refuses a path of another file.
func placeFiles(all []exported, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil { // the umask decides, as for mkdir
		return &Fault{Code: File, What: "cannot make the folder " + quote(dir), Err: systemCause(err)}
	}
	taken := map[string]bool{}
	for i := range all {
		name := fileName(all[i].task.Name)
		path := filepath.Join(dir, name+".toml")
		for count := 2; taken[path]; count++ {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d.toml", name, count))
		}
		all[i].path, taken[path] = path, true
		if err := checkOld(path, &all[i].task); err != nil {
			return &Fault{Code: File, What: "cannot write " + quote(path), Err: err, Next: "Move it away, or choose another folder with --dir. No file was written."}
		}
	}
	return nil
}

// checkOld returns an error if there is a file that is not of the task.
func checkOld(path string, task *api.Task) error {
	content, _, err := settingsfile.Read(path, taskfile.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return systemCause(err)
	}
	if old, err := taskfile.Parse(content); err != nil || old.Task != task.ID {
		return errors.New("there is another file of that name, which is not of this task")
	}
	return nil
}

// writeWhole writes a file, as -o FILE does.
func writeWhole(path string, content []byte) error {
	file, err := record.Create(path, true)
	if err != nil {
		return CannotWrite(quote(path), err)
	}
	if _, err := file.Write(content); err != nil {
		file.Discard()
		return CannotWrite(quote(path), err)
	}
	if err := file.Commit(); err != nil {
		return CannotWrite(quote(path), err)
	}
	return nil
}

// maxFileName bounds the name of a file without its ending, in bytes.
const maxFileName = 120

// fileName returns the name of the file of a task, without its ending: letters and digits
// in lower case.
func fileName(name string) string {
	var out strings.Builder
	for _, char := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(char), unicode.IsDigit(char), unicode.IsMark(char):
			if out.Len() > maxFileName {
				continue
			}
			out.WriteRune(char)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
	}
	if name = strings.Trim(out.String(), "-"); name == "" {
		return "task"
	}
	return name
}
