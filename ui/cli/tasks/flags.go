package tasks

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/axcmd"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// refFlag is a flag for a name or an ID in the current and the older spelling, such
// as --space and --space-id.
type refFlag struct{ newer, older string }

// Flags adds both spellings. short may be "".
func (r *refFlag) Flags(fs *pflag.FlagSet, name, short, help string) {
	fs.StringVarP(&r.newer, name, short, "", help)
	fs.StringVar(&r.older, name+"-id", "", "the same as --"+name)
}

// Value returns the value of either spelling, "" for none.
func (r *refFlag) Value() string {
	return cmp.Or(strings.TrimSpace(r.newer), strings.TrimSpace(r.older))
}

// Set sets the flag as if the user had typed it.
func (r *refFlag) Set(value string) { r.newer = value }

// checkSpellings refuses two spellings of a flag with different values.
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

// SpaceID resolves the space of the flag, else the default space; "" if there is
// none.
func (a *App) SpaceID(ctx context.Context, conn *Conn, space *refFlag) (string, error) {
	value, what := space.Value(), "cannot find the space"
	if value == "" {
		value, what = conn.Space, "cannot find the default space"
	}
	id, err := resolve.Space(ctx, conn.Client, value)
	return id, WrapError(what, err)
}

// TaskID returns the ID of a task given by name or ID.
func (a *App) TaskID(ctx context.Context, conn *Conn, task string, space *refFlag) (string, error) {
	if id, ok := resolve.ID(task); ok {
		return id, nil
	}
	if strings.TrimSpace(task) == "" {
		return "", UsageError("the task is empty; enter its name or ID")
	}
	spaceID, err := a.SpaceID(ctx, conn, space)
	if err != nil {
		return "", err
	}
	id, err := resolve.Task(ctx, conn.Client, task, spaceID)
	if at := strings.LastIndex(task, "@"); at > 0 && is[*resolve.NotFound](err) {
		return "", &Fault{
			Code: API, What: "cannot look up the task", Err: err,
			Next: "TASK@latest is the newest run of a task, where a run is taken: ax-tui tasks get-run " + axcmd.Quote(task[:at]+"@latest") + a.CommandSuffix,
		}
	}
	return id, WrapError("cannot look up the task", err)
}

// joinWords joins words for a sentence, such as "a, b and c" for last "and".
func joinWords(words []string, last string) string {
	if end := len(words) - 1; end > 0 {
		return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
	}
	return strings.Join(words, "")
}

// Note writes one line for people to Err.
func (a *App) Note(line text.Safe) { _, _ = io.WriteString(a.Err, string(line)+"\n") }
