package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"ax-tui/api/record"
	"ax-tui/api/settingsfile"
)

// lists are the lists whose columns can be chosen.
func lists() []string { return []string{"tasks", "runs"} }

// maxColumns bounds the names of a list; no list has as many columns.
const maxColumns = 50

// columns reads the table of chosen columns.
func (r *decoder) columns(value any) {
	table, ok := value.(map[string]any)
	if !ok {
		r.fault(`columns must be a table: [columns] with tasks = ["name", "|", "succeeded"] below it`, "columns")
	}
	r.config.Columns = map[string][]string{}
	for _, list := range slices.Sorted(maps.Keys(table)) {
		if !slices.Contains(lists(), list) {
			r.warn = append(r.warn, r.config.fault("unknown list columns."+list+suggestion(list, lists()), "columns", list))
			continue
		}
		names, err := keyList(table[list])
		switch all, isList := table[list].([]any); {
		case isList && len(all) == 0: // the columns as they are made
		case !isList || err != nil || len(names) > maxColumns:
			r.fault("columns."+list+` must be a list of columns in quotes, such as ["name", "|", "succeeded"]`, "columns", list)
		default:
			r.config.Columns[list] = names
		}
	}
}

// KeepColumns writes the columns of a list into the settings file and leaves the rest
// of the file as it is; nil are those that the list is made with. A file with a
// fault is not changed.
func KeepColumns(env func(string) string, list string, names []string) error {
	return rewrite(env, func(content []byte, old Config) []byte { return setColumns(content, &old, list, names) },
		func(written Config) bool { return slices.Equal(written.Columns[list], names) })
}

// rewrite changes the settings file. A file with a fault stays as it is, and so does one
// of which the changed form does not say what was to be kept, as keeps reports.
func rewrite(env func(string) string, change func(content []byte, old Config) []byte, keeps func(Config) bool) error {
	path := Path(env)
	if path == "" {
		return errors.New("there is no home folder")
	}
	content, _, err := settingsfile.Read(path, settingsfile.MaxSize)
	if err != nil && !isMissing(err) {
		if bad, ok := errors.AsType[*fs.PathError](err); ok {
			err = bad.Err
		}
		return err
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	old, err := parse(content, path)
	if err != nil {
		return fmt.Errorf("repair the file first: %w", err)
	}
	changed := change(content, old)
	written, err := parse(changed, path)
	if err != nil || !keeps(written) || len(written.Warnings) != len(old.Warnings) {
		return fmt.Errorf("%s has it in a form that only you can change", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := record.Create(path, true)
	if err != nil {
		return err
	}
	if _, err := file.Write(changed); err != nil {
		file.Discard()
		return err
	}
	return file.Commit()
}

// setColumns returns the file with the columns of a list.
func setColumns(content []byte, old *Config, list string, names []string) []byte {
	value := settingsfile.QuoteList(names)
	if at, ok := old.positions[settingsfile.JoinKey("columns", list)]; ok {
		start := at.Offset + bytes.IndexByte(content[at.Offset:], '[')
		return slices.Concat(content[:start], []byte(value), content[arrayEnd(content, start):])
	}
	line := list + " = " + value + "\n"
	if at, ok := old.positions[settingsfile.JoinKey("columns")]; ok {
		end := len(content)
		if next := bytes.IndexByte(content[at.Offset:], '\n'); next >= 0 {
			end = at.Offset + next + 1
		}
		return slices.Concat(content[:end], []byte(line), content[end:])
	}
	if len(content) > 0 {
		content = append(bytes.TrimRight(content, "\r\n"), "\n\n"...)
	}
	return append(content, "[columns]\n"+line...)
}

// arrayEnd returns the offset after the array that begins at start.
func arrayEnd(content []byte, start int) int {
	var quote byte
	comment := false
	for i := start; i < len(content); i++ {
		switch char := content[i]; {
		case comment:
			comment = char != '\n'
		case quote != 0:
			switch {
			case char == '\\' && quote == '"':
				i++
			case char == quote:
				quote = 0
			}
		case char == '"' || char == '\'':
			quote = char
		case char == '#':
			comment = true
		case char == ']':
			return i + 1
		}
	}
	return len(content)
}
