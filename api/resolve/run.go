package resolve

import (
	"context"
	"fmt"
	"strings"

	"ax-tui/api"
)

// Runs lists runs.
type Runs interface {
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
}

// Latest splits TASK@latest, or TASK@latest-STATUS, into the task and the status of
// the run that is meant, "" for any. ok is false for any other text; the error is
// about an unknown status.
func Latest(ref string) (task string, status api.Status, ok bool, err error) {
	ref = Trim(ref)
	at := strings.LastIndex(ref, latest)
	if at < 1 {
		return "", "", false, nil
	}
	task, word := ref[:at], ref[at+len(latest):]
	if word == "" {
		return task, "", true, nil
	}
	word, ok = strings.CutPrefix(word, "-")
	if !ok {
		return "", "", false, nil
	}
	if status, ok = api.ParseStatus(word); !ok {
		return "", "", false, fmt.Errorf("%q: there is no status %q; write %s, or %s-failed, %s-completed, %s-cancelled, %s-running or %s-pending",
			ref, word, latest, latest, latest, latest, latest, latest)
	}
	return task, status, true, nil
}

const latest = "@latest"

// LatestRun returns the newest run of a task with a status, "" for any. The error is
// *NoRun when there is none.
func LatestRun(ctx context.Context, client Runs, taskID string, status api.Status) (api.Run, error) {
	page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: taskID, Status: status, Limit: 1})
	if err != nil {
		return api.Run{}, err
	}
	if len(page.Items) == 0 {
		return api.Run{}, &NoRun{Status: status}
	}
	return page.Items[0], nil
}

// NoRun says that a task has no run, or none with a status.
type NoRun struct{ Status api.Status }

func (e *NoRun) Error() string {
	if e.Status == "" {
		return "the task has no runs yet"
	}
	return "the task has no " + e.Status.Words() + " run"
}
