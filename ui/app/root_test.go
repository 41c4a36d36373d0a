package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func shows(t *testing.T, s *stage, words string, want bool) {
	t.Helper()
	if strings.Contains(s.Plain(), words) != want {
		t.Errorf("%q on the screen: %v, want %v\n%s", words, !want, want, s.Plain())
	}
}

func TestKeysGoThroughScopesInnermostFirst(t *testing.T) {
	s := newStage(t, nil)
	s.home.scopes = []keymap.Scope{keymap.Run, keymap.Tasks, keymap.Move}
	s.Keys("r", "w", "s", "j", "Y")
	want := []keymap.Action{keymap.Refresh, keymap.KeepWatch, keymap.Sort, keymap.Down}
	if !slices.Equal(s.home.did, want) {
		t.Errorf("the screen was asked to do %v, want %v", s.home.did, want)
	}
}

func TestQuickTypingIsOneKeyAfterTheOther(t *testing.T) {
	s := newStage(t, nil)
	s.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjkr")})
	want := []keymap.Action{keymap.Down, keymap.Down, keymap.Up, keymap.Refresh}
	if !slices.Equal(s.home.did, want) {
		t.Errorf("did %v, want %v", s.home.did, want)
	}
	s.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjq"), Paste: true})
	if len(s.home.did) != 4 || s.Quit {
		t.Errorf("what is pasted is no key: did %v, quit %v", s.home.did, s.Quit)
	}
}

func TestKeysTypedAheadReachWhatTheyAreMeantFor(t *testing.T) {
	s := newStage(t, nil)
	s.home.doing = func(keymap.Action) tea.Cmd { return s.home.env.Send(host.Move{To: host.PlaceTask}) }
	s.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("lss")})
	if len(s.opened) != 1 || len(s.home.did) != 1 || !slices.Equal(s.opened[0].did, []keymap.Action{keymap.Sort, keymap.Sort}) {
		t.Errorf("the screen below did %v, opened %d", s.home.did, len(s.opened))
	}
}

func TestEscAndAKeyInOneReadAreTwoKeys(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Move{To: host.PlaceTask})
	s.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true})
	if !s.opened[0].closed || !slices.Equal(s.home.did, []keymap.Action{keymap.Down}) {
		t.Errorf("closed %v, then did %v", s.opened[0].closed, s.home.did)
	}
}

func TestTypingSwallowsEveryKeyButOne(t *testing.T) {
	s := newStage(t, nil)
	s.home.typing = true
	for _, k := range []string{"q", "?", ":", "j", "esc", "ctrl+l"} {
		s.Keys(k)
	}
	s.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("quit")})
	if len(s.home.got) != 7 || s.Quit {
		t.Errorf("the field got %d messages, quit %v", len(s.home.got), s.Quit)
	}
	s.Keys("ctrl+c")
	if !s.Quit || !s.home.closed {
		t.Errorf("ctrl+c while typing: quit %v, closed %v", s.Quit, s.home.closed)
	}
}

// seen is long enough for a question to have been read.
const seen = time.Second

func TestQuitAsksOnlyWhenSomethingWouldBeLost(t *testing.T) {
	s := newStage(t, nil)
	s.home.info.Watching = true
	s.say(host.Move{To: host.PlaceTask})
	s.Keys("q")
	shows(t, s, "A run is being watched", true)
	s.Advance(seen)
	s.Keys("enter") // No is marked
	shows(t, s, "Quit ax-tui?", false)
	if s.Quit {
		t.Fatal("enter alone has quit")
	}
	s.opened[0].info.Unsaved = true
	s.Keys("q")
	shows(t, s, "What you typed is not sent yet", true)
	s.Advance(seen)
	s.Keys("y")
	if !s.Quit || !s.home.closed || !s.opened[0].closed {
		t.Errorf("quit %v, closed %v and %v", s.Quit, s.home.closed, s.opened[0].closed)
	}
	calm := newStage(t, nil)
	if calm.Keys("q"); !calm.Quit {
		t.Error("q asks although nothing would be lost")
	}
	rude := newStage(t, nil)
	rude.home.info.Unsaved = true
	if rude.Keys("ctrl+c"); !rude.Quit {
		t.Error("ctrl+c asks")
	}
}

