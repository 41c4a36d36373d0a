package matrix

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

// Times of one operation on screen.
const (
	typingPause = 1500 * time.Millisecond // until pickers have loaded and a question takes an answer
	watched     = 2 * time.Minute         // how long the screen is watched after the keys
	leaving     = 15 * time.Second        // until the program has quit
	mostWatched = 250                     // requests meanwhile: two lists and runs are refreshed every few seconds
)

// recorder keeps every notice of the program.
type recorder struct {
	tea.Model
	seen   *[]host.Notice
	latest int
}

// Update implements tea.Model.
func (r recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	r.Model, cmd = r.Model.Update(msg)
	if notice, number := r.Model.(interface{ Notice() (host.Notice, int) }).Notice(); number > r.latest {
		*r.seen, r.latest = append(*r.seen, notice), number
	}
	return r, cmd
}

// Words of the screen about what failed, and about what is still loading.
var (
	problems = regexp.MustCompile(`(?i)could not be|cannot|not (created|changed|deleted|cancelled|started|paused|found|read)|stale since|asks to wait|answer was lost|failed|refused|no response|r (tries|asks)|page after page|more to come|again`)
	runEnded = regexp.MustCompile(`^Run .*: (done|completed|failed)`)
	loading  = regexp.MustCompile(`(?i)(loading|refreshing|reading)[^\n│]{0,20}…`)
	busy     = regexp.MustCompile(`(Sending|Deleting|Cancelling|Pausing|Resuming|Saving|Creating|Starting)…|(Sending|Deleting|Cancelling) `)
)

// screen is the program of one cell.
type screen struct {
	*driver.Driver
	notices []host.Notice
}

func newScreen(t *testing.T, s *site, open string) *screen {
	t.Helper()
	client, err := api.New(api.Options{BaseURL: "http://" + s.host, Key: key, Transport: http.DefaultTransport})
	if err != nil {
		t.Fatal(err)
	}
	after := func(wait time.Duration, msg tea.Msg) tea.Cmd {
		return func() tea.Msg {
			select {
			case <-time.After(wait):
				return msg
			case <-t.Context().Done():
				return nil
			}
		}
	}
	out := &screen{}
	model := app.Model(t.Context(), app.Config{
		Connection: app.Connection{Client: client, Profile: "matrix", Host: s.host},
		Theme:      theme.Choice{Name: "none"}, Zone: time.UTC, Open: open, Now: time.Now, After: after, Rand: func() float64 { return 0 },
	})
	out.Driver = driver.New(t, recorder{Model: model, seen: &out.notices}, nil, 120, 40)
	return out
}

// press presses keys with a pause after each.
func (s *screen) press(keys ...string) {
	for _, name := range keys {
		s.Send(driver.Key(name))
		s.Pass(typingPause)
	}
}

// onScreen runs an operation in the full screen and checks what it says.
func onScreen(t *testing.T, s *site, op operation) {
	before := s.choose(op)
	place := map[string]string{"task": before.task.ID, "run": before.run.ID}[op.open]
	shown := newScreen(t, s, place)
	shown.Pass(5 * time.Second)
	if op.open == "list" && op.pick != nil {
		shown.press("/")
		shown.Type(before.task.Name)
		shown.press("enter")
	}
	shown.press(op.setup...)
	prepared := shown.Plain()
	switch id := before.task.ID; {
	case strings.Contains(prepared, "the end of its ID"):
		shown.Type(id[len(id)-6:])
	case strings.Contains(prepared, "Type its name"):
		shown.Type(before.task.Name)
	}
	shown.notices = nil
	s.arm()
	start := time.Now()
	shown.press(op.keys...)
	texts := []string{shown.Plain()}
	for time.Since(start) < watched {
		shown.Pass(10 * time.Second)
		texts = append(texts, shown.Plain())
	}
	report := verdict{t: t, out: strings.Join(texts, "\n"), said: strings.Join([]string{noticeTexts(shown.notices), prepared, texts[0], texts[len(texts)-1]}, "\n")}
	report.check(op, s, 0, mostWatched)
	if found := busy.FindString(texts[len(texts)-1]); found != "" {
		report.fail("after %v the screen still says %q", watched, found)
	}
	if last := texts[len(texts)-1]; loading.MatchString(last) && !problems.MatchString(last) {
		report.fail("after %v the screen still says %q", watched, loading.FindString(last))
	}
	if op.done != nil {
		claimed, open, denied := outcome(shown.notices, report.out)
		report.claims(op, s, before, claimed, open)
		if !claimed && !open && !denied {
			report.fail("nothing is said about the outcome")
		}
	}
	leave(t, shown, report)
}

// outcome reads the notices and the texts of the screen about a write.
func outcome(notices []host.Notice, texts string) (claimed, open, denied bool) {
	for _, notice := range notices {
		switch content := string(notice.Text); {
		case runEnded.MatchString(content): // news of a run that is watched, not of the write
		case strings.Contains(content, "lost, but"):
			claimed = true
		case strings.Contains(content, "lost") || strings.Contains(content, "Cancel requested"):
			open = true
		case notice.Kind == host.Success:
			claimed = true
		case notice.Kind == host.Error || strings.Contains(content, "nothing was sent"):
			denied = true
		}
	}
	return claimed, open || !claimed && unsure.MatchString(texts), denied || problems.MatchString(texts)
}

func noticeTexts(notices []host.Notice) string {
	var out []string
	for _, notice := range notices {
		out = append(out, string(notice.Text))
	}
	return strings.Join(out, "|")
}

// leave quits the program.
func leave(t *testing.T, shown *screen, report verdict) {
	t.Helper()
	shown.press("ctrl+c")
	for i := 0; i < 3 && !shown.Quit; i++ {
		shown.press("ctrl+c")
	}
	shown.Pass(leaving)
	if !shown.Quit {
		report.fail("it does not quit:\n%s", shown.Plain())
	}
}
