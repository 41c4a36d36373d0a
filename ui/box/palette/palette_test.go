package palette_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"

	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newPalette(t *testing.T, can func(keymap.Entry) bool) box.Box {
	t.Helper()
	env := &host.Env{
		Ctx: t.Context(), Keys: keymap.Default(), NextID: func() uint64 { return 1 },
		Styles: theme.New(theme.Options{Profile: termenv.Ascii}),
	}
	return palette.New(env, &palette.Options{
		Scopes: []keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}, Can: can,
		Why: func(entry keymap.Entry) text.Safe { return "because of " + text.Safe(entry.Action) },
	})
}

func every(keymap.Entry) bool { return true }

// typed returns the result of typing a text and enter.
func typed(opened box.Box, words string) (done bool, result tea.Msg) {
	for _, letter := range words {
		opened.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{letter}})
	}
	done, result, _ = opened.Update(driver.Key("enter"))
	return done, result
}

// TestEveryActionIsFound: by its prose in any case, by the words of the help line, and
// by its key.
func TestEveryActionIsFound(t *testing.T) {
	for _, entry := range keymap.Default().Visible([]keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}) {
		if entry.Action == keymap.OpenPalette {
			continue
		}
		for _, words := range []string{strings.ToUpper(entry.Help), entry.Label(), entry.First()} {
			if done, result := typed(newPalette(t, every), words); !done || result != (host.Perform{Action: entry.Action}) {
				t.Errorf("%q: done %v, %v, want %s", words, done, result, entry.Action)
			}
		}
	}
}

func TestTheBestMatchIsFirst(t *testing.T) {
	for words, want := range map[string]keymap.Action{
		"triger": keymap.TriggerRun, "start run": keymap.TriggerRun, "expo": keymap.ExportList, "new": keymap.NewTask, "cancl": keymap.CancelRun,
		"help": keymap.Help, "P": keymap.PauseTask, "p": keymap.Profile, "dataset": keymap.FilterBy, "rfsh": keymap.Refresh, "jsonl": keymap.ExportList,
	} {
		if _, result := typed(newPalette(t, every), words); result != (host.Perform{Action: want}) {
			t.Errorf("%q runs %v, want %s", words, result, want)
		}
	}
}

// What is not possible now is below the rest, dimmed, with the reason, and can be asked
// for all the same: the root then says why.
func TestUnavailableActionsSayWhy(t *testing.T) {
	opened := newPalette(t, func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun })
	frame := opened.View(100, 60)
	if strings.Contains(frame, "because of cancel-run") {
		t.Errorf("what is not possible stands before the rest:\n%s", frame)
	}
	if done, result := typed(opened, "cancel"); !done || result != (host.Perform{Action: keymap.CancelRun}) {
		t.Errorf("done %v, %v", done, result)
	}
	if frame := opened.View(100, 60); !strings.Contains(frame, "because of cancel-run") {
		t.Errorf("no reason:\n%s", frame)
	}
}

func TestNothingFoundAndLetters(t *testing.T) {
	opened := newPalette(t, every)
	if done, result := typed(opened, "~~"); done || result != nil {
		t.Errorf("enter on nothing: %v, %v", done, result)
	}
	if done, _, _ := opened.Update(driver.Key("q")); done || !opened.Typing() {
		t.Error("q closes the palette")
	}
	if done, _, _ := opened.Update(tea.WindowSizeMsg{}); done {
		t.Error("a message other than a key closes it")
	}
	if done, result, _ := opened.Update(driver.Key("esc")); !done || result != nil {
		t.Errorf("esc: %v, %v", done, result)
	}
	for width := 57; width <= 180; width += 11 {
		frame := opened.View(width, 12)
		driver.CheckFrame(t, frame, width, strings.Count(frame, "\n")+1)
	}
}

func TestATaskByName(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Requests("")
	bench.Keys(":")
	bench.Type("task tone")
	bench.Settle()
	bench.Want(": task tone", "Tone of Voice")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks ▸ Tone of Voice")
	bench.Keys(":", "t", "a", "s", "k", "enter", "backspace")
	bench.Want(": task", "open a task by name")
	bench.Keys("ctrl+u")
	bench.Type("no such word at all") // the last line looks for a task of this name
	bench.Keys("enter")
	bench.Want(": task no such word at all")
	bench.Advance(1e9)
	bench.Want("no match")
}

// A task that is not loaded is found on the server, once.
func TestATaskThatIsNotLoaded(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.WantNot("Toxicity Night")
	tasks, _, _ := bench.World.Tasks(world.TaskQuery{}, world.Position{}, 100)
	last := tasks[len(tasks)-1].Name
	bench.Keys(":")
	bench.Type("task " + last)
	bench.Settle()
	bench.Advance(1e9)
	bench.Want("1 of ")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks ▸ " + string([]rune(last)[:8]))
}

