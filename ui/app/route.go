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
func (r *Root) route(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.WindowSizeMsg:
		return r.resize(m)
	case tea.KeyMsg:
		return r.keys(m)
	case term.BackgroundMsg:
		return r.restyle(m.Dark)
	case term.PanicMsg:
		return r.panicked(m)
	case term.SuspendUnavailableMsg:
		return r.say(host.Notice{Kind: host.Warning, Text: "There is no shell to suspend to here; q quits."})
	case tea.ResumeMsg:
		return r.top().Show()
	case poll.Wake:
		r.env.Polls.Current(m)
		return nil
	case toRoot:
		return m(r)
	case Switch:
		return r.turn(m)
	case host.UseSpace:
		return r.useSpace(m)
	case host.Move:
		return r.move(m)
	case host.Pop:
		return r.pop()
	case host.Leave:
		return r.close(m.Owner)
	case box.Open:
		return r.open(m.Box)
	case host.Perform:
		return r.perform(m.Action)
	case host.Notice:
		return r.say(m)
	case host.Addressed:
		return r.deliver(m)
	}
	if host.Broadcast(m) {
		return r.all(m)
	}
	return r.unaddressed(m)
}

// toRoot is a message of the root to itself: what to do when it comes.
type toRoot func(*Root) tea.Cmd

// all hands a message to every open screen and box.
func (r *Root) all(m tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range r.stack {
		cmds = append(cmds, s.Update(m))
	}
	for _, b := range slices.Clone(r.overlays) {
		cmds = append(cmds, r.toBox(b, m))
	}
	return tea.Batch(cmds...)
}

// deliver gives an answer to whoever asked, or drops it when they are gone.
func (r *Root) deliver(m host.Addressed) tea.Cmd {
	p, polled := m.(poll.Result)
	if polled {
		r.env.Polls.Answered(p)
	}
	for _, s := range r.stack {
		if s.Addr() != m.Addr() {
			continue
		}
		cmd := s.Update(m)
		if polled {
			return tea.Batch(cmd, r.judged(p.Outcome().Err))
		}
		return cmd
	}
	for _, b := range r.overlays {
		if b.Addr() == m.Addr() {
			return r.toBox(b, m)
		}
	}
	return undelivered(m)
}

// unaddressed messages (a cursor's blink, a form's own steps) go to what has the focus.
func (r *Root) unaddressed(m tea.Msg) tea.Cmd {
	if b := r.Box(); b != nil {
		return r.toBox(b, m)
	}
	return r.top().Update(m)
}

