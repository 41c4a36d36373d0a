package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/box/help"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// route takes one message to whom it concerns.
func (r *Root) route(msg tea.Msg) tea.Cmd {
	switch windowSizeMsg := msg.(type) {
	case tea.WindowSizeMsg:
		return r.resize(windowSizeMsg)
	case tea.KeyMsg:
		return r.keys(windowSizeMsg)
	case term.BackgroundMsg:
		return r.restyle(windowSizeMsg.Dark)
	case term.PanicMsg:
		return r.panicked(windowSizeMsg)
	case term.SuspendUnavailableMsg:
		return r.say(host.Notice{Kind: host.Warning, Text: "There is no shell to suspend to here; q quits."})
	case tea.ResumeMsg:
		return r.top().Show()
	case poll.Wake:
		r.env.Polls.Current(windowSizeMsg)
		return nil
	case toRoot:
		return windowSizeMsg(r)
	case Switch:
		return r.turn(windowSizeMsg)
	case host.UseSpace:
		return r.useSpace(windowSizeMsg)
	case host.Move:
		return r.move(windowSizeMsg)
	case host.Pop:
		return r.pop()
	case host.Leave:
		return r.close(windowSizeMsg.Owner)
	case box.Open:
		return r.open(windowSizeMsg.Box)
	case host.Perform:
		return r.perform(windowSizeMsg.Action)
	case host.Notice:
		return r.say(windowSizeMsg)
	case host.Addressed:
		return r.deliver(windowSizeMsg)
	}
	if host.Broadcast(msg) {
		return r.all(msg)
	}
	return r.unaddressed(msg)
}

// toRoot is a message of the root to itself: what to do when it comes.
type toRoot func(*Root) tea.Cmd

// all hands a message to every open screen and box.
func (r *Root) all(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, screen := range r.stack {
		cmds = append(cmds, screen.Update(msg))
	}
	for _, b := range slices.Clone(r.overlays) {
		cmds = append(cmds, r.toBox(b, msg))
	}
	return tea.Batch(cmds...)
}

// deliver gives an answer to whoever asked, or drops it when they are gone.
func (r *Root) deliver(addressed host.Addressed) tea.Cmd {
	result, polled := addressed.(poll.Result)
	if polled {
		r.env.Polls.Answered(result)
	}
	for _, screen := range r.stack {
		if screen.Addr() != addressed.Addr() {
			continue
		}
		cmd := screen.Update(addressed)
		if polled {
			return tea.Batch(cmd, r.judged(result.Outcome().Err))
		}
		return cmd
	}
	for _, b := range r.overlays {
		if b.Addr() == addressed.Addr() {
			return r.toBox(b, addressed)
		}
	}
	return undelivered(addressed)
}

// unaddressed messages (a cursor's blink, a form's own steps) go to what has the focus.
func (r *Root) unaddressed(msg tea.Msg) tea.Cmd {
	if b := r.Box(); b != nil {
		return r.toBox(b, msg)
	}
	return r.top().Update(msg)
}

func (r *Root) toBox(b box.Box, msg tea.Msg) tea.Cmd {
	done, result, cmd := b.Update(msg)
	if !done {
		return cmd
	}
	for i, o := range r.overlays {
		if o == b {
			r.overlays = append(r.overlays[:i:i], r.overlays[i+1:]...)
			break
		}
	}
	b.Close()
	r.env.Polls.Forget(b.Addr())
	if result != nil {
		return tea.Batch(cmd, r.route(result))
	}
	return cmd
}

// keys replays quick typing one key at a time unless it is text.
func (r *Root) keys(key tea.KeyMsg) tea.Cmd {
	r.env.Polls.Touch()
	if !r.started {
		return nil
	}
	ctrlC := key.String() == "ctrl+c"
	switch {
	case ctrlC && r.writes.next != nil:
		return r.goOn()
	case ctrlC:
		return r.quitNow()
	case r.writes.next != nil:
		return nil
	}
	var cmds []tea.Cmd
	for _, k := range r.split(key) {
		cmds = append(cmds, r.key(k), r.takePosted())
	}
	return tea.Batch(cmds...)
}

// split gives the keys that a message stands for. What looks like alt+q is
// mostly esc and q typed in quick succession, unless alt+q is bound.
func (r *Root) split(key tea.KeyMsg) []tea.KeyMsg {
	typing := r.Typing()
	if key.Alt && !key.Paste && !r.withAlt(key, typing) {
		key.Alt = false
		return append([]tea.KeyMsg{{Type: tea.KeyEsc}}, r.split(key)...)
	}
	if typing {
		return []tea.KeyMsg{key}
	}
	return term.SplitKeys(key)
}

