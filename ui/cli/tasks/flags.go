package tasks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// refFlag is a flag that takes a name or an ID, in today's spelling and the older
// one: --space and --space-id.
type refFlag struct{ newer, older string }

// Flags adds both spellings; the older one is hidden from help. short may be "".
func (r *refFlag) Flags(fs *pflag.FlagSet, name, short, help string) {
	fs.StringVarP(&r.newer, name, short, "", help)
	fs.StringVar(&r.older, name+"-id", "", help)
	_ = fs.MarkHidden(name + "-id")
}

// Value gives what was asked for, "" for nothing.
func (r *refFlag) Value() string {
	return cmp.Or(strings.TrimSpace(r.newer), strings.TrimSpace(r.older))
}

// Set gives the flag a value, as if it had been typed.
func (r *refFlag) Set(value string) { r.newer = value }

// spellings refuses flags that were given in both spellings and differ.
func checkSpellings(cmd *cobra.Command, _ []string) (err error) {
	fs := cmd.Flags()
	fs.VisitAll(func(flag *pflag.Flag) {
		older := fs.Lookup(flag.Name + "-id")
		if older == nil {
			return
		}
		value, olderValue := strings.TrimSpace(flag.Value.String()), strings.TrimSpace(older.Value.String())
		if value != "" && olderValue != "" && value != olderValue {
			err = UsageError("--%s and --%s differ; give one of them", flag.Name, older.Name)
		}
	})
	return err
}

// SpaceID gives the ID of the space that is asked for, by flag or else by
// default; "" when there is none.
func (a *App) SpaceID(ctx context.Context, conn *Conn, space *refFlag) (string, error) {
	value, what := space.Value(), "cannot find the space"
	if value == "" {
		value, what = conn.Space, "cannot find the default space"
	}
	id, err := resolve.Space(ctx, conn.Client, value)
	return id, WrapError(what, err)
}

// TaskID gives the ID of a task by name or ID.
func (a *App) TaskID(ctx context.Context, conn *Conn, task string, space *refFlag) (string, error) {
	if resolve.IsID(task) {
		return task, nil
	}
	if strings.TrimSpace(task) == "" {
		return "", UsageError("the task is empty; give its name or ID")
	}
	spaceID, err := a.SpaceID(ctx, conn, space)
	if err != nil {
		return "", err
	}
	id, err := resolve.Task(ctx, conn.Client, task, spaceID)
	return id, WrapError("cannot find the task", err)
}

// maxDocument bounds what is read as JSON, in bytes: far above what the server takes.
const maxDocument = 16 << 20

// Document gives the text that a JSON flag means: the value itself, @FILE, or
// - for standard input, which can be read once only. What is larger than
// maxDocument is refused.
func (a *App) LoadDocument(flag, value string) ([]byte, error) {
	path, isFile := strings.CutPrefix(strings.TrimSpace(value), "@")
	in, what := a.In, "cannot read standard input"
	switch {
	case path == "-" && !isFile:
		if a.stdinUsed {
			return nil, UsageError("--%s -: standard input was read already; give one of the two as a file", flag)
		}
		a.stdinUsed = true
	case isFile:
		what = "--" + flag + ": cannot read " + quote(path)
		file, err := os.Open(path)
		if err != nil {
			return nil, &Fault{Code: File, What: what, Err: systemCause(err)}
		}
		defer func() { _ = file.Close() }()
		in = file
	default:
		return []byte(value), nil
	}
	content, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err == nil && len(content) > maxDocument {
		err = fmt.Errorf("it is too large; at most %d MB are read", maxDocument>>20)
	}
	if err != nil {
		return nil, &Fault{Code: File, What: what, Err: systemCause(err)}
	}
	return content, nil
}

// cause takes the operation and the path off an error of the system.
func systemCause(err error) error {
	if bad, ok := errors.AsType[*os.PathError](err); ok {
		return bad.Err
	}
	return err
}

// listed joins words for a sentence: "a, b and c" with the last word "and".
func joinWords(words []string, last string) string {
	if end := len(words) - 1; end > 0 {
		return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
	}
	return strings.Join(words, "")
}

// Note writes one line for people to Err.
func (a *App) Note(line text.Safe) { _, _ = io.WriteString(a.Err, string(line)+"\n") }
