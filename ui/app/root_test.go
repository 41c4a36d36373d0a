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

// checkText checks whether the screen contains a text.
func checkText(t *testing.T, bench *stage, words string, want bool) {
	t.Helper()
	if strings.Contains(bench.Plain(), words) != want {
		t.Errorf("%q on the screen: %v, want %v\n%s", words, !want, want, bench.Plain())
	}
}

func TestKeysGoThroughScopesInnermostFirst(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.scopes = []keymap.Scope{keymap.Run, keymap.Tasks, keymap.Move}
	stage.Keys("r", "w", "s", "j", "Y")
	want := []keymap.Action{keymap.Refresh, keymap.WatchRun, keymap.Sort, keymap.Down}
	if !slices.Equal(stage.home.actions, want) {
		t.Errorf("the screen did %v, want %v", stage.home.actions, want)
	}
}

func TestQuickTypingIsSplitIntoKeys(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjkr")})
	want := []keymap.Action{keymap.Down, keymap.Down, keymap.Up, keymap.Refresh}
	if !slices.Equal(stage.home.actions, want) {
		t.Errorf("did %v, want %v", stage.home.actions, want)
	}
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjq"), Paste: true})
	if len(stage.home.actions) != 4 || stage.Quit {
		t.Errorf("pasted text is not keys: did %v, quit %v", stage.home.actions, stage.Quit)
	}
}

func TestKeysTypedAheadReachTheNextScreen(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.onDo = func(keymap.Action) tea.Cmd { return stage.home.env.Send(host.Move{To: host.PlaceTask}) }
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("lss")})
	if len(stage.opened) != 1 || len(stage.home.actions) != 1 || !slices.Equal(stage.opened[0].actions, []keymap.Action{keymap.Sort, keymap.Sort}) {
		t.Errorf("the screen below did %v, opened %d", stage.home.actions, len(stage.opened))
	}
}

func TestEscAndAKeyInOneReadAreTwoKeys(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Move{To: host.PlaceTask})
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true})
	if !stage.opened[0].closed || !slices.Equal(stage.home.actions, []keymap.Action{keymap.Down}) {
		t.Errorf("closed %v, then did %v", stage.opened[0].closed, stage.home.actions)
	}
}

// A key right after esc would go to the text behind the box that esc closes.
func TestEscInABoxTakesTheKeyAfterIt(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.typing = true
	stage.send(box.Open{Box: confirm.New(stage.home.env, confirm.Question{Title: "Leave?"})})
	before := len(stage.home.msgs)
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x"), Alt: true})
	if got := stage.home.msgs[before:]; len(got) > 0 || strings.Contains(stage.Plain(), "Leave?") {
		t.Errorf("behind the box came %v\n%s", got, stage.Plain())
	}
}

func TestTypingGetsEveryKeyButCtrlC(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.typing = true
	for _, key := range []string{"q", "?", ":", "j", "esc", "ctrl+l"} {
		stage.Keys(key)
	}
	stage.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("quit")})
	if len(stage.home.msgs) != 7 || stage.Quit {
		t.Errorf("the field got %d messages, quit %v", len(stage.home.msgs), stage.Quit)
	}
	stage.Keys("ctrl+c")
	if !stage.Quit || !stage.home.closed {
		t.Errorf("ctrl+c while typing: quit %v, closed %v", stage.Quit, stage.home.closed)
	}
}

// readTime is longer than a question must be visible before a yes counts.
const readTime = time.Second

func TestQuitAsksBeforeLosingWork(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.info.Unsaved, stage.home.info.Drafted = true, true
	stage.send(host.Move{To: host.PlaceTask})
	stage.Keys("q")
	checkText(t, stage, "It is saved as a draft", true)
	stage.Advance(readTime)
	stage.Keys("enter") // No is selected
	checkText(t, stage, "Quit ax-tui?", false)
	if stage.Quit {
		t.Fatal("enter alone quits")
	}
	stage.opened[0].info.Unsaved = true
	stage.Keys("q")
	checkText(t, stage, "Your input is not sent yet", true)
	stage.Advance(readTime)
	stage.Keys("y")
	if !stage.Quit || !stage.home.closed || !stage.opened[0].closed {
		t.Errorf("quit %v, closed %v and %v", stage.Quit, stage.home.closed, stage.opened[0].closed)
	}
	idle := newStage(t, nil)
	if idle.Keys("q"); !idle.Quit {
		t.Error("q asks although nothing would be lost")
	}
	unsaved := newStage(t, nil)
	unsaved.home.info.Unsaved = true
	if unsaved.Keys("ctrl+c"); !unsaved.Quit {
		t.Error("ctrl+c asks")
	}
}