// What was typed is on disk before the program ends, however it ends.
func TestQuittingKeepsWhatWasTyped(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		s := newStage(t, nil)
		kept := false
		s.home.keep = func() tea.Msg {
			if kept = true; s.Quit {
				t.Errorf("%s: the program has ended before the draft was on disk", key)
			}
			return nil
		}
		if s.Keys(key); !kept || !s.Quit {
			t.Errorf("%s: kept %v, quit %v", key, kept, s.Quit)
		}
	}
}

func TestReadOnlyRefusesEveryWrite(t *testing.T) {
	s := newStage(t, func(o *options) { o.Session.ReadOnly = true })
	writes := 0
	for _, e := range keymap.Default().Entries() {
		if !e.Write {
			continue
		}
		writes++
		s.home.scopes = []keymap.Scope{e.Scope}
		s.Keys(e.Keys[0])
		shows(t, s, "Read-only: ax-tui was started with --read-only", true)
		s.wait(7 * time.Second)
		s.say(host.Perform{Action: e.Action})
		shows(t, s, "Read-only", true)
		s.wait(7 * time.Second)
	}
	if len(s.home.did) != 0 || writes < 5 {
		t.Errorf("%d writes, the screen was asked to do %v", writes, s.home.did)
	}
}

func TestAKeyWithoutEffectSaysSo(t *testing.T) {
	s := newStage(t, nil)
	s.home.cannot[keymap.Open] = true
	s.Keys("enter")
	shows(t, s, "enter: not now: open the selected task", true)
	if len(s.home.did) != 0 {
		t.Errorf("did %v", s.home.did)
	}
}

func TestNotices(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Notice{Kind: host.Info, Text: "first"})
	s.wait(4 * time.Second)
	s.say(host.Notice{Kind: host.Success, Text: "second"})
	s.wait(3 * time.Second) // the timer of the first rings
	shows(t, s, "second", true)
	s.wait(4 * time.Second)
	shows(t, s, "second", false)
	s.say(host.Notice{Kind: host.Error, Text: "broken"})
	s.Keys("j")
	shows(t, s, "broken", true)
	s.wait(7 * time.Second)
	shows(t, s, "broken", true) // a failure waits until it can have been seen
	s.Keys("j")
	shows(t, s, "broken", false)
}

func TestPanickingCommandIsANotice(t *testing.T) {
	s := newStage(t, nil)
	s.say(term.PanicMsg{Err: errors.New("index out of range\x1b[31m")})
	shows(t, s, "Something went wrong inside ax-tui (index out of range", true)
	if strings.Contains(s.View(), "\x1b[31m") {
		t.Error("the text of the panic was drawn as it came")
	}
	s.Keys("j")
	if len(s.home.did) != 1 {
		t.Error("it does not go on")
	}
}

// asked is an answer to a screen.
type asked struct{ host.Tag }

func (asked) PollKey() string      { return "job" }
func (asked) Outcome() api.Outcome { return api.Outcome{} }

func TestMoveReplacePopAndLateAnswers(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Move{To: host.PlaceTask})
	task := s.opened[0]
	if !s.home.hidden || task.h != 21 || task.w != 80 {
		t.Errorf("below hidden: %v; size %d by %d", s.home.hidden, task.w, task.h)
	}
	shows(t, s, "ax-tui ▸ Tasks ▸ opened task", true)
	s.say(host.Move{To: host.PlaceRun, Replace: task.ID})
	if !task.closed || s.home.closed || !s.home.hidden {
		t.Errorf("replaced: closed %v; below closed %v, hidden %v", task.closed, s.home.closed, s.home.hidden)
	}
	task.got = nil
	s.say(asked{host.Tag{Owner: task.ID}})
	if len(task.got) != 0 {
		t.Error("a closed screen got an answer")
	}
	run := s.opened[1]
	s.say(asked{host.Tag{Owner: s.home.ID}})
	if len(s.home.got) != 1 || len(run.got) != 0 {
		t.Errorf("the answer for the screen below: it got %d, the top got %d", len(s.home.got), len(run.got))
	}
	s.Keys("esc")
	if !run.closed || s.home.hidden {
		t.Errorf("after esc: closed %v, below hidden %v", run.closed, s.home.hidden)
	}
	s.Keys("esc", "h")
	if s.Quit || s.home.closed {
		t.Error("esc on the last screen has closed it")
	}
	s.say(host.Move{To: "nowhere"})
	if s.home.hidden {
		t.Error("a move to nowhere hides the screen")
	}
}

