package app

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/watch"
	"ax-tui/api/watch/store"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// watching is the list of watched runs of a session. It lives as long as the session,
// whatever screens are open; the store keeps it longer.
type watching struct {
	host.Owner
	list      *watch.List
	store     *store.Store
	get       func(context.Context, string) (api.Run, error)
	scheduled int // version of the list for which its poll is scheduled
	ticking   bool
}

const (
	keyWatch = "watch"
	// watchTimeout bounds the request for one run: the others wait for its answer.
	watchTimeout = 15 * time.Second
	// loadDelay is when the list is read from disk: after the first frame.
	loadDelay = 300 * time.Millisecond
)

// watchAnswer is the answer of a request for a watched run.
type watchAnswer struct {
	host.Tag
	id  string
	run api.Run
	err error
}

func (watchAnswer) PollKey() string { return keyWatch }

// Outcome hides the failures that concern one run only: the next request is for another.
func (a watchAnswer) Outcome() api.Outcome {
	if api.Is(a.err, api.NotFound, api.Invalid, api.Unprocessable) {
		return api.Outcome{}
	}
	return api.Outcome{Err: a.err}
}

// startWatching begins with an empty list, to which loadWatched adds.
func (r *Root) startWatching(session *Session) {
	r.watching = watching{
		Owner: host.NewOwner(r.env), store: session.Watches, get: session.GetRun,
		list: watch.New(watch.Rule{Budget: r.config.Budget, Every: r.env.Watch.Every}),
	}
	r.env.Watches = r.watching.list
	r.env.Polls.Show(r.watching.ID)
}

// loadWatched reads the list that earlier starts of the program have kept.
func (r *Root) loadWatched() tea.Cmd {
	kept, now, session := r.watching.store, r.env.Now(), r.writes.session
	if kept == nil {
		return nil
	}
	return r.env.After(loadDelay, toRoot(func(*Root) tea.Cmd {
		return func() tea.Msg {
			entries := kept.Load(now)
			return toRoot(func(root *Root) tea.Cmd {
				if session != root.writes.session {
					return nil
				}
				for _, entry := range entries {
					root.watching.list.Add(entry, root.env.Now())
				}
				return root.broadcast(host.WatchesChanged{})
			})
		}
	}))
}

// changeWatch starts or ends the watch of a run.
func (r *Root) changeWatch(change *host.Watch) tea.Cmd {
	if r.watching.get == nil {
		return nil
	}
	entry := watch.Entry{Run: change.Run, Task: change.Task, Asked: change.Asked}
	kept := r.watching.store
	name := entryName(&entry)
	if !change.On {
		gone, ok := r.watching.list.Remove(change.Run.ID)
		switch {
		case !ok:
			return nil
		case gone.State != watch.Active: // taken off the board
			return r.broadcast(host.WatchesChanged{})
		}
		return tea.Batch(r.broadcast(host.WatchesChanged{}), r.keep(func() error { return kept.Drop(gone.Run.ID) }),
			r.notify(host.Notice{Kind: host.Info, Text: text.Concat("No longer watching ", name, ".")}))
	}
	if !r.watching.list.Add(entry, r.env.Now()) {
		if r.watching.list.Active() >= watch.MaxActive {
			return r.notify(host.Notice{Kind: host.Warning, Text: "The list of watched runs is full."})
		}
		return nil
	}
	found, _ := r.watching.list.Find(change.Run.ID)
	added := *found // it is written outside the update loop
	cmds := []tea.Cmd{r.broadcast(host.WatchesChanged{}), r.keep(func() error { return kept.Keep(added) })}
	if change.Asked == nil {
		cmds = append(cmds, r.notify(host.Notice{Kind: host.Info, Text: text.Concat("Watching ", name, " until it ends", r.howTold(), ".")}))
	}
	return tea.Batch(cmds...)
}

// keep returns the command of a change of the store. A failure is logged: the list of
// this session does not depend on it.
func (r *Root) keep(change func() error) tea.Cmd {
	if r.watching.store == nil {
		return nil
	}
	log := r.config.Log
	return func() tea.Msg {
		if err := change(); err != nil {
			log.Warn("watched runs", "error", err.Error())
		}
		return nil
	}
}

// scheduleWatched sets when a watched run is asked about next.
func (r *Root) scheduleWatched() tea.Cmd {
	watched := &r.watching
	if !r.started || watched.scheduled == watched.list.Version() {
		return nil
	}
	watched.scheduled = watched.list.Version()
	now := r.env.Now()
	_, at, ok := watched.list.Next(now)
	if !ok {
		if watched.list.Active() == 0 || watched.list.Refused() != nil {
			r.env.Polls.Set(watched.ID, nil)
		}
		return r.tickWatched()
	}
	r.env.Polls.Set(watched.ID, []poll.Job{{Key: keyWatch, Rule: api.PollRule{GiveUp: -1}, First: at.Sub(now), Ask: r.askWatched}})
	r.env.Polls.PollAt(watched.ID, keyWatch, at)
	return r.tickWatched()
}

