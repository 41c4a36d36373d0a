package app

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/events"
	"ax-tui/ui/box/help"
	"ax-tui/ui/box/profile"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
	"ax-tui/ui/term"
)

// route handles one message or passes it to its receiver.
func (r *Root) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return r.resize(msg)
	case tea.KeyMsg:
		return r.handleKeys(msg)
	case tea.MouseMsg:
		return r.handleMouse(msg)
	case term.BackgroundMsg:
		r.look.light = !msg.Dark
		return r.restyle()
	case term.PanicMsg:
		return r.handlePanic(msg)
	case term.SuspendUnavailableMsg:
		return r.notify(host.Notice{Kind: host.Warning, Text: "Cannot suspend: there is no shell to return to. q quits."})
	case tea.ResumeMsg:
		r.watching.list.Tick(r.env.Now())
		return r.top().Show()
	case poll.Wake:
		r.env.Polls.Current(msg)
		return nil
	case toRoot:
		return msg(r)
	case Switch:
		return r.switchTo(msg)
	case host.ShowTasks:
		return r.showTasks(msg)
	case host.Watch:
		return r.changeWatch(&msg)
	case host.Follow:
		return r.follow(&msg)
	case host.Move:
		return r.move(&msg)
	case host.OpenWeb:
		return r.openWeb(&msg.Task)
	case host.WebSeen:
		return r.learnWeb(msg.App)
	case host.Pop:
		return r.pop()
	case host.CloseScreen:
		return r.close(msg.Owner)
	case box.Open:
		return r.openBox(msg.Box)
	case host.Perform:
		return r.perform(msg.Action)
	case host.Notice:
		return r.notify(msg)
	case host.Addressed:
		return r.deliver(msg)
	}
	if host.Broadcast(msg) {
		return tea.Batch(r.feedWatches(msg), r.broadcast(msg))
	}
	return r.routeToFocus(msg)
}

// feedWatches tells the list of watched runs what screens have learned.
func (r *Root) feedWatches(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.RunUpdated:
		return r.seen(msg.Run, msg.Announced)
	case host.TaskUpdated:
		r.watching.list.Name(msg.Task.Ref())
	}
	return nil
}

// toRoot is a message of the root to itself: the function to call on it.
type toRoot func(*Root) tea.Cmd

// broadcast passes a message to every open screen and box.
func (r *Root) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, screen := range r.stack {
		cmds = append(cmds, screen.Update(msg))
	}
	for _, overlay := range slices.Clone(r.overlays) {
		cmds = append(cmds, r.updateBox(overlay, msg))
	}
	return tea.Batch(cmds...)
}

// deliver passes a message to its owner, or drops it if the owner is closed.
func (r *Root) deliver(addressed host.Addressed) tea.Cmd {
	result, polled := addressed.(poll.Result)
	if polled {
		r.env.Polls.HandleResult(result)
	}
	if answer, ok := addressed.(watchAnswer); ok {
		return r.applyWatched(&answer)
	}
	told := r.readBy(addressed)
	for _, screen := range r.stack {
		if screen.Addr() != addressed.Addr() {
			continue
		}
		cmd := tea.Batch(told, screen.Update(addressed))
		if polled {
			return tea.Batch(cmd, r.checkLogin(result.Outcome().Err))
		}
		return cmd
	}
	for _, overlay := range r.overlays {
		if overlay.Addr() == addressed.Addr() {
			return tea.Batch(told, r.updateBox(overlay, addressed))
		}
	}
	return tea.Batch(told, releaseOffer(addressed))
}

// readBy keeps the run in the answer for a screen or box: for outcomes, and for the list
// of watched runs.
func (r *Root) readBy(addressed host.Addressed) tea.Cmd {
	reader, ok := addressed.(host.RunReader)
	if !ok || reader.ReadRun().ID == "" {
		return nil
	}
	r.env.Answers.Add(reader.ReadRun(), r.env.Now())
	return r.seen(reader.ReadRun(), false)
}

// routeToFocus passes a message without an address (cursor blink, form internals)
// to the box or screen that has the focus.
func (r *Root) routeToFocus(msg tea.Msg) tea.Cmd {
	if overlay := r.Box(); overlay != nil {
		return r.updateBox(overlay, msg)
	}
	return r.top().Update(msg)
}