func TestBroadcastsReachEveryScreen(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Move{To: host.PlaceTask})
	s.say(host.RunSeen{Run: api.Run{ID: "r"}})
	if len(s.home.got) != 1 || len(s.opened[0].got) != 1 {
		t.Errorf("got %v and %v", s.home.got, s.opened[0].got)
	}
}

func TestHiddenScreensAreNotPolled(t *testing.T) {
	s := newStage(t, nil)
	n := 0
	job := poll.Job{Key: "job", Rule: api.PollRule{GiveUp: -1}, Ask: func() tea.Cmd {
		n++
		return host.Send(asked{s.home.Tag()})
	}}
	s.home.env.Polls.Set(s.home.ID, []poll.Job{job})
	s.Keys("j")
	s.wait(10 * time.Second)
	if n != 3 {
		t.Fatalf("asked %d times in 10 s, want 3", n)
	}
	s.say(host.Move{To: host.PlaceTask})
	s.wait(time.Minute)
	if n != 3 {
		t.Errorf("hidden, it asked %d times more", n-3)
	}
	s.Keys("esc")
	if n != 4 {
		t.Errorf("back again it asks at once; asked %d times in all", n)
	}
}

func TestOverlayResultsGoHome(t *testing.T) {
	s := newStage(t, nil)
	s.say(box.Open{Box: confirm.New(s.home.env, confirm.Question{Title: "Sure?", Yes: asked{s.home.Tag()}})})
	s.Keys("j", "q") // j says nothing to the box, q is no
	if len(s.home.got) != 0 || len(s.home.did) != 0 || s.Quit {
		t.Errorf("got %v, did %v", s.home.got, s.home.did)
	}
	s.say(box.Open{Box: confirm.New(s.home.env, confirm.Question{Title: "Sure?", Yes: asked{s.home.Tag()}})})
	s.Advance(seen)
	s.Keys("y")
	if len(s.home.got) != 1 {
		t.Errorf("got %v", s.home.got)
	}
}

func TestSecondsOnlyForScreensThatShowThem(t *testing.T) {
	s := newStage(t, nil)
	s.wait(5 * time.Second)
	if len(s.home.got) != 0 || s.Clock.Timers() != 0 {
		t.Fatalf("got %v, %d timers", s.home.got, s.Clock.Timers())
	}
	s.home.info.Ticking = true
	s.Keys("j")
	s.wait(5 * time.Second)
	if len(s.home.got) != 5 || s.Clock.Timers() != 1 {
		t.Errorf("in 5 s got %d seconds, %d timers", len(s.home.got), s.Clock.Timers())
	}
}

func TestTooSmallAndBack(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("j", "j")
	was := b.View()
	for _, s := range [][2]int{{59, 24}, {80, 15}, {20, 5}, {1, 1}, {0, 0}} {
		b.Resize(s[0], s[1])
		if strings.Contains(b.View(), "\n") {
			t.Errorf("%v: more than one line", s)
		}
		if text.Width(b.View()) > max(s[0], 0) {
			t.Errorf("%v: too wide: %q", s, b.View())
		}
	}
	b.Resize(59, 24)
	b.Want("60", "16", "59", "24", "ax-tui") // what is needed, what there is
	b.Resize(80, 24)
	if b.View() != was {
		t.Errorf("back at 80x24 the frame is another:\n%s", b.Plain())
	}
}

