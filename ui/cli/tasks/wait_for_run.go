package tasks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/ui/text"
)

// pollFlags holds the flags of a wait. Zero values mean those of the settings, else
// 5 s and 600 s.
type pollFlags struct{ interval, timeout time.Duration }

// Flags adds --poll-interval and --timeout.
func (o *pollFlags) Flags(fs *pflag.FlagSet) {
	fs.Var((*seconds)(&o.interval), "poll-interval", "`seconds` between polls, such as 5, 0.5 or 2m (default 5, or poll_interval of the settings)")
	fs.Var((*seconds)(&o.timeout), "timeout", "stop waiting after this many `seconds`; the run continues (default 600, or timeout of the settings)")
}

// seconds is a flag that takes a number of seconds or a duration with units.
type seconds time.Duration

func (s *seconds) Type() string { return "seconds" }

func (s *seconds) String() string {
	return strconv.FormatFloat(time.Duration(*s).Seconds(), 'f', -1, 64)
}

// Set parses the flag; it must be more than 0 and at most a year.
func (s *seconds) Set(value string) error {
	duration, err := time.ParseDuration(value)
	if number, ferr := strconv.ParseFloat(value, 64); ferr == nil {
		duration, err = time.Duration(number*float64(time.Second)), nil
	}
	if err != nil || duration <= 0 || duration > 365*24*time.Hour {
		return errors.New("is not a number of seconds above 0, such as 5, 0.5 or 10m")
	}
	*s = seconds(duration)
	return nil
}

// waitForRunCommand is `tasks wait-for-run RUN...`.
func waitForRunCommand(app *App) *cobra.Command {
	var options pollFlags
	var out Output
	cmd := &cobra.Command{
		Use:   "wait-for-run RUN...",
		Short: "Wait until runs have ended",
		Long: `wait-for-run polls one or more runs until all have ended, and prints them. A failed
poll is retried; a timeout or ctrl+c does not stop the runs.

Exit codes: 0 completed · 10 a run FAILED · 11 a run was CANCELLED · 124 timed
out · 130 interrupted · 3 or 4 the server refuses the request. With several runs
the worst one counts: 3 and 4 before 124 before 10 before 11.
ax exits 0 for a failed run; ax-tui differs on purpose.`,
		Example: `  ax-tui tasks wait-for-run VGFza1J1bjo3NzAwMTpOQ1lt --timeout 30m
  ax-tui tasks wait-for-run RUN1 RUN2 --poll-interval 2 --output json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeRuns(app),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return app.with(cmd.Context(), out, func(conn *Conn, sink *Sink) error {
				return waitForRuns(cmd.Context(), app, conn, distinct(ids), options, sink)
			})
		},
	}
	options.Flags(cmd.Flags())
	out.Flags(cmd.Flags())
	return cmd
}

// watchedRun is one run of a wait.
type watchedRun struct {
	id         string
	run        api.Run // as last read; zero before the first successful poll
	err        error   // how the wait ended
	pollFailed bool    // the last poll failed
}

// setRun stores a run that was read; a zero run changes nothing.
func (w *watchedRun) setRun(run api.Run) {
	if run.ID != "" {
		w.run = run
	}
}

// waitForRuns waits for runs, prints them to sink and closes it. Its error has the
// exit code of the run that ended worst.
func waitForRuns(ctx context.Context, app *App, conn *Conn, ids []string, options pollFlags, sink *Sink) error {
	rule := api.PollRule{Every: cmp.Or(options.interval, conn.PollInterval), GiveUp: cmp.Or(options.timeout, conn.Timeout)}
	all, remaining := make([]*watchedRun, len(ids)), len(ids)
	updates := make(chan func()) // results of polls, applied in this goroutine
	progress := newProgress(app, all)
	for i, id := range ids {
		watched := &watchedRun{id: id}
		all[i] = watched
		go func() {
			run, err := conn.Client.WaitForRun(ctx, id, rule, func(poll api.Poll) {
				updates <- func() {
					watched.pollFailed = poll.Err != nil
					watched.setRun(poll.Run)
					progress.changed(watched)
				}
			})
			updates <- func() {
				watched.err = err
				watched.setRun(run)
				remaining--
				progress.changed(watched)
			}
		}()
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for remaining > 0 {
		select {
		case apply := <-updates:
			apply()
		case <-tick.C:
			progress.tick()
		}
	}
	progress.end()
	return printWaited(ctx, app, conn, all, sink)
}

// printWaited prints the runs and returns the error of the run that ended worst.
func printWaited(ctx context.Context, app *App, conn *Conn, all []*watchedRun, sink *Sink) error {
	var runs []api.Run
	var worst error
	for _, watched := range all {
		if watched.run.ID != "" {
			runs = append(runs, watched.run)
		}
		if err := waitError(ctx, app, conn, watched); severity(err) > severity(worst) {
			worst = err
		}
	}
	if len(runs) == 0 {
		return worst
	}
	if err := sink.Close(printEnded(ctx, app, conn, sink, runs, len(all) == 1)); err != nil {
		return err
	}
	return worst
}

// waitError returns the error for how one wait ended, with its exit code; nil if the
// run completed.
func waitError(ctx context.Context, app *App, conn *Conn, watched *watchedRun) error {
	id := string(text.Clean(watched.id))
	command := "ax-tui tasks wait-for-run " + axcmd.Quote(watched.id)
	switch {
	case ctx.Err() != nil:
		return &Fault{
			Code: Interrupted, What: "stopped waiting for the run " + id, Err: ErrInterrupted,
			Next: "The run continues. Wait again with: " + command + app.CommandSuffix,
		}
	case is[*api.GaveUpError](watched.err):
		return &Fault{
			Code: TimedOut, What: "the run " + id, Err: watched.err,
			Next: "The run continues. Wait longer with: " + command + " --timeout 3600" + app.CommandSuffix,
		}
	case watched.err != nil:
		return WrapError("cannot watch the run "+id, watched.err)
	case watched.run.Status == api.Failed:
		return badEndError(ctx, app, conn, watched.run, RunFailed)
	case watched.run.Status == api.Cancelled:
		return badEndError(ctx, app, conn, watched.run, RunCancel)
	}
	return nil
}

// badEndError returns the error for a failed or cancelled run, with its reason and
// likely cause.
func badEndError(ctx context.Context, app *App, conn *Conn, run api.Run, code int) error {
	reason := strings.Join(strings.Fields(string(text.Clean(run.FailureReason))), " ")
	if reason == "" {
		reason = "the server gave no reason"
	}
	fault := &Fault{Code: code, What: fmt.Sprintf("the run %s %s", text.Clean(run.ID), endVerb(run.Status)), Err: errors.New(reason)}
	if found := findings(ctx, app, conn, run); len(found) > 0 {
		label := "Likely: "
		if found[0].Certain {
			label = "Cause: "
		}
		fault.Next = label + found[0].Likely + "; " + found[0].Do
	}
	return fault
}

func endVerb(status api.Status) string {
	if status == api.Cancelled {
		return "was cancelled"
	}
	return status.Words()
}