// updateBox passes a message to a box, and closes the box if it is done.
func (r *Root) updateBox(overlay box.Box, msg tea.Msg) tea.Cmd {
	asked := overlay.Scope().Question()
	done, result, cmd := overlay.Update(msg)
	switch {
	case !done && !asked && overlay.Scope().Question():
		return tea.Batch(cmd, r.startReading(overlay))
	case !done:
		return cmd
	}
	for i, candidate := range r.overlays {
		if candidate == overlay {
			r.overlays = append(r.overlays[:i:i], r.overlays[i+1:]...)
			break
		}
	}
	overlay.Close()
	r.env.Polls.Forget(overlay.Addr())
	if result != nil {
		return tea.Batch(cmd, r.route(result))
	}
	return cmd
}

// handleKeys handles a key message, which may hold several keys typed quickly.
func (r *Root) handleKeys(key tea.KeyMsg) tea.Cmd {
	r.env.Polls.Touch()
	if !r.started {
		r.posted = append(r.posted, key) // without its first key, the text after it would be commands
		return nil
	}
	ctrlC := key.String() == "ctrl+c"
	switch {
	case ctrlC && r.writes.deferred != nil:
		return r.runDeferred()
	case ctrlC:
		return r.quitNow()
	case r.writes.deferred != nil:
		return nil
	}
	var cmds []tea.Cmd
	for _, pressed := range r.splitKeys(key) {
		cmds = append(cmds, r.handleKey(pressed), r.routePosted())
	}
	return tea.Batch(cmds...)
}

// splitKeys returns the keys in a message. alt+q is usually esc and q typed in
// quick succession, so it is split, unless alt+q is bound.
func (r *Root) splitKeys(key tea.KeyMsg) []tea.KeyMsg {
	typing := r.Typing()
	if key.Alt && !key.Paste && !r.withAlt(key, typing) {
		key.Alt = false
		if r.Box() != nil && r.top().Typing() {
			return []tea.KeyMsg{{Type: tea.KeyEsc}} // esc closes the box: what follows would change the text behind it
		}
		return append([]tea.KeyMsg{{Type: tea.KeyEsc}}, r.splitKeys(key)...)
	}
	if _, named := r.env.Keys.Find(r.inFront(), key.String()); typing && !(named && len(key.Runes) > 1) {
		return []tea.KeyMsg{key} // letters typed quickly, unless they read like the name of a key: "esc"
	}
	return term.SplitKeys(key)
}

// withAlt reports whether alt was held with this key: a key with a sequence of its
// own tells it from esc before the key; a text field knows a few motions by word.
func (r *Root) withAlt(key tea.KeyMsg, typing bool) bool {
	_, bound := r.env.Keys.Find(append(r.inFront(), keymap.Global), key.String())
	switch {
	case bound:
		return true
	case key.Type == tea.KeyRunes:
		return typing && len(key.Runes) == 1 && strings.ContainsRune("bfd", key.Runes[0])
	case key.Type >= 0: // a control byte
		return typing && key.Type != tea.KeyEsc
	}
	return key.Type != tea.KeySpace
}

// pressed carries out one key.
func (r *Root) pressed(key tea.KeyMsg) tea.Cmd {
	if r.tooSmall() && !r.allowedWhenTooSmall(key) {
		return nil
	}
	r.notice.clear(r.env.Now())
	if r.suspends(key) {
		return r.perform(keymap.Suspend)
	}
	if overlay := r.Box(); overlay != nil {
		if r.tooEarlyFor(overlay, key) {
			return nil
		}
		return r.updateBox(overlay, key)
	}
	if r.top().Typing() {
		if r.asksForHelp(key) {
			return r.perform(keymap.Help)
		}
		return r.top().Update(key)
	}
	if key.Paste {
		return r.handlePaste(string(key.Runes))
	}
	action, ok := r.env.Keys.Find(r.scopes(), key.String())
	if !ok {
		return r.unknownKey(key.String())
	}
	if steps, numbered := r.top().(screen.Steps); numbered && action == keymap.GoStep {
		return steps.GoTo(key.String())
	}
	return r.perform(action)
}