func (r *Root) toBox(b box.Box, m tea.Msg) tea.Cmd {
	done, result, cmd := b.Update(m)
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
func (r *Root) keys(m tea.KeyMsg) tea.Cmd {
	r.env.Polls.Touch()
	if !r.started {
		return nil
	}
	ctrlC := m.String() == "ctrl+c"
	switch {
	case ctrlC && r.writes.next != nil:
		return r.goOn()
	case ctrlC:
		return r.quitNow()
	case r.writes.next != nil:
		return nil
	}
	var cmds []tea.Cmd
	for _, k := range r.split(m) {
		cmds = append(cmds, r.key(k), r.takePosted())
	}
	return tea.Batch(cmds...)
}

// split gives the keys that a message stands for. What looks like alt+q is
// mostly esc and q typed in quick succession; only the few motions by word that
// text fields know are left to them.
func (r *Root) split(m tea.KeyMsg) []tea.KeyMsg {
	typing := r.Typing()
	if m.Alt && !m.Paste && !(typing && wordMotion(m)) {
		m.Alt = false
		return append([]tea.KeyMsg{{Type: tea.KeyEsc}}, r.split(m)...)
	}
	if typing {
		return []tea.KeyMsg{m}
	}
	return term.SplitKeys(m)
}

// wordMotion reports whether alt and this key mean something in a text field.
func wordMotion(m tea.KeyMsg) bool {
	if m.Type == tea.KeyRunes {
		return len(m.Runes) == 1 && strings.ContainsRune("bfd", m.Runes[0])
	}
	return m.Type != tea.KeySpace && m.Type != tea.KeyEsc
}

func (r *Root) key(k tea.KeyMsg) tea.Cmd {
	if r.tooSmall() && !r.blind(k) {
		return nil
	}
	r.notice.seen(r.env.Now())
	if b := r.Box(); b != nil {
		if r.unseen(b, k) {
			return nil
		}
		return r.toBox(b, k)
	}
	if r.top().Typing() {
		return r.top().Update(k)
	}
	if k.Paste {
		return nil
	}
	a, ok := r.env.Keys.Find(r.scopes(), k.String())
	if !ok {
		return nil
	}
	return r.perform(a)
}

// blind reports whether a key may act although the window is too small to show
// anything: only what changes nothing.
func (r *Root) blind(k tea.KeyMsg) bool {
	a, _ := r.env.Keys.Find([]keymap.Scope{keymap.Global}, k.String())
	return a == keymap.Quit && r.Box() == nil && !r.Typing() || a == keymap.Suspend || a == keymap.Redraw
}

// seenAfter is how long a question stands before a yes counts: a key typed
// ahead, or pasted, must not answer what nobody can have read.
const seenAfter = 150 * time.Millisecond

// unseen reports whether a key would answer a question too early. No is always heard.
func (r *Root) unseen(b box.Box, k tea.KeyMsg) bool {
	if !r.tooEarly(b) {
		return false
	}
	a, _ := r.env.Keys.Find([]keymap.Scope{keymap.Confirm}, k.String())
	return a != keymap.No
}

// tooEarly reports whether a question has just come. The help line names the
// keys that count, so it changes when that time is over.
func (r *Root) tooEarly(b box.Box) bool {
	return b.Scope() == keymap.Confirm && r.env.Now().Sub(r.opened) < seenAfter
}

func (r *Root) scopes() []keymap.Scope {
	return append(append([]keymap.Scope{}, r.top().Scopes()...), keymap.Global)
}

// perform carries out an action: the root's own first, then the screen's.
func (r *Root) perform(a keymap.Action) tea.Cmd {
	switch a {
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
	if a == keymap.Back && !r.top().Can(keymap.Back) {
		return r.pop()
	}
	if e, ok := r.env.Keys.Entry(r.scopes(), a); ok && !r.can(e) {
		return r.refuse(e)
	}
	return r.top().Do(a)
}

// refuse says why an action is not to be had: a key that does nothing and says nothing is a puzzle.
func (r *Root) refuse(e keymap.Entry) tea.Cmd {
	if e.Write && r.env.ReadOnly {
		return r.say(host.Notice{Kind: host.Warning, Text: "Read-only: ax-tui was started with --read-only, so nothing is changed."})
	}
	why := text.Safe("not now: ") + text.Safe(e.Help)
	why = cmp.Or(r.top().Why(e.Action), why)
	return r.say(host.Notice{Kind: host.Info, Text: text.Concat(text.Safe(e.First()), ": ", why)})
}

// can says whether an action makes sense now, for the help line, sheet and palette.
func (r *Root) can(e keymap.Entry) bool {
	if e.Write && r.env.ReadOnly {
		return false
	}
	switch e.Action {
	case keymap.Back:
		return len(r.stack) > 1 || r.top().Can(keymap.Back)
	case keymap.Profile:
		return r.session.Box != nil
	case keymap.Help, keymap.PaletteAc, keymap.Quit, keymap.Suspend, keymap.Redraw:
		return true
	}
	return e.Scope == keymap.Move || r.top().Can(e.Action)
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
	for _, s := range r.stack {
		s.Close()
	}
	for _, b := range r.overlays {
		b.Close()
	}
	r.endSession()
	r.writes.cancel()
	return quit
}