// askWatched returns the command that asks about the next run. If the budget was spent
// on something else meanwhile, nothing is sent, and the time of the next is set again.
func (r *Root) askWatched() tea.Cmd {
	id, at, ok := r.watching.list.Next(r.env.Now())
	tag, get, ctx := r.watching.Tag(), r.watching.get, r.watching.Ctx
	if !ok || at.After(r.env.Now()) {
		return host.Send(watchAnswer{Tag: tag})
	}
	r.watching.list.Asking(id, r.env.Now())
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, watchTimeout)
		defer cancel()
		run, err := get(ctx, id)
		return watchAnswer{Tag: tag, id: id, run: run, err: err}
	}
}

// tickWatched keeps a slow timer while a run is watched, by which the list notices
// that the program was suspended.
func (r *Root) tickWatched() tea.Cmd {
	if r.watching.ticking || r.watching.list.Active() == 0 {
		return nil
	}
	r.watching.ticking = true
	return r.env.After(watch.TickEvery, toRoot(func(root *Root) tea.Cmd {
		root.watching.ticking = false
		root.watching.list.Tick(root.env.Now())
		return root.tickWatched()
	}))
}

// applyWatched applies the answer of a request for a watched run.
func (r *Root) applyWatched(answer *watchAnswer) tea.Cmd {
	if !r.watching.Current(answer.Tag) {
		return nil
	}
	if answer.id == "" {
		r.watching.scheduled = -1
		return nil
	}
	if answer.err != nil {
		event := r.watching.list.Failed(answer.id, answer.err, r.env.Now())
		return tea.Batch(r.tell(event, false), r.checkLogin(answer.err))
	}
	r.env.Answers.Add(answer.run, r.env.Now())
	event := r.watching.list.Answer(answer.run, r.env.Now())
	cmd := tea.Batch(r.tell(event, false), r.checkLogin(nil))
	if event.Kind == watch.Changed || event.Kind == watch.Ended {
		cmd = tea.Batch(cmd, r.broadcast(host.RunUpdated{Run: answer.run, Announced: event.Kind == watch.Ended}))
	}
	return cmd
}

// seen gives the list a run that a screen or box has read. announced: a notice about its
// end is shown by that one.
func (r *Root) seen(run api.Run, announced bool) tea.Cmd {
	if run.ID == "" || run.Status == "" {
		return nil
	}
	return r.tell(r.watching.list.Answer(run, r.env.Now()), announced)
}

// tell announces what happened to a watched run.
func (r *Root) tell(event watch.Event, announced bool) tea.Cmd {
	entry, kept := &event.Entry, r.watching.store
	if entry.Passing {
		return nil
	}
	switch event.Kind {
	case watch.Nothing, watch.Changed, watch.Forbidden: // checkLogin shows a refusal
		return nil
	case watch.Stalled:
		return r.notify(host.Notice{Kind: host.Warning, Text: text.Concat(entryName(entry), ": its counters have not moved for ",
			text.Safe(text.Dur(entry.StalledFor(r.env.Now()))), ".")})
	case watch.Vanished:
		return tea.Batch(r.keep(func() error { return kept.Drop(entry.Run.ID) }), r.notify(host.Notice{Kind: host.Warning, Text: text.Concat(
			entryName(entry), " is no longer watched: it is deleted, or your key can no longer see it.")}))
	case watch.Ended:
	}
	return tea.Batch(r.broadcast(host.WatchesChanged{}), r.keep(func() error { return kept.Drop(entry.Run.ID) }), r.announce(event, announced))
}

// follow takes over which runs the board shows.
func (r *Root) follow(shown *host.Follow) tea.Cmd {
	list, now := r.watching.list, r.env.Now()
	before := list.Version()
	list.Pass(shown.Passing, now)
	list.Show(shown.Shown...)
	if shown.Now {
		list.Hurry(now)
		r.env.Polls.Set(r.watching.ID, nil) // what has stopped begins again
		_ = r.scheduleWatched()
		r.env.Polls.Demand(r.watching.ID, keyWatch)
	}
	if list.Version() == before {
		return nil
	}
	return r.broadcast(host.WatchesChanged{})
}

// openBoard shows the board: that which is open, or a new one.
func (r *Root) openBoard() tea.Cmd {
	at := slices.IndexFunc(r.stack, func(open screen.Screen) bool { return slices.Contains(open.Scopes(), keymap.Board) })
	if at < 0 || slices.ContainsFunc(r.stack[at:], func(open screen.Screen) bool { return open.Info().Unsaved }) {
		return r.move(&host.Move{To: host.PlaceBoard, Space: r.listedSpace()})
	}
	var cmds []tea.Cmd
	for len(r.stack) > at+1 {
		cmds = append(cmds, r.pop())
	}
	return tea.Batch(cmds...)
}

// listedSpace is the space whose tasks are listed, zero for all.
func (r *Root) listedSpace() api.Ref {
	for _, open := range r.stack {
		if lister, ok := open.(taskLister); ok {
			return lister.Space()
		}
	}
	return api.Ref{}
}
