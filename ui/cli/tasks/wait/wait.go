// Package wait waits for runs to end: `tasks wait-for-run`, and the --wait of
// trigger-run. Every run is polled by the one rule of package api.
//
// It promises: a failed poll never ends a wait; giving up, a lost key or
// ctrl+c never stop a run and say so; what was read of the runs is printed
// however the wait ends; progress goes to Err, one line that is written over
// on a terminal, a line a change elsewhere, without escape sequences.
//
// It imports core, show and what is below them; never Bubble Tea.
package wait

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/ui/cli/tasks/core"
	"ax-tui/ui/cli/tasks/show"
	"ax-tui/ui/text"
)

// Options are the pace of a wait. Zero: every 5 s, for 600 s.
type Options struct{ Every, GiveUp time.Duration }

// Flags adds --poll-interval and --timeout.
func (o *Options) Flags(fs *pflag.FlagSet) {
	o.Every, o.GiveUp = 5*time.Second, 600*time.Second
	fs.Var((*seconds)(&o.Every), "poll-interval", "`seconds` between looks, such as 5, 0.5 or 2m")
	fs.Var((*seconds)(&o.GiveUp), "timeout", "give up after so many `seconds`; the run goes on")
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

// ForRun is `tasks wait-for-run RUN...`.
func ForRun(app *core.App) *cobra.Command {
	var o Options
	var out core.Output
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
		ValidArgsFunction: show.Runs(app),
		RunE: func(cmd *cobra.Command, ids []string) error {
			conn, err := app.Open(cmd.Context())
			if err != nil {
				return err
			}
			sink, err := app.Sink(out, conn.Format)
			if err != nil {
				return err
			}
			return Runs(cmd.Context(), app, conn, distinct(ids), o, sink)
		},
	}
	o.Flags(cmd.Flags())
	out.Flags(cmd.Flags(), true)
	return cmd
}

func distinct(ids []string) (out []string) {
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// watched is one run of a wait.
type watched struct {
	id    string
	run   api.Run // as last read; zero before the first success
	err   error   // how the wait ended
	fails bool    // the last look failed
	ended bool
}

// event is what a look at one run brought.
type event struct {
	n    int
	poll api.Poll
	run  api.Run
	err  error
	done bool
}

// Runs waits for runs, prints them to sink and closes it. The error carries
// the exit code of the worst end.
func Runs(ctx context.Context, app *core.App, conn *core.Conn, ids []string, o Options, sink *core.Sink) error {
	all := make([]*watched, len(ids))
	events := make(chan event)
	for i, id := range ids {
		all[i] = &watched{id: id}
		go func() {
			run, err := conn.Client.WaitForRun(ctx, id, api.PollRule{Every: o.Every, GiveUp: o.GiveUp}, func(p api.Poll) {
				events <- event{n: i, poll: p}
			})
			events <- event{n: i, run: run, err: err, done: true}
		}()
	}
	p := newProgress(app, all)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for left := len(ids); left > 0; {
		select {
		case e := <-events:
			if take(all[e.n], e) {
				left--
			}
			p.changed(all[e.n])
		case <-tick.C:
			p.tick()
		}
	}
	p.end()
	return finish(ctx, app, conn, all, sink)
}

// take notes an event and reports whether it was the run's last.
func take(w *watched, e event) bool {
	if e.done {
		w.err, w.ended = e.err, true
		if e.run.ID != "" {
			w.run = e.run
		}
		return true
	}
	w.fails = e.poll.Err != nil
	if e.poll.Run.ID != "" {
		w.run = e.poll.Run
	}
	return false
}

// finish prints what was read and gives the worst end.
func finish(ctx context.Context, app *core.App, conn *core.Conn, all []*watched, sink *core.Sink) error {
	var runs []api.Run
	var worst error
	for _, w := range all {
		if w.run.ID != "" {
			runs = append(runs, w.run)
		}
		if err := outcome(ctx, app, conn, w); rank(err) > rank(worst) {
			worst = err
		}
	}
	if len(runs) == 0 {
		return sink.Close(worst)
	}
	// The reading of the task for the likely cause must not hang on a context
	// that ctrl+c has ended.
	var err error
	if len(all) == 1 {
		err = show.Run(ctx, app, conn, sink, runs[0])
	} else {
		err = show.RunRows(app, sink, runs)
	}
	if err = sink.Close(err); err != nil {
		return err
	}
	return worst
}

// outcome turns the end of one wait into an error with its exit code.
func outcome(ctx context.Context, app *core.App, conn *core.Conn, w *watched) error {
	id := string(text.Clean(w.id))
	again := "ax-tui tasks wait-for-run " + id
	var gaveUp *api.GaveUpError
	switch {
	case ctx.Err() != nil:
		return &core.Fault{
			Code: core.Interrupted, What: "stopped waiting for the run " + id, Err: core.ErrInterrupted,
			Next: "The run goes on. Wait again with: " + again,
		}
	case errors.As(w.err, &gaveUp):
		return &core.Fault{
			Code: core.TimedOut, What: "the run " + id, Err: w.err,
			Next: "The run goes on. Wait longer with: " + again + " --timeout 3600",
		}
	case w.err != nil:
		return core.Failed("cannot watch the run "+id, w.err)
	case w.run.Status == api.Failed:
		return ended(ctx, app, conn, w.run, core.RunFailed)
	case w.run.Status == api.Cancelled:
		return ended(ctx, app, conn, w.run, core.RunCancel)
	}
	return nil
}

// ended tells of a bad end, with its reason and what is likely behind it.
func ended(ctx context.Context, app *core.App, conn *core.Conn, r api.Run, code int) error {
	reason := strings.Join(strings.Fields(string(text.Clean(r.FailureReason))), " ")
	if reason == "" {
		reason = "the server gives no reason"
	}
	f := &core.Fault{Code: code, What: fmt.Sprintf("the run %s %s", text.Clean(r.ID), was(r.Status)), Err: errors.New(reason)}
	if found := show.Findings(ctx, app, conn, r); len(found) > 0 {
		word := "Likely: "
		if found[0].Certain {
			word = "Cause: "
		}
		f.Next = word + found[0].Likely + "; " + found[0].Do
	}
	return f
}

func was(s api.Status) string {
	if s == api.Cancelled {
		return "was cancelled"
	}
	return s.Words()
}

// rank orders ends: the server's refusal, time out, failed, cancelled. An
// interruption is above them all.
func rank(err error) int {
	if err == nil {
		return 0
	}
	switch core.CodeOf(err) {
	case core.RunCancel:
		return 1
	case core.RunFailed:
		return 2
	case core.TimedOut:
		return 3
	case core.Interrupted:
		return 5
	}
	return 4
}
