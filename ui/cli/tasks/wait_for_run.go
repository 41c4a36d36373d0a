package tasks

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

// pollFlags holds the flags of a wait. Zero values mean those of the settings, else
// 5 s and 600 s.
type pollFlags struct{ interval, timeout time.Duration }

// Flags adds --poll-interval and --timeout.
func (o *pollFlags) Flags(fs *pflag.FlagSet) {
	fs.Var((*interval)(&o.interval), "poll-interval", "`seconds` between polls, such as 5, 0.5 or 2m (default 5, or poll_interval of the settings)")
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

// minInterval is the shortest time between two polls of a run.
const minInterval = 50 * time.Millisecond

// interval is seconds, but not so few that the polls are a load for the server.
type interval time.Duration

func (i *interval) Type() string { return "seconds" }

func (i *interval) String() string { return (*seconds)(i).String() }

// Set parses the flag.
func (i *interval) Set(value string) error {
	if err := (*seconds)(i).Set(value); err != nil {
		return err
	}
	if time.Duration(*i) < minInterval {
		return errors.New("is shorter than the 0.05 seconds that the server is given between two polls")
	}
	return nil
}

// waitForRunCommand is `tasks wait-for-run RUN...`.
func waitForRunCommand(app *App) *cobra.Command {
	var options waitFlags
	var out Output
	var space refFlag
	cmd := &cobra.Command{
		Use:   "wait-for-run RUN...",
		Short: "Wait until runs have ended",
		Long: `wait-for-run polls one or more runs until all have ended, and prints them. A failed
poll is retried; a timeout or ctrl+c does not stop the runs. With several runs the
last line counts how they ended, and the lines before it explain each bad end. With
- the runs are read from standard input, one on each line.

` + runHelp + `

` + gateHelp + `

Exit codes: 0 completed · 10 a run FAILED · 11 a run was CANCELLED · 12 a gate was not
met · 124 timed out · 130 interrupted · 3 or 4 the server refuses the request. With
several runs the worst one counts: 3 and 4 before 124 before 10 before 11 before 12.
ax exits 0 for a failed run; ax-tui differs on purpose.`,
		Example: `  ax-tui tasks wait-for-run VGFza1J1bjo3NzAwMTpOQ1lt --timeout 30m
  ax-tui tasks wait-for-run RUN1 RUN2 "JSON Shape@latest" --poll-interval 2 --output json
  ax-tui tasks wait-for-run "Relevance Monitor@latest" --fail-on-empty --max-error-rate 5%
  ax-tui tasks trigger-run "JSON Shape" "Tone of Voice" -q | ax-tui tasks wait-for-run -`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeRuns(app, anyRun),
		RunE: func(cmd *cobra.Command, refs []string) error {
			gate, err := options.gate(cmd.Flags())
			if err != nil {
				return err
			}
			if refs, err = app.expandRuns(refs); err != nil {
				return err
			}
			return app.with(cmd.Context(), out, func(conn *Conn, sink *Sink) error {
				ids, err := app.runIDs(cmd.Context(), conn, refs, &space)
				if err != nil {
					return err
				}
				return waitForRuns(cmd.Context(), app, conn, ids, options.pollFlags, gate, sink)
			})
		},
	}
	options.Flags(cmd.Flags())
	addRunSpace(&space, cmd.Flags())
	out.Flags(cmd.Flags())
	return cmd
}

// watchedRun is one run of a wait.
type watchedRun struct {
	id      string
	run     api.Run  // as last read; zero before the first successful poll
	task    api.Task // of the run, if several are watched and it could be read
	err     error    // how the wait ended
	pollErr error    // of the last poll, if it failed and another one follows
	gate    outcome.Gate
}

// setRun stores a run that was read; a zero run changes nothing.
func (w *watchedRun) setRun(run api.Run) {
	if run.ID != "" {
		w.run = run
	}
}

// waitForRuns waits for runs, prints them to sink and closes it. Its error has the
// exit code of the run that ended worst.
func waitForRuns(ctx context.Context, app *App, conn *Conn, ids []string, options pollFlags, gate outcome.Gate, sink *Sink) error {
	rule := api.PollRule{Every: cmp.Or(options.interval, conn.PollInterval), GiveUp: cmp.Or(options.timeout, conn.Timeout)}
	all, remaining := make([]*watchedRun, len(ids)), len(ids)
	updates := make(chan func()) // results of polls, applied in this goroutine
	taskOf := app.taskCache(ctx, conn, len(ids) > 1)
	progress := newProgress(app, all)
	for i, id := range ids {
		watched := &watchedRun{id: id, gate: gate}
		all[i] = watched
		go func() {
			run, err := conn.Client.WaitForRun(ctx, id, rule, func(poll api.Poll) {
				task := taskOf(poll.Run.TaskID)
				updates <- func() {
					if watched.pollErr, watched.task = poll.Err, task; poll.Final {
						watched.pollErr = nil
					}
					watched.setRun(poll.Run)
					progress.changed(watched)
				}
			})
			updates <- func() {
				watched.err = err
				watched.setRun(run)
				watched.pollErr = nil
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
