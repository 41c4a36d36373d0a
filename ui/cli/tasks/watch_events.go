package tasks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	Tasks    []*string      `json:"tasks"`
	Outcomes map[string]int `json:"outcomes"`
	ExitCode *int           `json:"exit_code"`
}

// Ref returns the ID of the run.
func (e watchEvent) Ref() api.Ref { return api.Ref{ID: e.Run} }

// watchSession is one call of `tasks watch`.
type watchSession struct {
	*runWait
	jsonl  bool
	failed map[*watchedRun]bool // the last poll of which, as it was printed
	ended  int
	bad    bool // one of them ended badly
}

// run watches until all have ended, or as the flags say, and prints the last line.
func (s *watchSession) run(ctx context.Context, entries []*watch.Entry) error {
	first := watchEvent{Event: "watching", Runs: []string{}, Tasks: []*string{}}
	for _, entry := range entries {
		entry.Task.Name = cmp.Or(entry.Task.Name, s.tasks(entry.Run.TaskID).Name)
		watched := s.add(entry, outcome.Gate{})
		first.Runs = append(first.Runs, watched.id)
		var name *string
		if watched.task.Name != "" {
			name = &watched.task.Name
		}
		first.Tasks = append(first.Tasks, name)
	}
	if err := s.print(first, text.Safe(text.Plural(len(entries), "run"))); err != nil {
		return err
	}
	s.news = s.tell
	for i, entry := range entries {
		if entry.Run.Status.Terminal() {
			if err := s.done(s.all[i]); err != nil {
				return err
			}
		}
	}
	if err := s.until(ctx); err != nil {
		return err
	}
	return s.end(ctx)
}

// tell prints what an answer tells.
func (s *watchSession) tell(event watch.Event, watched *watchedRun) error {
	if failed := watched.pollErr != nil; failed != s.failed[watched] && event.Kind == watch.Nothing {
		line := text.Lit("is read again")
		if failed {
			line = text.Safe(retryNote(watched.pollErr))
		}
		s.app.Note(text.Concat(text.Safe(s.now().UTC().Format("15:04:05")), " UTC  ", text.Clean(watched.id), "  ", line))
	}
	s.failed[watched] = watched.pollErr != nil
	words := text.Safe(newProgress(s.app, nil).line(watched))
	switch event.Kind {
	case watch.Nothing, watch.Forbidden: // end reports it
		return nil
	case watch.Ended:
		return s.done(watched)
	case watch.Vanished:
		s.ended++
		s.bad = true
		reason := api.Reason(watched.err)
		return s.print(watchEvent{Event: "lost", Run: watched.id, TaskID: watched.run.TaskID, Task: watched.task.Name, Reason: reason}, text.Clean(reason))
	case watch.Stalled:
		words = text.Concat(words, "  no counter has moved for ", text.Safe(text.Dur(event.Entry.StalledFor(s.now()))))
	case watch.Changed:
	}
	name := map[watch.Kind]string{watch.Changed: "changed", watch.Stalled: "stalled"}[event.Kind]
	return s.print(newEvent(name, watched, event.Entry.Outcome(s.now())), words)
}

// done prints the end of a run, once.
func (s *watchSession) done(watched *watchedRun) error {
	s.ended++
	s.bad = s.bad || watched.run.Status != api.Completed
	words := text.Safe(newProgress(s.app, nil).line(watched))
	if watched.run.FailureReason != "" {
		words = text.Concat(words, "  ", text.CleanN(watched.run.FailureReason, 300))
	}
	return s.print(newEvent("done", watched, achieved(s.app, &watched.run)), words)
}

func newEvent(name string, watched *watchedRun, reached outcome.Outcome) watchEvent {
	run := &watched.run
	event := watchEvent{
		Event: name, Run: run.ID, TaskID: run.TaskID, Task: watched.task.Name, Status: run.Status, Outcome: reached.ID,
		Success: known(&run.Successes), Errors: known(&run.Errors), Skipped: known(&run.Skipped), Reason: run.FailureReason,
	}
	if share, tried := outcome.ErrorShare(run); tried {
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
	if s.jsonl {
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
			last.Outcomes[string(achieved(s.app, &watched.run).ID)]++
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