// Drafts are saved before the program ends, however it is quit.
func TestQuitSavesDrafts(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		stage := newStage(t, nil)
		saved := false
		stage.home.saveDraft = func() tea.Msg {
			if saved = true; stage.Quit {
				t.Errorf("%s: the program ended before the draft was saved", key)
			}
			return nil
		}
		if stage.Keys(key); !saved || !stage.Quit {
			t.Errorf("%s: saved %v, quit %v", key, saved, stage.Quit)
		}
	}
}

func TestReadOnlyRefusesEveryWrite(t *testing.T) {
	stage := newStage(t, func(opts *options) { opts.Session.ReadOnly = true })
	writes := 0
	for _, entry := range keymap.Default().Entries() {
		if !entry.Write {
			continue
		}
		writes++
		stage.home.scopes = []keymap.Scope{entry.Scope}
		stage.Keys(entry.Keys[0])
		checkText(t, stage, "Read-only, by --read-only or the settings", true)
		stage.wait(7 * time.Second)
		stage.send(host.Perform{Action: entry.Action})
		checkText(t, stage, "Read-only", true)
		stage.wait(7 * time.Second)
	}
	if len(stage.home.actions) != 0 || writes < 5 {
		t.Errorf("%d writes, the screen did %v", writes, stage.home.actions)
	}
}

func TestUnavailableKeyShowsNotice(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.unavailable[keymap.Open] = true
	stage.Keys("enter")
	checkText(t, stage, "enter: not available now: open the selected task", true)
	if len(stage.home.actions) != 0 {
		t.Errorf("did %v", stage.home.actions)
	}
}

func TestNotices(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Notice{Kind: host.Info, Text: "first"})
	stage.wait(4 * time.Second)
	stage.send(host.Notice{Kind: host.Success, Text: "second"})
	stage.wait(3 * time.Second) // the timer of the first fires
	checkText(t, stage, "second", true)
	stage.wait(4 * time.Second)
	checkText(t, stage, "second", false)
	stage.send(host.Notice{Kind: host.Error, Text: "broken"})
	stage.Keys("j")
	checkText(t, stage, "broken", true)
	stage.wait(7 * time.Second)
	checkText(t, stage, "broken", true) // an error stays until a key is pressed
	stage.Keys("j")
	checkText(t, stage, "broken", false)
}

func TestPanickingCommandIsANotice(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(term.PanicMsg{Err: errors.New("index out of range\x1b[31m")})
	checkText(t, stage, "Internal error in ax-tui (index out of range", true)
	if strings.Contains(stage.View(), "\x1b[31m") {
		t.Error("the text of the panic was not cleaned")
	}
	stage.Keys("j")
	if len(stage.home.actions) != 1 {
		t.Error("the program does not continue")
	}
}

// response is a poll result for a screen.
type response struct{ host.Tag }

func (response) PollKey() string      { return "job" }
func (response) Outcome() api.Outcome { return api.Outcome{} }

