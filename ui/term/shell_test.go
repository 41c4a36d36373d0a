package term

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// counting is a model that counts how often it is drawn.
type counting struct{ views *int }

func (c counting) Init() tea.Cmd                       { return nil }
func (c counting) Update(tea.Msg) (tea.Model, tea.Cmd) { return c, nil }
func (c counting) View() string                        { *c.views++; return "x" }

func TestMessagesInQuickSuccessionShareAFrame(t *testing.T) {
	now := time.Unix(1000, 0)
	views := 0
	sent := make(chan tea.Msg, 9)
	ses := &session{o: Options{Now: func() time.Time { return now }, KeepBackground: true}.withDefaults(), send: func(msg tea.Msg) { sent <- msg }}
	ses.paint = newPainter(broken{}, func(error) {})
	sh := &shell{ses: ses, inner: counting{&views}, width: 5, height: 1}
	for range 50 {
		sh.Update("a message")
		sh.View()
	}
	if views != 1 {
		t.Errorf("drawn %d times at once, want 1", views)
	}
	sh.Update(<-sent) // the scheduled flush
	now = now.Add(gap)
	ses.paint.draw()
	sh.View()
	if views != 2 {
		t.Errorf("drawn %d times after the flush, want 2", views)
	}
}

// A poll that has just been answered must not make the next key wait.
func TestTheFrameOfAKeyWaitsOnlyForThatOfAKey(t *testing.T) {
	now := time.Unix(1000, 0)
	views := 0
	ses := &session{o: Options{Now: func() time.Time { return now }, KeepBackground: true}.withDefaults(), send: func(tea.Msg) {}}
	ses.paint = newPainter(broken{}, func(error) {})
	sh := &shell{ses: ses, inner: counting{&views}, width: 5, height: 1}
	for step, tc := range []struct {
		msg  tea.Msg
		want int
	}{{"an answer", 1}, {tea.KeyMsg{Type: tea.KeyDown}, 2}, {tea.KeyMsg{Type: tea.KeyDown}, 2}, {"an answer", 2}} {
		sh.Update(tc.msg)
		sh.View()
		ses.paint.draw()
		if views != tc.want {
			t.Errorf("step %d: drawn %d times, want %d", step, views, tc.want)
		}
	}
}

// The terminal is asked about its background after the first frame, or when that is asked
// for; never where the answer is not read.
func TestFollowingTheBackground(t *testing.T) {
	for name, tc := range map[string]struct {
		keep  bool
		term  string
		later tea.Msg
		want  string
	}{
		"from the start":       {false, "xterm", nil, followOn},
		"not at all":           {true, "xterm", nil, ""},
		"later":                {true, "xterm", FollowBackground(true)(), followOn},
		"no longer":            {false, "xterm", FollowBackground(false)(), followOn + followOff},
		"twice":                {false, "xterm", FollowBackground(true)(), followOn},
		"on the Linux console": {false, "linux", FollowBackground(true)(), ""},
	} {
		var written strings.Builder
		ses := &session{o: Options{Env: func(string) string { return tc.term }, KeepBackground: tc.keep}.withDefaults(), send: func(tea.Msg) {}}
		ses.paint = newPainter(&written, func(error) {})
		sh := &shell{ses: ses, inner: counting{new(int)}, width: 5, height: 1}
		sh.View()
		ses.paint.draw()
		if tc.later != nil {
			sh.Update(tc.later)
			ses.paint.draw()
		}
		got := written.String()
		if got = got[strings.LastIndex(got, "x")+1:]; got != tc.want {
			t.Errorf("%s: after the frame %q, want %q", name, got, tc.want)
		}
	}
}

func anyStyle() *rapid.Generator[style] {
	generator := rapid.SampledFrom([]color{0, indexed | 3, indexed | 12, indexed | 200, rgb | 0x010203})
	return rapid.Custom(func(t *rapid.T) style {
		return style{fg: generator.Draw(t, "fg"), bg: generator.Draw(t, "bg"), attr: attr(rapid.IntRange(0, 255).Draw(t, "attr"))}
	})
}

// apply parses the output of appendSGR as exactly that change.
func TestStyleChangesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := anyStyle().Draw(t, "from"), anyStyle().Draw(t, "to")
		seq := string(appendSGR(nil, from, to))
		got := from
		if from != to && csi(seq, &got) != len(seq) || got != to {
			t.Fatalf("%q turns %v into %v, want %v", seq, from, got, to)
		}
	})
}
