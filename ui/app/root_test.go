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
	stage := newStage(t, nil)
	stage.home.scopes = []keymap.Scope{keymap.Run, keymap.Tasks, keymap.Move}
	stage.Keys("r", "w", "s", "j", "Y")
	want := []keymap.Action{keymap.Refresh, keymap.KeepWatch, keymap.Sort, keymap.Down}
	if !slices.Equal(stage.home.did, want) {
		t.Errorf("the screen was asked to do %v, want %v", stage.home.did, want)
	}
}

func TestQuickTypingIsOneKeyAfterTheOther(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjkr")})
	want := []keymap.Action{keymap.Down, keymap.Down, keymap.Up, keymap.Refresh}
	if !slices.Equal(stage.home.did, want) {
		t.Errorf("did %v, want %v", stage.home.did, want)
	}
	stage.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjq"), Paste: true})
	if len(stage.home.did) != 4 || stage.Quit {
		t.Errorf("what is pasted is no key: did %v, quit %v", stage.home.did, stage.Quit)
	}
}

func TestKeysTypedAheadReachWhatTheyAreMeantFor(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.doing = func(keymap.Action) tea.Cmd { return stage.home.env.Send(host.Move{To: host.PlaceTask}) }
	stage.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("lss")})
	if len(stage.opened) != 1 || len(stage.home.did) != 1 || !slices.Equal(stage.opened[0].did, []keymap.Action{keymap.Sort, keymap.Sort}) {
		t.Errorf("the screen below did %v, opened %d", stage.home.did, len(stage.opened))
	}
}

func TestEscAndAKeyInOneReadAreTwoKeys(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Move{To: host.PlaceTask})
	stage.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true})
	if !stage.opened[0].closed || !slices.Equal(stage.home.did, []keymap.Action{keymap.Down}) {
		t.Errorf("closed %v, then did %v", stage.opened[0].closed, stage.home.did)
	}
}

func TestTypingSwallowsEveryKeyButOne(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.typing = true
	for _, k := range []string{"q", "?", ":", "j", "esc", "ctrl+l"} {
		stage.Keys(k)
	}
	stage.say(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("quit")})
	if len(stage.home.got) != 7 || stage.Quit {
		t.Errorf("the field got %d messages, quit %v", len(stage.home.got), stage.Quit)
	}
	stage.Keys("ctrl+c")
	if !stage.Quit || !stage.home.closed {
		t.Errorf("ctrl+c while typing: quit %v, closed %v", stage.Quit, stage.home.closed)
	}
}

// seen is long enough for a question to have been read.
const seen = time.Second

func TestQuitAsksOnlyWhenSomethingWouldBeLost(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.info.Watching = true
	stage.say(host.Move{To: host.PlaceTask})
	stage.Keys("q")
	shows(t, stage, "A run is being watched", true)
	stage.Advance(seen)
	stage.Keys("enter") // No is marked
	shows(t, stage, "Quit ax-tui?", false)
	if stage.Quit {
		t.Fatal("enter alone has quit")
	}
	stage.opened[0].info.Unsaved = true
	stage.Keys("q")
	shows(t, stage, "What you typed is not sent yet", true)
	stage.Advance(seen)
	stage.Keys("y")
	if !stage.Quit || !stage.home.closed || !stage.opened[0].closed {
		t.Errorf("quit %v, closed %v and %v", stage.Quit, stage.home.closed, stage.opened[0].closed)
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
		stage := newStage(t, nil)
		kept := false
		stage.home.keep = func() tea.Msg {
			if kept = true; stage.Quit {
				t.Errorf("%s: the program has ended before the draft was on disk", key)
			}
			return nil
		}
		if stage.Keys(key); !kept || !stage.Quit {
			t.Errorf("%s: kept %v, quit %v", key, kept, stage.Quit)
		}
	}
}

func TestReadOnlyRefusesEveryWrite(t *testing.T) {
	stage := newStage(t, func(o *options) { o.Session.ReadOnly = true })
	writes := 0
	for _, entry := range keymap.Default().Entries() {
		if !entry.Write {
			continue
		}
		writes++
		stage.home.scopes = []keymap.Scope{entry.Scope}
		stage.Keys(entry.Keys[0])
		shows(t, stage, "Read-only: ax-tui was started with --read-only", true)
		stage.wait(7 * time.Second)
		stage.say(host.Perform{Action: entry.Action})
		shows(t, stage, "Read-only", true)
		stage.wait(7 * time.Second)
	}
	if len(stage.home.did) != 0 || writes < 5 {
		t.Errorf("%d writes, the screen was asked to do %v", writes, stage.home.did)
	}
}

func TestAKeyWithoutEffectSaysSo(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.cannot[keymap.Open] = true
	stage.Keys("enter")
	shows(t, stage, "enter: not now: open the selected task", true)
	if len(stage.home.did) != 0 {
		t.Errorf("did %v", stage.home.did)
	}
}

