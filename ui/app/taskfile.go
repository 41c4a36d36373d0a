package app

import (
	"bytes"
	"cmp"
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
func readTaskFile(client *api.Client) func(context.Context, string) (newtask.FileTask, error) {
	return func(ctx context.Context, path string) (out newtask.FileTask, err error) {
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
		if out.Space, err = names.InSpace(ctx, client, &file); err != nil {
			return out, err
		}
		out.Notes, err = names.Find(ctx, client, &file, names.Options{Partly: true})
		out.Task = file.AsTask()
		return out, err
	}
}

// openCommand fills the form of a new task from a task file. home is the folder for a path
// that begins with ~/.
func openCommand(home string) palette.Command {
	open := func(path string) tea.Msg {
		if resolve.Object(path) {
			return lookUp(path)
		}
		return toRoot(func(*Root) tea.Cmd { // the working folder is read outside the update loop
			return func() tea.Msg { return host.Move{To: host.PlaceNew, Ref: absolute(path, home)} }
		})
	}
	return palette.Command{
		Name: "open", Help: "fill the new-task form from a task file", Hint: "the path of a file that tasks export has written",
		Source: func() picker.Source {
			return picker.Source{Noun: "task file", Other: "enter opens this file", Exact: true, Load: func(_ context.Context, typed, _ string) (page api.Page[picker.Item], err error) {
				page.Items = pathsLike(typed, home)
				return page, nil
			}}
		},
		Pick:  func(item picker.Item) tea.Msg { return open(item.ID) },
		Typed: open,
	}
}

// maxTaskFiles is how many files are looked into.
const maxTaskFiles = 500

// absolute returns the one name of a file, however it was typed.
func absolute(path, home string) string {
	path = strings.TrimSpace(path)
	if (path == "~" || strings.HasPrefix(path, "~/")) && home != "" {
		path = filepath.Join(home, path[1:])
	}
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return filepath.Clean(path)
}

// pathsLike lists what a typed path may go on to: the task files and folders in its folder;
// for a word the task files in the current folder and in those in it, and its folders.
func pathsLike(typed, home string) (out []picker.Item) {
	folder := typed[:strings.LastIndexByte(typed, '/')+1]
	var paths, folders []string
	if folder == "" {
		for _, pattern := range []string{"*.toml", "*/*.toml"} {
			found, _ := filepath.Glob(pattern) // the patterns are valid
			paths = append(paths, found[:min(len(found), maxTaskFiles)]...)
		}
		if typed == "~" {
			folders = []string{"~/"}
		}
	}
	if folder != "" || typed != "" {
		entries, _ := os.ReadDir(absolute(cmp.Or(folder, "."), home)) // what cannot be read has no files to offer
		for _, entry := range entries[:min(len(entries), maxTaskFiles)] {
			name := entry.Name()
			info, err := os.Stat(filepath.Join(absolute(cmp.Or(folder, "."), home), name)) // a link leads where it leads
			switch {
			case strings.HasPrefix(name, ".") && !strings.HasPrefix(typed[len(folder):], "."):
			case err == nil && info.IsDir():
				folders = append(folders, folder+name+"/")
			case folder != "" && strings.HasSuffix(name, ".toml"):
				paths = append(paths, folder+name)
			}
		}
	}
	var broken []picker.Item
	for _, path := range paths {
		item := picker.Item{ID: path, Name: text.Clean(path)}
		switch why, ok := checkTaskFile(absolute(path, home)); {
		case !ok:
		case why == nil:
			out = append(out, item)
		default:
			item.Dim, item.Detail = true, text.CleanN(why.Error(), 200)
			broken = append(broken, item)
		}
	}
	out = append(out, broken...)
	for _, path := range folders {
		out = append(out, picker.Item{ID: path, Name: text.Clean(path), Folder: true, Extra: true})
	}
	return out
}

// checkTaskFile reports whether a file is a task file, and what is wrong with it.
func checkTaskFile(path string) (why error, ok bool) {
	if !isTaskFile(path) {
		return nil, false
	}
	content, _, err := settingsfile.Read(path, taskfile.MaxSize)
	if err == nil {
		_, err = taskfile.Parse(content)
	}
	return err, true
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