// withAlt reports whether alt was held with this key: a key with a sequence of its
// own tells it from esc before the key; a text field knows a few motions by word.
func (r *Root) withAlt(key tea.KeyMsg, typing bool) bool {
	_, bound := r.env.Keys.Find(r.inFront(), key.String())
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

func (r *Root) key(key tea.KeyMsg) tea.Cmd {
	if r.tooSmall() && !r.blind(key) {
		return nil
	}
	r.notice.seen(r.env.Now())
	if r.suspends(key) {
		return r.perform(keymap.Suspend)
	}
	if b := r.Box(); b != nil {
		if r.unseen(b, key) {
			return nil
		}
		return r.toBox(b, key)
	}
	if r.top().Typing() {
		return r.top().Update(key)
	}
	if key.Paste {
		return nil
	}
	action, ok := r.env.Keys.Find(r.scopes(), key.String())
	if !ok {
		return nil
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

// blind reports whether a key may act although the window is too small to show
// anything: only what changes nothing.
func (r *Root) blind(key tea.KeyMsg) bool {
	action, _ := r.env.Keys.Find([]keymap.Scope{keymap.Global}, key.String())
	return action == keymap.Quit && r.Box() == nil && !r.Typing() || action == keymap.Suspend || action == keymap.Redraw
}

// seenAfter is how long a question stands before a yes counts: a key typed
// ahead, or pasted, must not answer what nobody can have read.
const seenAfter = 150 * time.Millisecond

// unseen reports whether a key would answer a question too early. No is always heard.
func (r *Root) unseen(b box.Box, key tea.KeyMsg) bool {
	if !r.tooEarly(b) {
		return false
	}
	action, _ := r.env.Keys.Find([]keymap.Scope{keymap.Confirm}, key.String())
	return action != keymap.No
}

// tooEarly reports whether a question has just come. The help line names the
// keys that count, so it changes when that time is over.
func (r *Root) tooEarly(b box.Box) bool {
	return b.Scope() == keymap.Confirm && r.env.Now().Sub(r.opened) < seenAfter
}

func (r *Root) scopes() []keymap.Scope {
	return append(append([]keymap.Scope{}, r.top().Scopes()...), keymap.Global)
}

// inFront gives the scopes of what has the focus, without those that hold everywhere.
func (r *Root) inFront() []keymap.Scope {
	if b := r.Box(); b != nil {
		return []keymap.Scope{b.Scope()}
	}
	return slices.Clone(r.top().Scopes())
}

// perform carries out an action: the root's own first, then the screen's.
func (r *Root) perform(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Help:
		return r.open(help.New(r.env, r.scopes(), r.can))
	case keymap.PaletteAc:
		return r.open(palette.New(r.env, r.scopes(), r.can))
	case keymap.Quit:
		return r.askQuit()
	case keymap.Profile:
		return r.openBox()
	case keymap.Suspend:
		return term.Suspend()
	case keymap.Redraw:
		return term.Repaint()
	}
	if action == keymap.Back && !r.top().Can(keymap.Back) {
		return r.pop()
	}
	if entry, ok := r.env.Keys.Entry(r.scopes(), action); ok && !r.can(entry) {
		return r.refuse(entry)
	}
	return r.top().Do(action)
}

// refuse says why an action is not to be had: a key that does nothing and says nothing is a puzzle.
func (r *Root) refuse(entry keymap.Entry) tea.Cmd {
	if entry.Write && r.env.ReadOnly {
		return r.say(host.Notice{Kind: host.Warning, Text: "Read-only: ax-tui was started with --read-only, so nothing is changed."})
	}
	why := text.Safe("not now: ") + text.Safe(entry.Help)
	why = cmp.Or(r.top().Why(entry.Action), why)
	return r.say(host.Notice{Kind: host.Info, Text: text.Concat(text.Safe(entry.First()), ": ", why)})
}

// can says whether an action makes sense now, for the help line, sheet and palette.
func (r *Root) can(entry keymap.Entry) bool {
	if entry.Write && r.env.ReadOnly {
		return false
	}
	switch entry.Action {
	case keymap.Back:
		return len(r.stack) > 1 || r.top().Can(keymap.Back)
	case keymap.Profile:
		return r.session.Box != nil
	case keymap.Help, keymap.PaletteAc, keymap.Quit, keymap.Suspend, keymap.Redraw:
		return true
	}
	return entry.Scope == keymap.Move || r.top().Can(entry.Action)
}

// openBox opens the choice of profiles and spaces, where there is one.
func (r *Root) openBox() tea.Cmd {
	if r.session.Box == nil {
		return nil
	}
	return r.open(r.session.Box(r.env))
}

func (r *Root) askQuit() tea.Cmd {
	why := r.unfinished()
	if why == "" {
		return r.quitNow()
	}
	return r.open(confirm.New(r.env, confirm.Question{
		Title: "Quit ax-tui?", Body: []text.Safe{why}, Yes: toRoot((*Root).quitNow),
	}))
}

// quitNow asks nothing.
func (r *Root) quitNow() tea.Cmd { return r.afterWrites(r.leave) }

func (r *Root) leave() tea.Cmd {
	r.quit, r.farewell = true, r.lastWords()
	quit := tea.Batch(r.decline(), r.keep(tea.Quit()))
	for _, screen := range r.stack {
		screen.Close()
	}
	for _, b := range r.overlays {
		b.Close()
	}
	r.endSession()
	r.writes.cancel()
	return quit
}
