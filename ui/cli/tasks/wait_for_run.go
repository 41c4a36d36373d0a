package tasks

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
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
poll is retried; a timeout or ctrl+c does not stop the runs. A run that the server does
not know is asked about for 10 s, since it may just have been started. With several runs
the last line counts how they ended, and the lines before it explain each bad end; they
share one budget of requests (watch_budget of the settings, 2 a second). With - the runs
are read from standard input, one on each line.

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
				wait := newWait(cmd.Context(), app, conn, options.pollFlags, len(refs) > 1)
				wait.again = options.again(cmd.Flags())
				var ids []string
				err := wait.find(cmd.Context(), func(ctx context.Context) (err error) {
					ids, err = app.runIDs(ctx, conn, refs, &space)
					return err
				})
				if err != nil {
					return err
				}
				return wait.waitForRuns(cmd.Context(), ids, gate, sink)
			})
		},
	}
	options.Flags(cmd.Flags())
	addRunSpace(&space, cmd.Flags())
	out.Flags(cmd.Flags())
	return cmd
}

// waitAgain proposes the command that goes on with a wait, with the flags that were given.
type waitAgain struct {
	watch   bool // `tasks watch`, else wait-for-run
	flags   []string
	timeout time.Duration // that was given; 0: none
}

// again returns what goes on with a wait that had these flags; those of the start of a
// run are left out.
func (o *pollFlags) again(fs *pflag.FlagSet) waitAgain {
	kept := append(gateFlagNames(), "poll-interval", "output", "quiet", "csv-safe", "jsonl", "fail-fast", "any")
	return waitAgain{
		watch: fs.Lookup("jsonl") != nil, timeout: o.timeout,
		flags: givenFlags(fs, func(name string) bool { return slices.Contains(kept, name) }),
	}
}

// command returns the command for runs, with a longer timeout if the last one was too short.
func (a waitAgain) command(longer bool, ids ...string) string {
	words := []string{"ax-tui", "tasks", "wait-for-run"}
	if a.watch {
		words[2] = "watch"
	}
	for _, id := range ids {
		words = append(words, axcmd.Quote(id))
	}
	words = append(words, a.flags...)
	timeout := seconds(a.timeout)
	if longer {
		timeout = seconds(max(2*a.timeout, time.Hour))
	}
	if timeout > 0 {
		words = append(words, "--timeout", timeout.String())
	}
	return strings.Join(words, " ")
}

// waitForRuns waits for runs, prints them to sink and closes it. Its error has the
// exit code of the run that ended worst.
func (w *runWait) waitForRuns(ctx context.Context, ids []string, gate outcome.Gate, sink *Sink) error {
	for _, id := range ids {
		w.add(&watch.Entry{Run: api.Run{ID: id}}, gate)
	}
	progress := newProgress(w.app, w.all)
	w.tick = progress.tick
	w.news = func(_ watch.Event, watched *watchedRun) error {
		progress.changed(watched)
		return nil
	}
	err := w.until(ctx)
	progress.end()
	if err != nil {
		return err
	}
	return printWaited(ctx, w.app, w.conn, w.all, sink)
}
