package checkup

import (
	"fmt"
	"strings"

	"github.com/muesli/termenv"

	"ax-tui/theme"
)

// terminal tells what the terminal is said to be; it is asked nothing.
func (o Options) terminal() Report {
	c := Check{Name: "terminal", State: OK}
	env := o.Env
	if !o.TTY[0] || !o.TTY[1] {
		c.State, c.Found, c.Next = Warn, "standard input or output is not a terminal here", "The full screen needs one; line mode does not."
	} else {
		c.Found = fmt.Sprintf("%s, %d columns", env("TERM"), o.Width)
	}
	switch t := env("TERM"); {
	case t == "dumb" || t == "":
		c.State, c.Next = Warn, "TERM is dumb or not set: the full screen cannot be shown. Set TERM to what your terminal is."
	case env("TMUX") != "":
		c.Found += ", inside tmux"
	case strings.HasPrefix(t, "screen"):
		c.Found += ", inside screen"
	}
	if env("SSH_TTY") != "" || env("SSH_CONNECTION") != "" {
		c.Found += ", over SSH"
	}
	colours := map[termenv.Profile]string{termenv.Ascii: "none", termenv.ANSI: "16", termenv.ANSI256: "256", termenv.TrueColor: "16 million"}
	look := Check{Name: "colours", State: OK, Found: colours[theme.Choice{}.Options(true, env).Profile]}
	utf := Check{Name: "characters", State: OK, Found: "UTF-8"}
	if loc := strings.ToUpper(first(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))); !strings.Contains(loc, "UTF-8") && !strings.Contains(loc, "UTF8") {
		utf.State, utf.Found, utf.Next = Warn, "the locale is not UTF-8", "Set LANG to a UTF-8 locale, or use --ascii."
	}
	return Report{c, look, utf, o.clipboard(), o.editor()}
}

func (o Options) clipboard() Check {
	c := Check{Name: "clipboard", State: OK, Found: "by the terminal (OSC 52), if it allows that"}
	for _, tool := range []string{"wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "termux-clipboard-set"} {
		if _, err := o.LookPath(tool); err == nil {
			c.Found += "; by " + tool
			break
		}
	}
	if t := o.Env("TERM"); t == "dumb" || t == "linux" || t == "" {
		c.State, c.Found, c.Next = Warn, "this terminal has none", "What is copied is shown instead, to be selected."
	}
	return c
}

func (o Options) editor() Check {
	if e := first(o.Env("VISUAL"), o.Env("EDITOR")); e != "" {
		return Check{Name: "editor", State: OK, Found: e}
	}
	return Check{Name: "editor", State: OK, Found: "none set ($VISUAL, $EDITOR); a usual one is looked for"}
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
