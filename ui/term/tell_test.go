package term

import (
	"strings"
	"testing"
)

func notifier(env ...string) Notifier {
	return Notifier{Env: func(name string) string {
		for i := 0; i < len(env); i += 2 {
			if env[i] == name {
				return env[i+1]
			}
		}
		return ""
	}}
}

func TestNotificationsCannotBeInjected(t *testing.T) {
	const hostile = "4;1;50\x1b\\\x07\u009b2J\x1b]52;c;aGk=\x07;p=close\n" + "\u202e"
	for way, want := range map[string]string{
		OSC9:   "\x1b]9;ax-tui: 4,1,50\\2J]52,c,aGk=,p=close\x1b\\",
		OSC777: "\x1b]777;notify;ax-tui;4,1,50\\2J]52,c,aGk=,p=close\x1b\\",
		OSC99:  "\x1b]99;i=ax-tui:d=0;ax-tui\x1b\\\x1b]99;i=ax-tui:d=1:p=body;4,1,50\\2J]52,c,aGk=,p=close\x1b\\",
	} {
		if got := notifier().Desktop(way, "ax-tui", hostile)(); got != rawMsg(want) {
			t.Errorf("%s: %q", way, got)
		}
	}
	if notifier().Desktop("off", "a", "b") != nil {
		t.Error("off is not off")
	}
	if got := notifier("TMUX", "x").Desktop(OSC9, "a", "b")(); got != rawMsg("\x1bPtmux;\x1b\x1b]9;a: b\x1b\x1b\\\x1b\\") {
		t.Errorf("in tmux: %q", got)
	}
	if got := Title("a\x1b]0;b\x07\nc")(); got != titleMsg("a]0;bc") {
		t.Errorf("title %q", got)
	}
	if long := notifier().Desktop(OSC9, "a", strings.Repeat("語", 1000))().(rawMsg); len([]rune(string(long))) > maxNotification+12 {
		t.Errorf("%d characters", len([]rune(string(long))))
	}
}

// Title, progress, mouse and reports are taken away for another program and come back after it; what
// changes meanwhile is not written, and the title of before is restored exactly once.
func TestTitleAndProgressAreRestored(t *testing.T) {
	var state lasting
	progress := notifier().Progress(40, false)().(progressMsg)
	steps := []struct{ what, got, want string }{
		{"first", state.setTitle("● 2 running"), pushTitle + "\x1b]2;● 2 running\a"},
		{"same", state.setTitle("● 2 running"), ""},
		{"next", state.setTitle("● 1 running"), "\x1b]2;● 1 running\a"},
		{"progress", state.setProgress(progress), "\x1b]9;4;1;40\x1b\\"},
		{"an editor", state.remove(), popTitle + "\x1b]9;4;0;0\x1b\\"},
		{"meanwhile", state.setTitle("● 3 running"), ""},
		{"back", state.show(), "\x1b]9;4;1;40\x1b\\" + pushTitle + "\x1b]2;● 3 running\a"},
		{"no progress", state.setProgress(notifier().NoProgress()().(progressMsg)), "\x1b]9;4;0;0\x1b\\"},
		{"nothing runs", state.setTitle(""), popTitle},
		{"the mouse", state.setMouse(true), mouseOn},
		{"the same", state.setMouse(true), ""},
		{"an editor again", state.remove(), mouseOff},
		{"back again", state.show(), mouseOn},
		{"no mouse", state.setMouse(false), mouseOff},
		{"the background", state.setFollow(true), followOn},
		{"the same", state.setFollow(true), ""},
		{"an editor once more", state.remove(), followOff},
		{"switched off meanwhile", state.setFollow(false), ""},
		{"and on", state.setFollow(true), ""},
		{"back once more", state.show(), followOn},
		{"a fixed theme", state.setFollow(false), followOff},
		{"the end", state.remove(), ""},
	}
	for _, step := range steps {
		if step.got != step.want {
			t.Errorf("%s: %q, want %q", step.what, step.got, step.want)
		}
	}
}
