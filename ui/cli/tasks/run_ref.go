package tasks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/resolve"
)

// runHelp is the part of a help text that says how a run is named.
const runHelp = `RUN is an ID, or TASK@latest for the newest run of a task; TASK@latest-failed is
the newest that failed, and so for the other statuses.`

// addRunSpace adds the flag for the space of TASK in TASK@latest.
func addRunSpace(space *refFlag, fs *pflag.FlagSet) {
	space.Flags(fs, "space", "s", "space of the task in TASK@latest (name or ID; default ARIZE_SPACE)")
}

// runIDs returns the IDs of runs, each once.
func (a *App) runIDs(ctx context.Context, conn *Conn, refs []string, space *refFlag) (out []string, err error) {
	for _, ref := range refs {
		id, err := a.runID(ctx, conn, ref, space)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// maxRunList bounds the IDs on standard input in bytes.
const maxRunList = 1 << 20

// expandRuns replaces - by the lines of standard input, each an ID or TASK@latest.
func (a *App) expandRuns(refs []string) (out []string, err error) {
	for _, ref := range refs {
		if ref != "-" {
			out = append(out, resolve.IDs(ref)...)
			continue
		}
		content, err := io.ReadAll(io.LimitReader(a.In, maxRunList+1))
		switch {
		case errors.Is(err, context.Canceled):
			return nil, err
		case err == nil && len(content) > maxRunList:
			err = errors.New("it is larger than 1 MB")
		}
		if err != nil {
			return nil, &Fault{Code: File, What: "cannot read standard input", Err: err}
		}
		content = bytes.TrimPrefix(content, []byte("\ufeff")) // some shells write one
		for _, line := range trimAll(strings.Split(string(content), "\n")) {
			out = append(out, resolve.IDs(line)...)
		}
	}
	if len(out) == 0 {
		return nil, UsageError("standard input has no run; write an ID or TASK@latest on each line")
	}
	return out, nil
}

// runID returns the ID of a run that is given as an ID, as pasted, or as TASK@latest.
func (a *App) runID(ctx context.Context, conn *Conn, ref string, space *refFlag) (string, error) {
	task, status, ok, err := resolve.Latest(ref)
	switch {
	case err != nil:
		return "", UsageError("%w", err)
	case ok:
		run, err := a.latestRun(ctx, conn, ref, task, status, space)
		return run.ID, err
	case resolve.Trim(ref) == "":
		return "", UsageError("the run is empty; enter its ID")
	}
	return pasted(resolve.Trim(ref)), nil
}

func (a *App) latestRun(ctx context.Context, conn *Conn, ref, task string, status api.Status, space *refFlag) (run api.Run, err error) {
	taskID, err := a.TaskID(ctx, conn, task, space)
	if err != nil {
		return run, err
	}
	run, err = resolve.LatestRun(ctx, conn.Client, taskID, status)
	switch {
	case is[*resolve.NoRun](err):
		return run, &Fault{Code: API, What: "cannot find " + quote(ref), Err: err}
	case err != nil:
		return run, taskFailed(ctx, a, conn, "cannot list the runs", taskID, err)
	}
	return run, nil
}
