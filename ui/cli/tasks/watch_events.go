package tasks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/record"
	"ax-tui/api/watch"
	"ax-tui/ui/text"
)

// watchEvent is a line of `tasks watch --jsonl`; its help documents the members.
type watchEvent struct {
	Time     time.Time      `json:"time"`
	Event    string         `json:"event"`
	Run      string         `json:"run,omitempty"`
	TaskID   string         `json:"task_id,omitempty"`
	Task     string         `json:"task,omitempty"`
	Status   api.Status     `json:"status,omitempty"`
	Outcome  outcome.ID     `json:"outcome,omitempty"`
	Share    *float64       `json:"error_share"`
	Success  *api.Count     `json:"num_successes"`
	Errors   *api.Count     `json:"num_errors"`
	Skipped  *api.Count     `json:"num_skipped"`
	Reason   string         `json:"failure_reason,omitempty"`
	Runs     []string       `json:"runs"`
	Outcomes map[string]int `json:"outcomes"`
	ExitCode *int           `json:"exit_code"`
}

// Ref returns the ID of the run.
func (e watchEvent) Ref() api.Ref { return api.Ref{ID: e.Run} }

// watchSession is one call of `tasks watch`.
type watchSession struct {
	app     *App
	conn    *Conn
	options *watchOptions
	list    *watch.List
	rule    api.PollRule
	state   api.PollState // of all requests together
	tasks   func(id string) api.Task
	all     []*watchedRun
	began   time.Time // by the clock of app
	start   time.Time // by the clock of the machine
	ended   int
	bad     bool // one of them ended badly
}

// watchTimeout bounds one request: the other runs wait for its answer.
const watchTimeout = 15 * time.Second

// now is the time; it goes on also when the clock of app does not.
func (s *watchSession) now() time.Time {
	return s.began.Add(max(s.app.Now().Sub(s.began), time.Since(s.start)))
}

// run watches until all have ended, or as the flags say, and prints the last line.
func (s *watchSession) run(ctx context.Context, entries []watch.Entry) error {
	first := watchEvent{Event: "watching", Runs: []string{}}
	shown := make([]string, 0, len(entries))
	for _, entry := range entries {
		first.Runs, shown = append(first.Runs, entry.Run.ID), append(shown, entry.Run.ID)
		s.all = append(s.all, &watchedRun{id: entry.Run.ID, run: entry.Run})
	}
	if err := s.print(first, text.Safe(text.Plural(len(entries), "run"))); err != nil {
		return err
	}
	s.state = api.PollState{Since: s.began}
	for i, entry := range entries {
		if s.all[i].run.Status == "" {
			s.all[i].run = api.Run{}
		}
		var err error
		switch entry.Task.Name = cmp.Or(entry.Task.Name, s.tasks(entry.Run.TaskID).Name); {
		case entry.Run.Status.Terminal():
			s.all[i].task.Name = entry.Task.Name
			err = s.done(s.all[i], entry.Run, entry.Task)
		default:
			s.list.Add(entry, s.now())
		}
		if err != nil {
			return err
		}
	}
	s.list.Show(shown...)
	for !s.over() {
		if err := s.step(ctx); err != nil {
			return err
		}
	}
	return s.end(ctx)
}

// over reports whether there is nothing left to wait for.
func (s *watchSession) over() bool {
	return s.list.Active() == 0 || s.options.first && s.ended > 0 || s.options.failFast && s.bad
}

// step sends the next request when it is due and prints what its answer tells. The error
// is that of writing; how a watch ends otherwise is kept with its runs.
func (s *watchSession) step(ctx context.Context) error {
	now := s.now()
	id, at, ok := s.list.Next(now)
	if left := s.rule.Left(s.state, now); !ok || left <= 0 || !pause(ctx, min(at.Sub(now), left)) {
		s.stop(ctx, s.list.Refused())
		return nil
	}
	if at.After(s.now()) {
		return nil // only the time that was left is over
	}
	s.list.Asking(id, s.now())
	asking, cancel := context.WithTimeout(ctx, watchTimeout)
	run, err := s.conn.Client.PollRun(asking, id, s.rule.Left(s.state, s.now()))
	cancel()
	if ctx.Err() != nil {
		s.stop(ctx, ctx.Err())
		return nil //nolint:nilerr // stop has noted why
	}
	at = s.now()
	var event watch.Event
	if err == nil {
		event = s.list.Answer(run, at)
	} else {
		event = s.list.Failed(id, err, at)
	}
	if err := s.tell(event, id, err); err != nil {
		return err
	}
	if api.Is(err, api.NotFound, api.Invalid, api.Unprocessable) {
		err = nil // it concerns this run only
	}
	var next api.Decision
	s.state, next = s.rule.Next(s.state, at, api.Outcome{Err: err}, rand.Float64())
	if err != nil && next.Stop == api.None && !pause(ctx, next.Wait) {
		s.stop(ctx, ctx.Err())
	}
	return nil
}

// pause waits; it reports false when ctx ends first.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(max(wait, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// stop ends the watch of every run that has not ended: because of err, or else of the
// timeout.
func (s *watchSession) stop(ctx context.Context, err error) {
	for _, watched := range s.all {
		entry, listed := s.list.Remove(watched.id)
		if !listed || entry.State != watch.Active {
			continue
		}
		if watched.err = err; err == nil && ctx.Err() == nil {
			watched.err = &api.GaveUpError{After: s.now().Sub(s.began), Last: entry.Run, Err: entry.Err}
		}
	}
}