func TestPastedIDsOpen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	tasks, _, _ := bench.World.Tasks(world.TaskQuery{Name: "JSON Shape"}, world.Position{}, 1)
	runs, _, _, _ := bench.World.Runs(tasks[0].ID, "", world.Position{}, 1)
	bench.Keys(":")
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(tasks[0].ID), Paste: true})
	bench.Want("open           what this ID or address is of")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks ▸ JSON Shape")
	bench.Keys(":")
	bench.Type("run " + runs[0].ID)
	bench.Keys("enter")
	bench.Want("▸ Run …")
	// On the list itself a pasted ID opens the palette, other text does nothing.
	bench.Keys("esc", "esc", "esc")
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("xqt"), Paste: true})
	bench.WantNot("Do or go to")
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" " + tasks[0].ID + "\n"), Paste: true})
	bench.Want("Do or go to", ": "+tasks[0].ID)
}

func TestSpacesAndThemes(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Theme: "dark"})
	dark := bench.View()
	bench.Keys(":")
	bench.Type("space payments")
	bench.Settle()
	bench.Keys("enter")
	bench.Want("demo · Payments Assistant")
	bench.Keys(":")
	bench.Type("space all")
	bench.Settle()
	bench.Keys("enter")
	bench.Want("all spaces")
	bench.Keys(":")
	bench.Type("theme no")
	bench.Settle()
	if strings.Contains(bench.View(), "38;2;") {
		t.Error("the selected theme is not shown")
	}
	bench.Keys("esc")
	if !strings.Contains(bench.View(), strings.Split(dark, "ax-tui")[0]) || !strings.Contains(bench.View(), "38;2;") {
		t.Error("esc keeps the theme that was only looked at")
	}
	bench.Keys(":")
	bench.Type("theme light")
	bench.Settle()
	bench.Keys("enter")
	bench.Want(`Theme light. To keep it, write theme = "light" in the settings.`)
	if bench.View() == dark {
		t.Error("the theme has not changed")
	}
}

// The palette opens while the first page loads and after it failed.
func TestItOpensInEveryState(t *testing.T) {
	loading := demo.New(t, demo.Options{})
	loading.Press(":", "e", "x", "p")
	loading.Want(": exp", "export")
	loading.Settle()
	loading.Want(": exp")
	failed := demo.Ready(t, demo.Options{Faults: []string{"status=500"}})
	failed.Keys(":")
	failed.Want("Do or go to", "refresh")
}

// TestGolden: the box alone, with a few actions, so that it changes with nothing else.
func TestGolden(t *testing.T) {
	rows := slices.DeleteFunc(keymap.Default().Entries(), func(entry keymap.Entry) bool {
		return entry.Scope == keymap.Tasks && !slices.Contains([]keymap.Action{keymap.Open, keymap.TriggerRun, keymap.CancelRun, keymap.ExportList}, entry.Action)
	})
	env := &host.Env{
		Ctx: t.Context(), Keys: keymap.New(rows), NextID: func() uint64 { return 1 },
		Styles: theme.New(theme.Options{Profile: termenv.Ascii}),
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {160, 50}, {60, 16}} {
		for name, words := range map[string]string{"all": "", "found": "can"} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				opened := palette.New(env, &palette.Options{
					Scopes: []keymap.Scope{keymap.Tasks}, Query: words,
					Can:      func(entry keymap.Entry) bool { return entry.Action != keymap.CancelRun },
					Why:      func(keymap.Entry) text.Safe { return "the selected task has no active run" },
					Commands: []palette.Command{{Name: "task", Help: "open a task by name"}, {Name: "theme", Help: "change the colours"}},
				})
				golden.RequireEqual(t, []byte(ansi.Strip(opened.View(size[0], size[1]-3))+"\n"))
			})
		}
	}
}

// Nothing ends or is deleted for a word of a sentence, or for a part of a word.
func TestDangerousActionsHaveToBeNamed(t *testing.T) {
	for _, word := range []string{"save", "is", "unsaved", "something", "when", "name"} {
		bench := demo.Ready(t, demo.Options{})
		bench.Keys(":")
		bench.Type(word)
		if line := bench.Line("▸ "); strings.Contains(line, "quit") || strings.Contains(line, "delete") {
			t.Errorf("%q selects %s", word, line)
		}
	}
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(":")
	bench.Type("exit")
	bench.Want("▸ quit")
	bench.Keys("esc", ":")
	bench.Type("stop")
	bench.Want("▸ cancel")
}
