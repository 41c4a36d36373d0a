package tasks

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/resolve"
	"ax-tui/api/watch"
)

// watchedRun is one run of a wait.
type watchedRun struct {
	id      string
	run     api.Run  // as last read; zero before the first successful poll
	task    api.Task // of the run, if its name is wanted and it could be read
	err     error    // how the wait ended
	pollErr error    // of the last poll, if it failed and another one follows
	gate    outcome.Gate
	again   waitAgain
}

// runWait waits for runs: the loop of wait-for-run, trigger-run --wait and watch. All runs
// share one budget of requests and, after a failure, one back-off.
type runWait struct {
	app   *App
	conn  *Conn
	list  *watch.List
	rule  api.PollRule
	state api.PollState // of all requests together
	tasks func(id string) api.Task
	all   []*watchedRun
	again waitAgain
	began time.Time // by the clock of app
	start time.Time // by the clock of the machine

	over func() bool                          // ends the wait; nil: never
	tick func()                               // called every second; nil: not
	news func(watch.Event, *watchedRun) error // called after each answer; its error ends the wait
}

// oneOfMany bounds a request while other runs wait for its answer.
const oneOfMany = 15 * time.Second

// newWait returns a wait that begins now, so that what is read before it counts for the
// timeout. names says whether the names of tasks are wanted.
func newWait(ctx context.Context, app *App, conn *Conn, options pollFlags, names bool) *runWait {
	every := cmp.Or(options.interval, conn.PollInterval, 5*time.Second)
	return &runWait{
		app: app, conn: conn, began: app.Now(), start: time.Now(), tasks: app.taskCache(ctx, conn, names),
		list:  watch.New(watch.Rule{Budget: max(cmp.Or(conn.Budget, 2), 1/every.Seconds()), Every: every}),
		rule:  api.PollRule{Every: every, GiveUp: cmp.Or(options.timeout, conn.Timeout)},
		state: api.PollState{Since: app.Now()},
	}
}

// now is the time; it goes on also when the clock of app does not.
func (w *runWait) now() time.Time {
	return w.began.Add(max(w.app.Now().Sub(w.began), time.Since(w.start)))
}

// find calls read, which finds the runs to wait for, within the time of the wait.
func (w *runWait) find(ctx context.Context, read func(context.Context) error) error {
	bounded, stop := context.WithTimeout(ctx, w.rule.Left(w.state, w.now()))
	defer stop()
	err := read(bounded)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return &Fault{Code: TimedOut, What: "the runs were not found in time", Err: err, Next: "Wait longer with a greater --timeout."}
	}
	return err
}

// add waits for a run, unless it has ended.
func (w *runWait) add(entry *watch.Entry, gate outcome.Gate) *watchedRun {
	watched := &watchedRun{id: entry.Run.ID, gate: gate, again: w.again}
	if watched.task.Name = entry.Task.Name; entry.Run.Status != "" {
		watched.run = entry.Run
	}
	w.all = append(w.all, watched)
	w.list.Add(*entry, w.now())
	return watched
}

