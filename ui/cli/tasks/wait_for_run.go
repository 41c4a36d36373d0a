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

// pace is how a wait goes. Zero: as the settings have it, else every 5 s for 600 s.
type pollFlags struct{ interval, timeout time.Duration }

// Flags adds --poll-interval and --timeout.
func (o *pollFlags) Flags(fs *pflag.FlagSet) {
	fs.Var((*seconds)(&o.interval), "poll-interval", "`seconds` between looks, such as 5, 0.5 or 2m (default 5, or poll_interval of the settings)")
	fs.Var((*seconds)(&o.timeout), "timeout", "give up after so many `seconds`; the run goes on (default 600, or timeout of the settings)")
}

// seconds is a flag that takes a number of seconds or a duration with units.
type seconds time.Duration

func (s *seconds) Type() string { return "seconds" }

func (s *seconds) String() string {
	return strconv.FormatFloat(time.Duration(*s).Seconds(), 'f', -1, 64)
}

// Set reads the flag; it must be more than 0.
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
		Long: `wait-for-run looks at one run or several until each has ended, and prints them.
Failed looks are tried again; giving up and ctrl+c leave the runs alive.

Exit codes: 0 completed · 10 a run FAILED · 11 a run was CANCELLED · 124 time
out · 130 interrupted · 3 or 4 the server refuses to tell. With several runs the
worst one counts: 3 and 4 before 124 before 10 before 11.
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
	out.Flags(cmd.Flags(), true)
	return cmd
}

// watched is one run of a wait.
type watchedRun struct {
	id         string
	run        api.Run // as last read; zero before the first success
	err        error   // how the wait ended
	pollFailed bool    // the last look failed
}

// saw takes over a run that was read; none changes nothing.
func (w *watchedRun) setRun(run api.Run) {
	if run.ID != "" {
		w.run = run
	}
}

// waitForRuns waits for runs, prints them to sink and closes it. The error carries
// the exit code of the worst end.
func waitForRuns(ctx context.Context, app *App, conn *Conn, ids []string, options pollFlags, sink *Sink) error {
	rule := api.PollRule{Every: cmp.Or(options.interval, conn.PollInterval), GiveUp: cmp.Or(options.timeout, conn.Timeout)}
	all, left := make([]*watchedRun, len(ids)), len(ids)
	news := make(chan func()) // what a look brought, to be taken over in this goroutine
	progress := newProgress(app, all)
	for i, id := range ids {
		watched := &watchedRun{id: id}
		all[i] = watched
		go func() {
			run, err := conn.Client.WaitForRun(ctx, id, rule, func(look api.Poll) {
				news <- func() {
					watched.pollFailed = look.Err != nil
					watched.setRun(look.Run)
					progress.changed(watched)
				}
			})
			news <- func() {
				watched.err = err
				watched.setRun(run)
				left--
				progress.changed(watched)
			}
		}()
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for left > 0 {
		select {
		case takeOver := <-news:
			takeOver()
		case <-tick.C:
			progress.tick()
		}
	}
	progress.end()
	return printWaited(ctx, app, conn, all, sink)
}

// finish prints what was read and gives the worst end.
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

// endOf turns the end of one wait into an error with its exit code.
func waitError(ctx context.Context, app *App, conn *Conn, watched *watchedRun) error {
	id := string(text.Clean(watched.id))
	again := "ax-tui tasks wait-for-run " + axcmd.Quote(watched.id)
	switch {
	case ctx.Err() != nil:
		return &Fault{
			Code: Interrupted, What: "stopped waiting for the run " + id, Err: ErrInterrupted,
			Next: "The run goes on. Wait again with: " + again + app.CommandSuffix,
		}
	case is[*api.GaveUpError](watched.err):
		return &Fault{
			Code: TimedOut, What: "the run " + id, Err: watched.err,
			Next: "The run goes on. Wait longer with: " + again + " --timeout 3600" + app.CommandSuffix,
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

// ended tells of a bad end, with its reason and what is likely behind it.
func badEndError(ctx context.Context, app *App, conn *Conn, run api.Run, code int) error {
	reason := strings.Join(strings.Fields(string(text.Clean(run.FailureReason))), " ")
	if reason == "" {
		reason = "the server gives no reason"
	}
	fault := &Fault{Code: code, What: fmt.Sprintf("the run %s %s", text.Clean(run.ID), endVerb(run.Status)), Err: errors.New(reason)}
	if found := findings(ctx, app, conn, run); len(found) > 0 {
		word := "Likely: "
		if found[0].Certain {
			word = "Cause: "
		}
		fault.Next = word + found[0].Likely + "; " + found[0].Do
	}
	return fault
}

func endVerb(status api.Status) string {
	if status == api.Cancelled {
		return "was cancelled"
	}
	return status.Words()
}