// tell prints what an answer tells; err is why there was none.
func (s *watchSession) tell(event watch.Event, id string, err error) error {
	at := slices.IndexFunc(s.all, func(watched *watchedRun) bool { return watched.id == id })
	watched, entry := s.all[at], &event.Entry
	if (err != nil) != (watched.pollErr != nil) && event.Kind == watch.Nothing {
		line := text.Lit("is read again")
		if err != nil {
			line = text.Safe(retryNote(err))
		}
		s.app.Note(text.Concat(text.Safe(s.now().UTC().Format("15:04:05")), " UTC  ", text.Clean(id), "  ", line))
	}
	watched.pollErr = err
	if event.Kind == watch.Nothing {
		return nil
	}
	watched.setRun(entry.Run)
	if entry.Task.Name == "" {
		entry.Task = s.tasks(entry.Run.TaskID).Ref()
		s.list.Name(entry.Task)
	}
	watched.task.Name = entry.Task.Name
	switch event.Kind {
	case watch.Nothing, watch.Forbidden: // end reports it
		return nil
	case watch.Ended:
		return s.done(watched, entry.Run, entry.Task)
	case watch.Vanished:
		watched.err, watched.pollErr = err, nil
		s.ended++
		s.bad = true
		return s.print(watchEvent{Event: "lost", Run: id, TaskID: entry.Task.ID, Task: entry.Task.Name, Reason: api.Reason(err)}, text.Clean(api.Reason(err)))
	case watch.Changed, watch.Stalled:
	}
	name := map[watch.Kind]string{watch.Changed: "changed", watch.Stalled: "stalled"}[event.Kind]
	words := text.Safe(newProgress(s.app, nil).line(watched))
	if event.Kind == watch.Stalled {
		words = text.Concat(words, "  no counter has moved for ", text.Safe(text.Dur(entry.StalledFor(s.now()))))
	}
	return s.print(newEvent(name, &entry.Run, entry.Task, entry.Outcome(s.now())), words)
}

// done prints the end of a run, once.
func (s *watchSession) done(watched *watchedRun, run api.Run, task api.Ref) error {
	watched.pollErr = nil
	watched.setRun(run)
	s.ended++
	s.bad = s.bad || run.Status != api.Completed
	words := text.Safe(newProgress(s.app, nil).line(watched))
	if run.FailureReason != "" {
		words = text.Concat(words, "  ", text.CleanN(run.FailureReason, 300))
	}
	return s.print(newEvent("done", &run, task, achieved(s.app, run)), words)
}

func newEvent(name string, run *api.Run, task api.Ref, reached outcome.Outcome) watchEvent {
	event := watchEvent{
		Event: name, Run: run.ID, TaskID: cmp.Or(task.ID, run.TaskID), Task: task.Name, Status: run.Status, Outcome: reached.ID,
		Success: known(&run.Successes), Errors: known(&run.Errors), Skipped: known(&run.Skipped), Reason: run.FailureReason,
	}
	if share, tried := outcome.ErrorShare(*run); tried {
		event.Share = &share
	}
	return event
}

// known returns a count, nil if the server did not say it.
func known(count *api.Count) *api.Count {
	if !count.Known() {
		return nil
	}
	return count
}

// print writes a line to Out at once.
func (s *watchSession) print(event watchEvent, words text.Safe) error {
	event.Time = s.now()
	out := writer{s.app.Out, "the output"}
	if s.options.jsonl {
		return record.One(out, record.JSONL, record.Of(event), record.Cells{})
	}
	line := fmt.Sprintf("%s UTC  %-8s", event.Time.UTC().Format("15:04:05"), event.Event)
	if event.Run != "" {
		line += "  " + string(text.Clean(event.Run)) + "  " + string(text.Clean(cmp.Or(event.Task, event.TaskID)))
	}
	_, err := fmt.Fprintln(out, line+"  "+string(words))
	return err
}

// end prints the last line and returns the error with the exit code of the worst end.
func (s *watchSession) end(ctx context.Context) error {
	summary := text.Safe(text.Plural(len(s.all), "run") + ": " + countByOutcome(s.app, s.all, "not read"))
	if len(s.all) == 0 {
		summary = "no run to watch"
	}
	failed, worst := waitErrors(ctx, s.app, s.conn, s.all)
	last := watchEvent{Event: "end", Runs: []string{}, Outcomes: map[string]int{}}
	for _, watched := range s.all {
		if !watched.run.Status.Terminal() {
			last.Runs = append(last.Runs, watched.id)
		}
		if watched.run.ID != "" {
			last.Outcomes[string(achieved(s.app, watched.run).ID)]++
		}
	}
	code := CodeOf(worst)
	last.ExitCode = &code
	if err := s.print(last, summary); err != nil {
		return err
	}
	if len(s.all) < 2 || worst == nil {
		return worst
	}
	s.app.noteErrors(failed)
	if summed, ok := errors.AsType[*Fault](waitSummary(s.app, s.all, worst)); ok {
		return summed
	}
	return worst
}
