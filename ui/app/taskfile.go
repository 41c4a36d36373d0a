package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/settingsfile"
	"ax-tui/api/taskfile"
	"ax-tui/api/taskfile/names"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/text"
)

// readTaskFile returns the function that reads a task file and looks up what it names.
// home is the folder for a path that begins with ~/.
func readTaskFile(client *api.Client, home string) func(context.Context, string) (newtask.FileTask, error) {
	return func(ctx context.Context, path string) (out newtask.FileTask, err error) {
		if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
			path = filepath.Join(home, rest)
		}
		content, _, err := settingsfile.Read(path, taskfile.MaxSize)
		if bad, ok := errors.AsType[*fs.PathError](err); ok {
			return out, bad.Err
		}
		if err != nil {
			return out, err
		}
		file, err := taskfile.Parse(content)
		if err != nil {
			return out, err
		}
		if out.Space, err = names.InSpace(ctx, client, file); err != nil {
			return out, err
		}
		out.Notes, err = names.Find(ctx, client, &file, names.Options{Partly: true})
		out.Task = file.AsTask()
		return out, err
	}
}

// openCommand fills the form of a new task from a task file.
func openCommand() palette.Command {
	open := func(path string) tea.Msg {
		if resolve.Object(path) {
			return lookUp(path)
		}
		return host.Move{To: host.PlaceNew, Ref: strings.TrimSpace(path)}
	}
	return palette.Command{
		Name: "open", Help: "fill the new-task form from a task file", Hint: "the path of a file that tasks export has written",
		Source: func() picker.Source {
			return picker.Source{Noun: "task file", Other: "enter opens this file", Fixed: true, Load: func(context.Context, string, string) (page api.Page[picker.Item], err error) {
				for _, path := range taskFiles() {
					page.Items = append(page.Items, picker.Item{ID: path, Name: text.Clean(path)})
				}
				return page, nil
			}}
		},
		Pick:  func(item picker.Item) tea.Msg { return open(item.ID) },
		Typed: open,
	}
}

// maxTaskFiles is how many files are looked into.
const maxTaskFiles = 500

// taskFiles lists the task files in the current folder and in those in it.
func taskFiles() (out []string) {
	for _, pattern := range []string{"*.toml", "*/*.toml"} {
		paths, _ := filepath.Glob(pattern) // the patterns are valid
		for _, path := range paths[:min(len(paths), maxTaskFiles)] {
			if isTaskFile(path) {
				out = append(out, path)
			}
		}
	}
	return out
}

// isTaskFile reports whether a file begins as task files do.
func isTaskFile(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	start := make([]byte, 512)
	count, _ := file.Read(start) // what could not be read does not begin so
	return bytes.Contains(start[:count], []byte(taskfile.Schema))
}