func TestNotices(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Notice{Kind: host.Info, Text: "first"})
	stage.wait(4 * time.Second)
	stage.say(host.Notice{Kind: host.Success, Text: "second"})
	stage.wait(3 * time.Second) // the timer of the first rings
	shows(t, stage, "second", true)
	stage.wait(4 * time.Second)
	shows(t, stage, "second", false)
	stage.say(host.Notice{Kind: host.Error, Text: "broken"})
	stage.Keys("j")
	shows(t, stage, "broken", true)
	stage.wait(7 * time.Second)
	shows(t, stage, "broken", true) // a failure waits until it can have been seen
	stage.Keys("j")
	shows(t, stage, "broken", false)
}

func TestPanickingCommandIsANotice(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(term.PanicMsg{Err: errors.New("index out of range\x1b[31m")})
	shows(t, stage, "Something went wrong inside ax-tui (index out of range", true)
	if strings.Contains(stage.View(), "\x1b[31m") {
		t.Error("the text of the panic was drawn as it came")
	}
	stage.Keys("j")
	if len(stage.home.did) != 1 {
		t.Error("it does not go on")
	}
}

// asked is an answer to a screen.
type asked struct{ host.Tag }

func (asked) PollKey() string      { return "job" }
func (asked) Outcome() api.Outcome { return api.Outcome{} }

func TestMoveReplacePopAndLateAnswers(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Move{To: host.PlaceTask})
	task := stage.opened[0]
	if !stage.home.hidden || task.h != 21 || task.w != 80 {
		t.Errorf("below hidden: %v; size %d by %d", stage.home.hidden, task.w, task.h)
	}
	shows(t, stage, "ax-tui ▸ Tasks ▸ opened task", true)
	stage.say(host.Move{To: host.PlaceRun, Replace: task.ID})
	if !task.closed || stage.home.closed || !stage.home.hidden {
		t.Errorf("replaced: closed %v; below closed %v, hidden %v", task.closed, stage.home.closed, stage.home.hidden)
	}
	task.got = nil
	stage.say(asked{host.Tag{Owner: task.ID}})
	if len(task.got) != 0 {
		t.Error("a closed screen got an answer")
	}
	run := stage.opened[1]
	stage.say(asked{host.Tag{Owner: stage.home.ID}})
	if len(stage.home.got) != 1 || len(run.got) != 0 {
		t.Errorf("the answer for the screen below: it got %d, the top got %d", len(stage.home.got), len(run.got))
	}
	stage.Keys("esc")
	if !run.closed || stage.home.hidden {
		t.Errorf("after esc: closed %v, below hidden %v", run.closed, stage.home.hidden)
	}
	stage.Keys("esc", "h")
	if stage.Quit || stage.home.closed {
		t.Error("esc on the last screen has closed it")
	}
	stage.say(host.Move{To: "nowhere"})
	if stage.home.hidden {
		t.Error("a move to nowhere hides the screen")
	}
}

func TestBroadcastsReachEveryScreen(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Move{To: host.PlaceTask})
	stage.say(host.RunSeen{Run: api.Run{ID: "r"}})
	if len(stage.home.got) != 1 || len(stage.opened[0].got) != 1 {
		t.Errorf("got %v and %v", stage.home.got, stage.opened[0].got)
	}
}

func TestHiddenScreensAreNotPolled(t *testing.T) {
	stage := newStage(t, nil)
	n := 0
	job := poll.Job{Key: "job", Rule: api.PollRule{GiveUp: -1}, Ask: func() tea.Cmd {
		n++
		return host.Send(asked{stage.home.Tag()})
	}}
	stage.home.env.Polls.Set(stage.home.ID, []poll.Job{job})
	stage.Keys("j")
	stage.wait(10 * time.Second)
	if n != 3 {
		t.Fatalf("asked %d times in 10 s, want 3", n)
	}
	stage.say(host.Move{To: host.PlaceTask})
	stage.wait(time.Minute)
	if n != 3 {
		t.Errorf("hidden, it asked %d times more", n-3)
	}
	stage.Keys("esc")
	if n != 4 {
		t.Errorf("back again it asks at once; asked %d times in all", n)
	}
}

func TestOverlayResultsGoHome(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(box.Open{Box: confirm.New(stage.home.env, confirm.Question{Title: "Sure?", Yes: asked{stage.home.Tag()}})})
	stage.Keys("j", "q") // j says nothing to the box, q is no
	if len(stage.home.got) != 0 || len(stage.home.did) != 0 || stage.Quit {
		t.Errorf("got %v, did %v", stage.home.got, stage.home.did)
	}
	stage.say(box.Open{Box: confirm.New(stage.home.env, confirm.Question{Title: "Sure?", Yes: asked{stage.home.Tag()}})})
	stage.Advance(seen)
	stage.Keys("y")
	if len(stage.home.got) != 1 {
		t.Errorf("got %v", stage.home.got)
	}
}