// until waits until all runs have ended, the timeout is over, ctx ends, or over says so.
// How each wait ended is kept with its run.
func (w *runWait) until(ctx context.Context) error {
	shown := make([]string, len(w.all))
	for i, watched := range w.all {
		shown[i] = watched.id
	}
	w.list.Show(shown...)
	if err := w.readAll(ctx); err != nil {
		return err
	}
	for w.list.Active() > 0 && (w.over == nil || !w.over()) {
		if err := w.step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// readAll reads the runs that were not read yet, several at the same time, so that those
// that have ended do not wait for their turn. What fails is left to step.
func (w *runWait) readAll(ctx context.Context) error {
	var ids []string
	for _, watched := range w.all {
		if watched.run.ID == "" {
			ids = append(ids, watched.id)
		}
	}
	if len(ids) < 2 {
		return nil
	}
	look, found, read := &lookups{}, map[string]api.Run{}, make(chan struct{})
	go func() {
		defer close(read)
		_ = look.each(ctx, ids, func(ctx context.Context, id string) error {
			run, err := w.conn.Client.PollRun(ctx, id, min(oneOfMany, w.rule.Left(w.state, w.now())))
			look.mu.Lock()
			defer look.mu.Unlock()
			if err == nil {
				found[id] = run
			}
			return err
		})
	}()
	w.ticking(read)
	for _, id := range ids {
		if run, ok := found[id]; ok {
			w.list.Asking(id, w.now())
			if err := w.take(ctx, id, &run, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// step sends the next request when it is due and tells what its answer means.
func (w *runWait) step(ctx context.Context) error {
	now := w.now()
	id, at, ok := w.list.Next(now)
	if left := w.rule.Left(w.state, now); !ok || left <= 0 || !w.pause(ctx, min(at.Sub(now), left)) {
		w.stop(ctx, w.list.Refused(), 0)
		return nil
	}
	w.list.Asking(id, w.now()) // perhaps early: one more when the time is over
	run, err := w.ask(ctx, id)
	if ctx.Err() != nil {
		w.stop(ctx, ctx.Err(), 0)
		return nil //nolint:nilerr // stop has noted why
	}
	if err := w.take(ctx, id, &run, err); err != nil {
		return err
	}
	if api.Is(err, api.NotFound, api.Invalid, api.Unprocessable) {
		err = nil // it concerns this run only
	}
	var next api.Decision
	at = w.now()
	w.state, next = w.rule.Next(w.state, at, api.Outcome{Err: err}, rand.Float64())
	var apiErr *api.Error
	switch {
	case next.Stop == api.GaveUp && errors.As(err, &apiErr) && w.rule.Left(w.state, at) > 0:
		w.stop(ctx, nil, apiErr.RetryAfter)
	case err != nil && next.Stop == api.None && !w.pause(ctx, next.Wait):
		w.stop(ctx, ctx.Err(), 0)
	}
	return nil
}

// ask reads a run; the time goes on meanwhile.
func (w *runWait) ask(ctx context.Context, id string) (run api.Run, err error) {
	left := w.rule.Left(w.state, w.now())
	if w.list.Active() > 1 {
		left = min(left, oneOfMany)
	}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		run, err = w.conn.Client.PollRun(ctx, id, left)
	}()
	w.ticking(answered)
	return run, err
}

// take applies an answer.
func (w *runWait) take(ctx context.Context, id string, run *api.Run, err error) error {
	watched := w.all[slices.IndexFunc(w.all, func(one *watchedRun) bool { return one.id == id })]
	var event watch.Event
	switch at := w.now(); {
	case err == nil:
		event = w.list.Answer(*run, at)
	case watched.run.ID == "" && w.otherKind(ctx, id, err):
		entry, _ := w.list.Remove(id)
		event = watch.Event{Kind: watch.Vanished, Entry: entry}
	default:
		event = w.list.Failed(id, err, at)
	}
	watched.pollErr = err
	if entry, listed := w.list.Find(id); listed && err == nil {
		watched.run = entry.Run
	}
	if event.Kind == watch.Vanished {
		watched.err = err
	}
	if watched.err != nil || w.list.Refused() != nil {
		watched.pollErr = nil // none follows
	}
	if watched.task.Name == "" {
		watched.task = w.tasks(watched.run.TaskID)
		w.list.Name(watched.task.Ref())
	}
	return w.news(event, watched)
}

// otherKind reports whether an ID that no run has cannot be one that was just created:
// the server refuses its syntax, or has something else of this ID.
func (w *runWait) otherKind(ctx context.Context, id string, err error) bool {
	if !api.Is(err, api.NotFound) {
		return api.Is(err, api.Invalid, api.Unprocessable)
	}
	if !resolve.IsID(id) {
		return true
	}
	if entry, listed := w.list.Find(id); listed && entry.Failures > 0 {
		return false // it was looked up after the first failure
	}
	ctx, stop := hintContext(ctx)
	defer stop()
	kind, _ := resolve.Kind(ctx, w.conn.Client, id, "run")
	return kind != ""
}

// stop ends the wait for every run that has not ended: because of err, or else of the
// timeout; asked is how long the server asked to wait beyond it. A run that the server
// never knew was not found.
func (w *runWait) stop(ctx context.Context, err error, asked time.Duration) {
	for _, watched := range w.all {
		entry, listed := w.list.Remove(watched.id)
		if !listed || entry.State != watch.Active {
			continue
		}
		watched.pollErr = nil
		switch watched.err = err; {
		case err != nil || ctx.Err() != nil:
		case watched.run.ID == "" && api.Is(entry.Err, api.NotFound):
			watched.err = entry.Err
		default:
			watched.err = &api.GaveUpError{After: w.now().Sub(w.began), Last: watched.run, Err: entry.Err, Asked: asked}
		}
	}
}

// pause waits; it reports false when ctx ends first.
func (w *runWait) pause(ctx context.Context, wait time.Duration) bool {
	bounded, cancel := context.WithTimeout(ctx, max(wait, 0))
	defer cancel()
	w.ticking(bounded.Done())
	return ctx.Err() == nil
}

// ticking calls tick every second until done.
func (w *runWait) ticking(done <-chan struct{}) {
	if w.tick == nil {
		<-done
		return
	}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-done:
			return
		case <-second.C:
			w.tick()
		}
	}
}