// suspends reports whether a key gives the terminal to the shell: everywhere, also
// in boxes and text fields, unless what is in front has another use for it.
func (r *Root) suspends(key tea.KeyMsg) bool {
	action, _ := r.env.Keys.Find(append(r.inFront(), keymap.Global), key.String())
	text := r.Typing() && (key.Type == tea.KeyRunes || key.Type == tea.KeySpace)
	return action == keymap.Suspend && !text && !key.Paste
}

// allowedWhenTooSmall reports whether a key works while the window is too small
// for the frame: only quit, suspend and redraw do.
func (r *Root) allowedWhenTooSmall(key tea.KeyMsg) bool {
	action, _ := r.env.Keys.Find([]keymap.Scope{keymap.Global}, key.String())
	return action == keymap.Quit && r.Box() == nil && !r.Typing() || action == keymap.Suspend || action == keymap.Redraw
}

// confirmDelay is how long a question must be visible before a yes counts: a key
// typed ahead or pasted must not answer a question that the user has not read.
const confirmDelay = 150 * time.Millisecond

// tooEarlyFor reports whether a key would answer a question too early. No always counts.
func (r *Root) tooEarlyFor(overlay box.Box, key tea.KeyMsg) bool {
	if !r.justOpened(overlay) {
		return false
	}
	action, _ := r.env.Keys.Find([]keymap.Scope{overlay.Scope()}, key.String())
	return action != keymap.No
}

// justOpened reports whether overlay is a question within its confirmDelay. The help
// line lists only the keys that count.
func (r *Root) justOpened(overlay box.Box) bool {
	return overlay.Scope().Question() && r.env.Now().Sub(r.openedAt) < confirmDelay
}

func (r *Root) scopes() []keymap.Scope {
	return slices.Concat(r.top().Scopes(), []keymap.Scope{keymap.Global})
}

// inFront gives the scopes of what has the focus, without those that hold everywhere.
func (r *Root) inFront() []keymap.Scope {
	if b := r.Box(); b != nil {
		return []keymap.Scope{b.Scope()}
	}
	return slices.Clone(r.top().Scopes())
}

// perform carries out an action of the root or of the top screen.
func (r *Root) perform(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Help:
		return r.openBox(help.New(r.env, r.scopes(), r.can, r.reason))
	case keymap.EventLog:
		return r.openBox(events.New(r.env, &r.log))
	case keymap.OpenPalette:
		return r.openPalette("")
	case keymap.Quit:
		return r.confirmQuit()
	case keymap.Profile:
		return r.openProfiles("")
	case keymap.Suspend:
		return term.Suspend()
	case keymap.Redraw:
		return term.Repaint()
	}
	if action == keymap.Back && !r.top().Can(keymap.Back) && len(r.stack) > 1 {
		return r.pop()
	}
	if entry, ok := r.env.Keys.Entry(r.scopes(), action); ok && action != keymap.Back && !r.can(entry) {
		return r.refuse(&entry)
	}
	if action == keymap.WatchBoard {
		return r.openBoard()
	}
	return r.top().Do(action)
}

// can reports whether an action is available now, for the help line, help sheet and palette.
func (r *Root) can(entry keymap.Entry) bool {
	if entry.Write && r.env.ReadOnly {
		return false
	}
	switch entry.Action {
	case keymap.Back:
		return len(r.stack) > 1 || r.top().Can(keymap.Back)
	case keymap.Profile:
		return r.session.Profiles != nil
	case keymap.WatchBoard:
		return r.session.Makers[host.PlaceBoard] != nil && !slices.Contains(r.top().Scopes(), keymap.Board)
	case keymap.Help, keymap.OpenPalette, keymap.EventLog, keymap.Quit, keymap.Suspend, keymap.Redraw:
		return true
	}
	return entry.Scope == keymap.Move || r.top().Can(entry.Action)
}

// openProfiles opens the box of profiles and spaces, if the session has one. It
// switches to the profile pick at once, unless that is "".
func (r *Root) openProfiles(pick string) tea.Cmd {
	if r.session.Profiles == nil {
		return nil
	}
	return r.openBox(r.session.Profiles(r.env, profile.Ask{Pick: pick, Reconnect: r.loginRefused}))
}
