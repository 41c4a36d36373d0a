package doctor

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/muesli/termenv"

	"ax-tui/theme"
	"ax-tui/ui/term/editor"
)

// The smallest size at which the full screen is usable.
const minWidth, minHeight = 60, 16

// terminal reports what the environment says about the terminal; the terminal is not
// queried.
func (o *Options) terminal() Report {
	return Report{o.screen(), o.colours(), o.characters(), o.clipboard(), o.editor()}
}

func (o *Options) screen() Check {
	check := Check{Name: "terminal", State: OK}
	term := o.Env("TERM")
	switch {
	case !o.TTY[0] && !o.TTY[1]:
		check.Found = "neither standard input nor standard output is a terminal"
	case !o.TTY[0]:
		check.Found = "standard input is not a terminal"
	case !o.TTY[1]:
		check.Found = "standard output is not a terminal"
	default:
		check.Found = o.size()
	}
	if !o.TTY[0] || !o.TTY[1] {
		check.State, check.Next = Warn, "The full screen needs a terminal; line mode does not."
	} else if o.Width > 0 && o.Width < minWidth || o.Height > 0 && o.Height < minHeight {
		check.State, check.Next = Warn, fmt.Sprintf("Make the window at least %d columns by %d lines.", minWidth, minHeight)
	}
	if term == "dumb" || term == "" {
		check.State, check.Next = Warn, "TERM is dumb or not set: the full screen cannot be shown. Set TERM to your terminal type."
	}
	switch {
	case o.Env("TMUX") != "":
		check.Found += ", inside tmux"
	case strings.HasPrefix(term, "screen"):
		check.Found += ", inside screen"
	}
	if o.remote() {
		check.Found += ", over SSH"
	}
	if o.TTY[0] && o.TTY[1] && !o.TTY[2] {
		check.Found += "; standard error is redirected"
	}
	return check
}

// size returns the name of the terminal and its size as far as it is known.
func (o *Options) size() string {
	name := cmp.Or(o.Env("TERM"), "no TERM")
	if program := o.Env("TERM_PROGRAM"); program != "" {
		name += " (" + program + ")"
	}
	switch {
	case o.Width <= 0:
		return name
	case o.Height <= 0:
		return fmt.Sprintf("%s, %d columns", name, o.Width)
	}
	return fmt.Sprintf("%s, %d columns by %d lines", name, o.Width, o.Height)
}

func (o *Options) remote() bool { return o.Env("SSH_TTY") != "" || o.Env("SSH_CONNECTION") != "" }

func (o *Options) colours() Check {
	names := map[termenv.Profile]string{termenv.Ascii: "none", termenv.ANSI: "16", termenv.ANSI256: "256", termenv.TrueColor: "16 million"}
	choice := theme.Choice{Name: o.Config.For(o.Login.Name).Theme}
	check := Check{Name: "colours", State: OK, Found: names[choice.Options(true, o.Env).Profile]}
	switch {
	case o.Env("NO_COLOR") != "":
		check.Found += " (NO_COLOR is set)"
	case choice.Name == "none":
		check.Found += " (theme none)"
	}
	return check
}

// characters checks the locale.
func (o *Options) characters() Check {
	check := Check{Name: "characters", State: OK, Found: "UTF-8"}
	locale, utf8 := theme.LocaleCharset(o.Env)
	if utf8 {
		return check
	}
	check.State, check.Found, check.Next = Warn, "no locale is set", "Set LANG to a UTF-8 locale, or use --ascii."
	if locale != "" {
		check.Found, check.Next = "the locale "+locale+" is not UTF-8, so plain ASCII is drawn", "Set LANG to a UTF-8 locale, or use --ascii=false."
	}
	return check
}

// clipboard reports the copy methods that the setting and the environment allow.
func (o *Options) clipboard() Check {
	check := Check{Name: "clipboard", State: OK}
	mode := cmp.Or(o.Config.Clipboard, "auto")
	if mode == "off" {
		check.Found = "off in the settings; copied text is shown for selection"
		return check
	}
	var methods []string
	if mode != "native" {
		if method := o.osc52(); method != "" {
			methods = append(methods, method)
		}
	}
	if mode != "osc52" && (mode == "native" || !o.remote()) {
		if tool := o.tool(); tool != "" {
			methods = append(methods, "by "+tool)
		}
	}
	if len(methods) == 0 {
		check.State, check.Found, check.Next = Warn, "not available in this terminal", "Copied text is shown for selection instead."
		return check
	}
	check.Found = strings.Join(methods, "; ")
	return check
}

// osc52 reports how likely the terminal accepts a copy by escape sequence; "" if it
// cannot. The list of terminals is fixed; the terminal is not queried.
func (o *Options) osc52() string {
	const by = "by the terminal (OSC 52)"
	term, program := o.Env("TERM"), o.Env("TERM_PROGRAM")
	switch {
	case term == "dumb" || term == "linux" || term == "":
		return ""
	case o.Env("TMUX") != "":
		return by + ", if tmux allows it: set -g set-clipboard on"
	case strings.HasPrefix(term, "screen"):
		return by + ", if screen passes it on (not certain)"
	case program == "Apple_Terminal":
		return by + ", unlikely here"
	case program == "iTerm.app":
		return by + ", if iTerm2 allows it: Settings, General, Selection"
	case o.Env("WT_SESSION") != "" || program == "WezTerm" || program == "ghostty" || program == "vscode" ||
		strings.Contains(term, "kitty") || strings.Contains(term, "ghostty") || strings.HasPrefix(term, "alacritty") || strings.HasPrefix(term, "foot"):
		return by + ", likely"
	}
	return by + ", if it allows that"
}

// tool returns the first installed clipboard tool that works in this environment;
// "" if there is none.
func (o *Options) tool() string {
	for _, tool := range []struct{ name, needs string }{
		{"wl-copy", "WAYLAND_DISPLAY"},
		{"xclip", "DISPLAY"},
		{"xsel", "DISPLAY"},
		{"pbcopy", ""},
		{"clip.exe", ""},
		{"termux-clipboard-set", ""},
	} {
		if tool.needs != "" && o.Env(tool.needs) == "" {
			continue
		}
		if _, err := o.LookPath(tool.name); err == nil {
			return tool.name
		}
	}
	return ""
}

func (o *Options) editor() Check {
	check := Check{Name: "editor", State: OK, Found: "none set ($VISUAL, $EDITOR); a common one is used if found"}
	words, from := editor.Chosen(o.Env)
	if words == nil {
		return check
	}
	check.Found = strings.TrimSpace(o.Env(from)) + ", from " + from
	if _, err := o.LookPath(words[0]); err != nil && !filepath.IsAbs(words[0]) {
		check.State, check.Next = Warn, fmt.Sprintf("%s is not in PATH. Set %s to an installed editor.", words[0], from)
	}
	return check
}
