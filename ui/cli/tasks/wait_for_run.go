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
type pace struct{ every, giveUp time.Duration }

// Flags adds --poll-interval and --timeout.
func (o *pace) Flags(fs *pflag.FlagSet) {
	fs.Var((*seconds)(&o.every), "poll-interval", "`seconds` between looks, such as 5, 0.5 or 2m (default 5, or poll_interval of the settings)")
	fs.Var((*seconds)(&o.giveUp), "timeout", "give up after so many `seconds`; the run goes on (default 600, or timeout of the settings)")
}

// seconds is a flag that takes a number of seconds or a duration with units.
type seconds time.Duration

func (s *seconds) Type() string { return "seconds" }

func (s *seconds) String() string {
	return strconv.FormatFloat(time.Duration(*s).Seconds(), 'f', -1, 64)
}

// Set reads the flag; it must be more than 0.
func (s *seconds) Set(v string) error {
	d, err := time.ParseDuration(v)
	if n, ferr := strconv.ParseFloat(v, 64); ferr == nil {
		d, err = time.Duration(n*float64(time.Second)), nil
	}
	if err != nil || d <= 0 || d > 365*24*time.Hour {
		return errors.New("is not a number of seconds above 0, such as 5, 0.5 or 10m")
	}
	*s = seconds(d)
	return nil
}

// waitForRunCommand is `tasks wait-for-run RUN...`.
func waitForRunCommand(app *App) *cobra.Command {
	var o pace
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
				return waitForRuns(cmd.Context(), app, conn, distinct(ids), o, sink)
			})
		},
	}
	o.Flags(cmd.Flags())
	out.Flags(cmd.Flags())
	return cmd
}

// watched is one run of a wait.
type watched struct {
	id    string
	run   api.Run // as last read; zero before the first success
	err   error   // how the wait ended
	fails bool    // the last look failed
}

// saw takes over a run that was read; none changes nothing.
func (w *watched) saw(run api.Run) {
	if run.ID != "" {
		w.run = run
	}
}

// waitForRuns waits for runs, prints them to sink and closes it. The error carries
// the exit code of the worst end.
func waitForRuns(ctx context.Context, app *App, conn *Conn, ids []string, o pace, sink *Sink) error {
	rule := api.PollRule{Every: cmp.Or(o.every, conn.Every), GiveUp: cmp.Or(o.giveUp, conn.GiveUp)}
	all, left := make([]*watched, len(ids)), len(ids)
	news := make(chan func()) // what a look brought, to be taken over in this goroutine
	progress := newProgress(app, all)
	for i, id := range ids {
		w := &watched{id: id}
		all[i] = w
		go func() {
			run, err := conn.Client.WaitForRun(ctx, id, rule, func(look api.Poll) {
				news <- func() {
					w.fails = look.Err != nil
					w.saw(look.Run)
					progress.changed(w)
				}
			})
			news <- func() {
				w.err = err
				w.saw(run)
				left--
				progress.changed(w)
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
	return finish(ctx, app, conn, all, sink)
}

// finish prints what was read and gives the worst end.
func finish(ctx context.Context, app *App, conn *Conn, all []*watched, sink *Sink) error {
	var runs []api.Run
	var worst error
	for _, watched := range all {
		if watched.run.ID != "" {
			runs = append(runs, watched.run)
		}
		if err := endOf(ctx, app, conn, watched); severity(err) > severity(worst) {
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
func endOf(ctx context.Context, app *App, conn *Conn, w *watched) error {
	id := string(text.Clean(w.id))
	again := "ax-tui tasks wait-for-run " + axcmd.Quote(w.id)
	switch {
	case ctx.Err() != nil:
		return &Fault{
			Code: Interrupted, What: "stopped waiting for the run " + id, Err: ErrInterrupted,
			Next: "The run goes on. Wait again with: " + again + app.Again,
		}
	case is[*api.GaveUpError](w.err):
		return &Fault{
			Code: TimedOut, What: "the run " + id, Err: w.err,
			Next: "The run goes on. Wait longer with: " + again + " --timeout 3600" + app.Again,
		}
	case w.err != nil:
		return WrapError("cannot watch the run "+id, w.err)
	case w.run.Status == api.Failed:
		return ended(ctx, app, conn, w.run, RunFailed)
	case w.run.Status == api.Cancelled:
		return ended(ctx, app, conn, w.run, RunCancel)
	}
	return nil
}

// ended tells of a bad end, with its reason and what is likely behind it.
func ended(ctx context.Context, app *App, conn *Conn, run api.Run, code int) error {
	reason := strings.Join(strings.Fields(string(text.Clean(run.FailureReason))), " ")
	if reason == "" {
		reason = "the server gives no reason"
	}
	fault := &Fault{Code: code, What: fmt.Sprintf("the run %s %s", text.Clean(run.ID), was(run.Status)), Err: errors.New(reason)}
	if found := findings(ctx, app, conn, run); len(found) > 0 {
		word := "Likely: "
		if found[0].Certain {
			word = "Cause: "
		}
		fault.Next = word + found[0].Likely + "; " + found[0].Do
	}
	return fault
}

func was(status api.Status) string {
	if status == api.Cancelled {
		return "was cancelled"
	}
	return status.Words()
}