func TestSecondsOnlyForScreensThatShowThem(t *testing.T) {
	stage := newStage(t, nil)
	stage.wait(5 * time.Second)
	if len(stage.home.got) != 0 || stage.Clock.Timers() != 0 {
		t.Fatalf("got %v, %d timers", stage.home.got, stage.Clock.Timers())
	}
	stage.home.info.Ticking = true
	stage.Keys("j")
	stage.wait(5 * time.Second)
	if len(stage.home.got) != 5 || stage.Clock.Timers() != 1 {
		t.Errorf("in 5 s got %d seconds, %d timers", len(stage.home.got), stage.Clock.Timers())
	}
}

func TestTooSmallAndBack(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "j")
	was := bench.View()
	for _, s := range [][2]int{{59, 24}, {80, 15}, {20, 5}, {1, 1}, {0, 0}} {
		bench.Resize(s[0], s[1])
		if strings.Contains(bench.View(), "\n") {
			t.Errorf("%v: more than one line", s)
		}
		if text.Width(bench.View()) > max(s[0], 0) {
			t.Errorf("%v: too wide: %q", s, bench.View())
		}
	}
	bench.Resize(59, 24)
	bench.Want("60", "16", "59", "24", "ax-tui") // what is needed, what there is
	bench.Resize(80, 24)
	if bench.View() != was {
		t.Errorf("back at 80x24 the frame is another:\n%s", bench.Plain())
	}
}

func TestRestyleWhenTheTerminalAnswers(t *testing.T) {
	for _, tt := range []struct {
		theme   string
		changes bool
	}{{"auto", true}, {"high-contrast", true}, {"dark", false}, {"none", false}} {
		bench := demo.Ready(t, demo.Options{Theme: tt.theme})
		bench.Keys(":")
		was, plain := bench.View(), bench.Plain()
		bench.Send(term.BackgroundMsg{Dark: false})
		if got := bench.View() != was; got != tt.changes {
			t.Errorf("theme %s: the light background changes the frame: %v", tt.theme, got)
		}
		if bench.Plain() != plain {
			t.Errorf("theme %s: other words on a light background", tt.theme)
		}
		bench.Send(term.BackgroundMsg{Dark: true})
		if bench.View() != was {
			t.Errorf("theme %s: dark again is another frame", tt.theme)
		}
	}
}

func TestPaletteDoesWhatItsKeyDoes(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(":")
	bench.Type("reverse the sort")
	bench.Keys("enter")
	bench.Want("Sorted in server order, reversed, loaded rows only.")
	bench.Keys(":", "esc")
	bench.WantNot("type to find")
	bench.Keys(":")
	bench.Type("quit")
	bench.Keys("enter")
	if !bench.Quit {
		t.Errorf("the palette does not quit:\n%s", bench.Plain())
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
		bench := demo.Ready(t, demo.Options{W: 100, H: 60})
		bench.Keys(p.keys...)
		bench.Keys("?")
		for _, entry := range keymap.Default().Visible(p.scopes) {
			help, _, _ := strings.Cut(entry.Help, " (")
			l := bench.Line("  " + help)
			if !strings.Contains(l, entry.Names()+"  "+help) {
				t.Errorf("%s: the sheet does not say %q: %q\n%s", p.name, entry.Names()+"  "+help, l, bench.Plain())
			}
		}
		bench.Keys("?")
		bench.WantNot("─ Keys ─")
	}
}

func TestHelpLineDropsFromTheRightAndKeepsHelp(t *testing.T) {
	for _, w := range []int{60, 70, 80, 100, 150} {
		bench := demo.Ready(t, demo.Options{W: w, H: 24})
		lines := strings.Split(bench.Plain(), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, " enter open") || !strings.HasSuffix(last, "? help") {
			t.Errorf("at %d: %q", w, last)
		}
	}
}

func TestSuspendUnavailable(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(term.SuspendUnavailableMsg{})
	shows(t, stage, "There is no shell to suspend to here; q quits.", true)
}

func TestNoThemeIsAskedForTwice(t *testing.T) {
	stage := newStage(t, func(o *options) { o.Theme = theme.Choice{} })
	dark := stage.home.env.Styles.Options.Dark
	stage.say(term.BackgroundMsg{Dark: dark})
	if len(stage.home.got) != 0 {
		t.Errorf("the same background tells of new styles: %v", stage.home.got)
	}
	stage.say(term.BackgroundMsg{Dark: !dark})
	if len(stage.home.got) != 1 || stage.home.got[0] != (host.StylesChanged{}) {
		t.Errorf("another background: the screen was told %v", stage.home.got)
	}
	driver.CheckFrame(t, stage.View(), 80, 24)
}

// A yes typed ahead of a question, or pasted with its key, answers nothing: the
// box has to have been there to be read.
func TestYesTypedAheadAnswersNothing(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j") // a task whose run is active
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("xy")})
	bench.Settle()
	bench.Want("Cancel this run?")
	if n := len(bench.Requests("POST")); n != 0 {
		t.Fatalf("%d writes were sent by a key that was typed ahead", n)
	}
	bench.Advance(200 * time.Millisecond)
	bench.Keys("y")
	if n := len(bench.Requests("POST")); n != 1 {
		t.Fatalf("after the box was to be seen, y sent %d writes", n)
	}
}