func TestRestyleWhenTheTerminalAnswers(t *testing.T) {
	for _, tt := range []struct {
		theme   string
		changes bool
	}{{"auto", true}, {"high-contrast", true}, {"dark", false}, {"none", false}} {
		b := demo.Ready(t, demo.Options{Theme: tt.theme})
		b.Keys(":")
		was, plain := b.View(), b.Plain()
		b.Send(term.BackgroundMsg{Dark: false})
		if got := b.View() != was; got != tt.changes {
			t.Errorf("theme %s: the light background changes the frame: %v", tt.theme, got)
		}
		if b.Plain() != plain {
			t.Errorf("theme %s: other words on a light background", tt.theme)
		}
		b.Send(term.BackgroundMsg{Dark: true})
		if b.View() != was {
			t.Errorf("theme %s: dark again is another frame", tt.theme)
		}
	}
}

func TestPaletteDoesWhatItsKeyDoes(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys(":")
	b.Type("turn the sort")
	b.Keys("enter")
	b.Want("In the order of the server, reversed, over the loaded rows only.")
	b.Keys(":", "esc")
	b.WantNot("type to find")
	b.Keys(":")
	b.Type("quit")
	b.Keys("enter")
	if !b.Quit {
		t.Errorf("the palette does not quit:\n%s", b.Plain())
	}
}

func TestHelpSheetIsTheTable(t *testing.T) {
	for _, p := range []struct {
		name   string
		keys   []string
		scopes []keymap.Scope
	}{
		{"tasks", nil, []keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}},
		{"task", []string{"j", "enter"}, []keymap.Scope{keymap.Task, keymap.Move, keymap.Global}},
		{"run", []string{"j", "o"}, []keymap.Scope{keymap.Run, keymap.Move, keymap.Global}},
	} {
		b := demo.Ready(t, demo.Options{W: 100, H: 60})
		b.Keys(p.keys...)
		b.Keys("?")
		for _, e := range keymap.Default().Visible(p.scopes) {
			help, _, _ := strings.Cut(e.Help, " (")
			l := b.Line("  " + help)
			if !strings.Contains(l, e.Names()+"  "+help) {
				t.Errorf("%s: the sheet does not say %q: %q\n%s", p.name, e.Names()+"  "+help, l, b.Plain())
			}
		}
		b.Keys("?")
		b.WantNot("─ Keys ─")
	}
}

func TestHelpLineDropsFromTheRightAndKeepsHelp(t *testing.T) {
	for _, w := range []int{60, 70, 80, 100, 150} {
		b := demo.Ready(t, demo.Options{W: w, H: 24})
		lines := strings.Split(b.Plain(), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, " enter open") || !strings.HasSuffix(last, "? help") {
			t.Errorf("at %d: %q", w, last)
		}
	}
}

func TestSuspendUnavailable(t *testing.T) {
	s := newStage(t, nil)
	s.say(term.SuspendUnavailableMsg{})
	shows(t, s, "There is no shell to suspend to here; q quits.", true)
}

func TestNoThemeIsAskedForTwice(t *testing.T) {
	s := newStage(t, func(o *options) { o.Theme = theme.Choice{} })
	dark := s.home.env.Styles.Options.Dark
	s.say(term.BackgroundMsg{Dark: dark})
	if len(s.home.got) != 0 {
		t.Errorf("the same background tells of new styles: %v", s.home.got)
	}
	s.say(term.BackgroundMsg{Dark: !dark})
	if len(s.home.got) != 1 || s.home.got[0] != (host.StylesChanged{}) {
		t.Errorf("another background: the screen was told %v", s.home.got)
	}
	driver.CheckFrame(t, s.View(), 80, 24)
}

// A yes typed ahead of a question, or pasted with its key, answers nothing: the
// box has to have been there to be read.
func TestYesTypedAheadAnswersNothing(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("j") // a task whose run is active
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("xy")})
	b.Settle()
	b.Want("Cancel this run?")
	if n := len(b.Requests("POST")); n != 0 {
		t.Fatalf("%d writes were sent by a key that was typed ahead", n)
	}
	b.Advance(200 * time.Millisecond)
	b.Keys("y")
	if n := len(b.Requests("POST")); n != 1 {
		t.Fatalf("after the box was to be seen, y sent %d writes", n)
	}
}
