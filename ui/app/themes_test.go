package app_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
)

// solar is a theme that is not built in: its colours are those of Solarized, and on a light
// background other ones.
func solar() app.Themes {
	custom := &theme.Custom{
		Colours: map[string]string{"accent": "#2aa198", "key": "#268bd2", "good": "#859900", "warn": "#b58900", "bad": "#dc322f", "info": "#268bd2"},
		Dark:    map[string]string{"dim": "#839496", "faint": "#586e75", "border": "#586e75", "select_fg": "#fdf6e3", "select_bg": "#073642"},
		Light:   map[string]string{"dim": "#657b83", "select_fg": "#002b36", "select_bg": "#eee8d5"},
	}
	return app.Themes{
		List: func() []app.ThemeFile {
			return []app.ThemeFile{{Name: "broken", Why: `line 1: dim is "blue"`}, {Name: "solar"}}
		},
		Read: func(name string) (theme.Choice, error) {
			if name != "solar" {
				return theme.Choice{}, errors.New("broken.toml:1: dim is \"blue\"")
			}
			return theme.Choice{Name: name, Custom: custom}, nil
		},
	}
}

// TestGoldenTheme checks the colours of a theme that is not built in, as far as terminals
// have them.
func TestGoldenTheme(t *testing.T) {
	for name, environ := range map[string]map[string]string{
		"true colour": nil, "256 colours": {"COLORTERM": ""}, "16 colours": {"COLORTERM": "", "TERM": "xterm"}, "NO_COLOR": {"NO_COLOR": "1"},
	} {
		t.Run(name, func(t *testing.T) {
			bench := goTo(t, demo.Options{W: 80, H: 24, Themes: solar(), Theme: "solar", Environ: environ}, nil)
			golden.RequireEqual(t, bench.View()+"\n")
		})
	}
	t.Run("palette", func(t *testing.T) {
		bench := goTo(t, demo.Options{W: 80, H: 24, Themes: solar(), Theme: "dark"}, []string{":"})
		bench.Type("theme ")
		bench.Settle()
		bench.Type("s")
		bench.Settle()
		golden.RequireEqual(t, bench.View()+"\n")
	})
}

// TestThemesInThePalette: a theme is shown while it is selected, one that cannot be read
// changes nothing and says why, and the last one that was asked for is shown.
func TestThemesInThePalette(t *testing.T) {
	choice, _ := solar().Read("solar")
	dim := theme.New(theme.Options{Dark: true, Custom: choice.Custom}).Dim.Open
	bench := demo.Ready(t, demo.Options{Themes: solar(), Theme: "dark"})
	before := bench.View()
	bench.Keys(":")
	bench.Type("theme solar")
	bench.Settle()
	if !strings.Contains(bench.View(), dim) {
		t.Error("the selected theme is not shown")
	}
	bench.Keys("esc")
	if bench.View() != before {
		t.Error("esc keeps the theme that was only looked at")
	}
	bench.Keys(":")
	bench.Type("theme broken")
	bench.Settle()
	if line := bench.Line("▸ broken"); !strings.Contains(line, `line 1: dim is "blue"`) {
		t.Errorf("the list has no reason: %q", line)
	}
	if strings.Contains(bench.View(), dim) {
		t.Error("a theme that cannot be read looks like another")
	}
	bench.Keys("enter")
	bench.Want(`This theme cannot be used: broken.toml:1: dim is "blue"`)
	bench.Keys(":")
	bench.Type("theme so")
	bench.Settle()
	bench.Keys("enter")
	bench.Want(`Theme solar. To keep it, write theme = "solar" in the settings.`)
	light := bench.View()
	bench.Send(term.BackgroundMsg{Dark: false})
	if bench.View() == light {
		t.Error("the theme does not follow the background")
	}
}

// A theme that is read slowly does not replace one that was asked for later.
func TestOnlyTheLastThemeIsUsed(t *testing.T) {
	release := make(chan struct{})
	files := app.Themes{
		List: func() []app.ThemeFile { return []app.ThemeFile{{Name: "slow"}} },
		Read: func(name string) (theme.Choice, error) {
			<-release
			return theme.Choice{Name: name, Custom: &theme.Custom{Colours: map[string]string{"dim": "#010203"}}}, nil
		},
	}
	bench := demo.Ready(t, demo.Options{Themes: files, Theme: "dark"})
	bench.Keys(":")
	bench.Type("theme ")
	bench.Settle()
	bench.Type("slow")
	bench.Press("backspace", "backspace", "backspace", "backspace")
	bench.Type("light")
	close(release)
	bench.Settle()
	if view := bench.View(); !strings.Contains(view, theme.New(theme.Options{}).Dim.Open) || strings.Contains(view, "38;2;1;2;3") {
		t.Error("the theme that was read last is shown, not the one that was asked for last")
	}
}
