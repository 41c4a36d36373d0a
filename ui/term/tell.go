package term

import (
	"strconv"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// lasting is what the terminal shows outside the frames until it is taken away: its
// title and a progress; and whether it reports the mouse and changes of its background. It
// is taken away while another program has the terminal, and at the end.
type lasting struct {
	mu       sync.Mutex
	title    string // "": the one before
	progress string // the sequence; "": none
	clear    string // the sequence that clears the progress
	mouse    bool
	follow   bool // see FollowBackground
	away     bool // another program has the terminal
}

const (
	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b]2;\a\x1b[23;2t" // empty for a terminal that has kept none

	mouseOn  = "\x1b[?1002h\x1b[?1006h" // buttons, wheel and drags, in the form without limits
	mouseOff = "\x1b[?1006l\x1b[?1002l"
)

func (l *lasting) titleSeq() string { return pushTitle + "\x1b]2;" + l.title + "\a" }

// show returns what brings everything to the terminal, when ax-tui gets it.
func (l *lasting) show() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = false
	out := l.progress
	if l.title != "" {
		out += l.titleSeq()
	}
	if l.mouse {
		out += mouseOn
	}
	if l.follow {
		out += followOn
	}
	return out
}

// remove returns what takes everything away, before another program gets the terminal.
func (l *lasting) remove() (out string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = true
	if l.title != "" {
		out = popTitle
	}
	if l.progress != "" {
		out += l.clear
	}
	if l.mouse {
		out += mouseOff
	}
	if l.follow {
		out += followOff
	}
	return out
}

// setMouse returns what makes the terminal report the mouse, or stop it.
func (l *lasting) setMouse(on bool) string { return l.setMode(&l.mouse, on, mouseOn, mouseOff) }

// setFollow returns what makes the terminal report changes of its background, or stop it.
func (l *lasting) setFollow(on bool) string { return l.setMode(&l.follow, on, followOn, followOff) }

// setMode sets a mode and returns which of two sequences tells the terminal; "" for none.
func (l *lasting) setMode(mode *bool, on bool, start, stop string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := *mode
	*mode = on
	switch {
	case l.away || on == before:
		return ""
	case on:
		return start
	}
	return stop
}

// setTitle returns what changes the title.
func (l *lasting) setTitle(title string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.title
	l.title = title
	switch {
	case l.away || title == before:
		return ""
	case title == "":
		return popTitle
	case before == "":
		return l.titleSeq()
	}
	return strings.TrimPrefix(l.titleSeq(), pushTitle)
}

// setProgress returns what changes the progress.
func (l *lasting) setProgress(msg progressMsg) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.progress
	l.progress, l.clear = msg.show, msg.clear
	switch {
	case l.away || msg.show == before:
		return ""
	case msg.show == "":
		return msg.clear
	}
	return msg.show
}

type (
	titleMsg    string
	progressMsg struct{ show, clear string }
	mouseMsg    bool
	followMsg   bool
)

// Mouse makes the terminal report the mouse as tea.MouseMsg, or stop it, which it does
// at first. While another program has the terminal nothing is reported.
func Mouse(on bool) tea.Cmd { return func() tea.Msg { return mouseMsg(on) } }

// Title sets the title of the terminal; "" restores the one before. It is restored at
// the end too, and while another program has the terminal.
func Title(title string) tea.Cmd { return func() tea.Msg { return titleMsg(printable(title)) } }

// Progress sets the progress that the terminal shows for this program, in percent;
// below 0: it is not known how far. With failed it has the colour of an error. It is
// taken away as the title is.
func (n Notifier) Progress(percent int, failed bool) tea.Cmd {
	state := "1;" + strconv.Itoa(percent)
	switch {
	case percent < 0:
		state = "3;0"
	case failed:
		state = "2;" + strconv.Itoa(percent)
	}
	return func() tea.Msg {
		return progressMsg{show: n.pass("\x1b]9;4;" + state + "\x1b\\"), clear: n.pass("\x1b]9;4;0;0\x1b\\")}
	}
}

// NoProgress takes the progress away.
func (n Notifier) NoProgress() tea.Cmd {
	return func() tea.Msg { return progressMsg{clear: n.pass("\x1b]9;4;0;0\x1b\\")} }
}

// The ways to ask a terminal for a notification of the desktop.
const (
	OSC9   = "osc9"   // iTerm2, WezTerm, Ghostty, Windows Terminal
	OSC777 = "osc777" // rxvt-unicode, foot, Ghostty, WezTerm, VTE in some distributions
	OSC99  = "osc99"  // kitty, foot
)

// Notifier writes what a terminal passes on to the desktop. Inside tmux and screen it
// is wrapped, so that they pass it on; tmux does that with allow-passthrough only.
type Notifier struct {
	Env func(string) string
}

// Desktop asks for a notification. Control characters and separators are removed from
// title and body.
func (n Notifier) Desktop(way, title, body string) tea.Cmd {
	title, body = plain(title), plain(body)
	var seq string
	switch way {
	case OSC9:
		seq = "\x1b]9;" + title + ": " + body + "\x1b\\"
	case OSC777:
		seq = "\x1b]777;notify;" + title + ";" + body + "\x1b\\"
	case OSC99:
		return Raw(n.pass("\x1b]99;i=ax-tui:d=0;"+title+"\x1b\\") + n.pass("\x1b]99;i=ax-tui:d=1:p=body;"+body+"\x1b\\"))
	default:
		return nil
	}
	return Raw(n.pass(seq))
}

// Bell rings the bell.
func Bell() tea.Cmd { return Raw("\a") }

// pass wraps a sequence so that tmux or screen passes it on. The Linux console shows
// what it does not know, and gets nothing.
func (n Notifier) pass(seq string) string {
	name := n.Env("TERM")
	switch {
	case n.Env("TMUX") != "":
		return "\x1bPtmux;" + strings.ReplaceAll(seq, "\x1b", "\x1b\x1b") + "\x1b\\"
	case strings.HasPrefix(name, "screen"):
		return "\x1bP" + strings.ReplaceAll(seq, "\x1b\\", "\a") + "\x1b\\"
	case strings.HasPrefix(name, "linux"):
		return ""
	}
	return seq
}

// maxNotification bounds the texts of a notification, in characters.
const maxNotification = 200

// plain returns a text that cannot end its sequence, begin a field or ask for anything
// else: OSC 9 and 777 separate by semicolons.
func plain(content string) string {
	runes := []rune(strings.ReplaceAll(printable(content), ";", ","))
	return string(runes[:min(len(runes), maxNotification)])
}

// printable drops control characters, the 8-bit ones too.
func printable(content string) string {
	return strings.Map(func(char rune) rune {
		if dropped(char) || char == '\n' || char == '\t' {
			return -1
		}
		return char
	}, strings.ToValidUTF8(content, ""))
}