func TestMoveReplacePopAndLateAnswers(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Move{To: host.PlaceTask})
	task := stage.opened[0]
	if !stage.home.hidden || task.h != 21 || task.w != 80 {
		t.Errorf("below hidden: %v; size %d by %d", stage.home.hidden, task.w, task.h)
	}
	checkText(t, stage, "ax-tui ▸ Tasks ▸ opened task", true)
	stage.send(host.Move{To: host.PlaceRun, Replace: task.ID})
	if !task.closed || stage.home.closed || !stage.home.hidden {
		t.Errorf("replaced: closed %v; below closed %v, hidden %v", task.closed, stage.home.closed, stage.home.hidden)
	}
	task.msgs = nil
	stage.send(response{host.Tag{Owner: task.ID}})
	if len(task.msgs) != 0 {
		t.Error("a closed screen got a message")
	}
	run := stage.opened[1]
	stage.send(response{host.Tag{Owner: stage.home.ID}})
	if len(stage.home.msgs) != 1 || len(run.msgs) != 0 {
		t.Errorf("response for the screen below: it got %d, the top got %d", len(stage.home.msgs), len(run.msgs))
	}
	stage.Keys("esc")
	if !run.closed || stage.home.hidden {
		t.Errorf("after esc: closed %v, below hidden %v", run.closed, stage.home.hidden)
	}
	stage.Keys("esc", "h")
	if stage.Quit || stage.home.closed {
		t.Error("esc on the first screen has closed it")
	}
	stage.send(host.Move{To: "nowhere"})
	if stage.home.hidden {
		t.Error("a move to an unknown place hides the screen")
	}
}

func TestBroadcastsReachEveryScreen(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Move{To: host.PlaceTask})
	stage.send(host.RunUpdated{Run: api.Run{ID: "r"}})
	if len(stage.home.msgs) != 1 || len(stage.opened[0].msgs) != 1 {
		t.Errorf("got %v and %v", stage.home.msgs, stage.opened[0].msgs)
	}
}

func TestHiddenScreensAreNotPolled(t *testing.T) {
	stage := newStage(t, nil)
	polls := 0
	job := poll.Job{Key: "job", Rule: api.PollRule{GiveUp: -1}, Ask: func() tea.Cmd {
		polls++
		return host.Send(response{stage.home.Tag()})
	}}
	stage.home.env.Polls.Set(stage.home.ID, []poll.Job{job})
	stage.Keys("j")
	stage.wait(10 * time.Second)
	if polls != 3 {
		t.Fatalf("polled %d times in 10 s, want 3", polls)
	}
	stage.send(host.Move{To: host.PlaceTask})
	stage.wait(time.Minute)
	if polls != 3 {
		t.Errorf("hidden, it was polled %d more times", polls-3)
	}
	stage.Keys("esc")
	if polls != 4 {
		t.Errorf("shown again it must be polled at once; polled %d times in total", polls)
	}
}

func TestBoxResultsReachTheScreen(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(box.Open{Box: confirm.New(stage.home.env, confirm.Question{Title: "Sure?", Yes: response{stage.home.Tag()}})})
	stage.Keys("j", "q") // j has no effect in the box, q is no
	if len(stage.home.msgs) != 0 || len(stage.home.actions) != 0 || stage.Quit {
		t.Errorf("got %v, did %v", stage.home.msgs, stage.home.actions)
	}
	stage.send(box.Open{Box: confirm.New(stage.home.env, confirm.Question{Title: "Sure?", Yes: response{stage.home.Tag()}})})
	stage.Advance(readTime)
	stage.Keys("y")
	if len(stage.home.msgs) != 1 {
		t.Errorf("got %v", stage.home.msgs)
	}
}

func TestSecondsOnlyForScreensThatShowThem(t *testing.T) {
	stage := newStage(t, nil)
	stage.wait(5 * time.Second)
	if len(stage.home.msgs) != 0 || stage.Clock.Timers() != 0 {
		t.Fatalf("got %v, %d timers", stage.home.msgs, stage.Clock.Timers())
	}
	stage.home.info.Ticking = true
	stage.Keys("j")
	stage.wait(5 * time.Second)
	if len(stage.home.msgs) != 5 || stage.Clock.Timers() != 1 {
		t.Errorf("in 5 s got %d seconds, %d timers", len(stage.home.msgs), stage.Clock.Timers())
	}
}

func TestTooSmallAndBack(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "j")
	before := bench.View()
	for _, size := range [][2]int{{59, 24}, {80, 15}, {20, 5}, {1, 1}, {0, 0}} {
		bench.Resize(size[0], size[1])
		if strings.Contains(bench.View(), "\n") {
			t.Errorf("%v: more than one line", size)
		}
		if text.Width(bench.View()) > max(size[0], 0) {
			t.Errorf("%v: too wide: %q", size, bench.View())
		}
	}
	bench.Resize(59, 24)
	bench.Want("60", "16", "59", "24", "ax-tui") // required size, actual size
	bench.Resize(80, 24)
	if bench.View() != before {
		t.Errorf("back at 80x24 the frame differs:\n%s", bench.Plain())
	}
}

func TestRestyleWhenTheTerminalAnswers(t *testing.T) {
	for _, tt := range []struct {
		theme   string
		changes bool
	}{{"auto", true}, {"high-contrast", true}, {"dark", false}, {"none", false}} {
		bench := demo.Ready(t, demo.Options{Theme: tt.theme})
		bench.Keys(":")
		before, plain := bench.View(), bench.Plain()
		bench.Send(term.BackgroundMsg{Dark: false})
		if got := bench.View() != before; got != tt.changes {
			t.Errorf("theme %s: the light background changes the frame: %v", tt.theme, got)
		}
		if bench.Plain() != plain {
			t.Errorf("theme %s: other text on a light background", tt.theme)
		}
		bench.Send(term.BackgroundMsg{Dark: true})
		if bench.View() != before {
			t.Errorf("theme %s: back on dark the frame differs", tt.theme)
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

func TestHelpSheetShowsTheKeymap(t *testing.T) {
	for _, view := range []struct {
		name   string
		keys   []string
		scopes []keymap.Scope
	}{
		{"tasks", nil, []keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}},
		{"task", []string{"j", "enter"}, []keymap.Scope{keymap.Task, keymap.Move, keymap.Global}},
		{"run", []string{"j", "o"}, []keymap.Scope{keymap.Run, keymap.Move, keymap.Global}},
	} {
		bench := demo.Ready(t, demo.Options{W: 100, H: 100})
		bench.Keys(view.keys...)
		bench.Keys("?")
		for _, entry := range keymap.Default().Visible(view.scopes) {
			help, _, _ := strings.Cut(entry.Help, " (")
			line := bench.Line("  " + help)
			if !strings.Contains(line, entry.Names()+"  "+help) {
				t.Errorf("%s: the help sheet does not show %q: %q\n%s", view.name, entry.Names()+"  "+help, line, bench.Plain())
			}
		}
		bench.Keys("?")
		bench.WantNot("─ Keys ─")
	}
}

func TestHelpLineDropsFromTheRightAndKeepsHelp(t *testing.T) {
	for _, width := range []int{60, 70, 80, 100, 150} {
		bench := demo.Ready(t, demo.Options{W: width, H: 24})
		lines := strings.Split(bench.Plain(), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, " enter open") || !strings.HasSuffix(last, "? help") {
			t.Errorf("at %d: %q", width, last)
		}
	}
}

func TestSuspendUnavailable(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(term.SuspendUnavailableMsg{})
	checkText(t, stage, "Cannot suspend: there is no shell to return to. q quits.", true)
}

func TestRestyleOnlyWhenBackgroundDiffers(t *testing.T) {
	stage := newStage(t, func(opts *options) { opts.Theme = theme.Choice{} })
	dark := stage.home.env.Styles.Options.Dark
	stage.send(term.BackgroundMsg{Dark: dark})
	if len(stage.home.msgs) != 0 {
		t.Errorf("the same background sends messages: %v", stage.home.msgs)
	}
	stage.send(term.BackgroundMsg{Dark: !dark})
	if len(stage.home.msgs) != 1 || stage.home.msgs[0] != (host.StylesChanged{}) {
		t.Errorf("another background: the screen got %v", stage.home.msgs)
	}
	driver.CheckFrame(t, stage.View(), 80, 24)
}

// A yes that was typed ahead or pasted does not answer a question that was not
// visible yet.
func TestYesTypedAheadIsIgnored(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j") // a task whose run is active
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("xy")})
	bench.Settle()
	bench.Want("Cancel this run?")
	if writes := len(bench.Requests("POST")); writes != 0 {
		t.Fatalf("a key typed ahead sent %d writes", writes)
	}
	bench.Advance(200 * time.Millisecond)
	bench.Keys("y")
	if writes := len(bench.Requests("POST")); writes != 1 {
		t.Fatalf("y sent %d writes, want 1", writes)
	}
}
