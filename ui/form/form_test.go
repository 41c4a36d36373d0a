package form_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memoryStore keeps one text draft in memory. The text is the token.
type memoryStore struct {
	kept    map[string]string
	sent    time.Time
	fail    error         // of the first waiting save, else of every save
	gate    chan struct{} // not nil: a save waits until it is closed
	saves   int
	waiting atomic.Int32 // number of saves that have waited or still wait
}

func (s *memoryStore) Save(kind string, values any, sent time.Time, over string) (string, error) {
	if s.gate != nil {
		s.waiting.Add(1)
		<-s.gate
		defer func() { s.fail = nil }()
	}
	s.saves++
	if kept, there := s.kept[kind]; over == draft.Absent && there || over != draft.Absent && over != kept {
		return "", draft.ErrChanged
	}
	if s.fail == nil {
		s.kept[kind], s.sent = *values.(*string), sent
	}
	return s.kept[kind], s.fail
}

func (s *memoryStore) Load(kind string, values any) (draft.Info, error) {
	kept, ok := s.kept[kind]
	if !ok {
		return draft.Info{}, draft.ErrNone
	}
	if into, ok := values.(*string); ok {
		*into = kept
	}
	return draft.Info{Saved: driver.NewClock().Now(), Sent: s.sent, Token: kept}, nil
}

func (s *memoryStore) Drop(kind, token string) error {
	if s.kept[kind] == token {
		delete(s.kept, kind)
	}
	return nil
}

// testScreen is a screen with one text field.
type testScreen struct {
	screen.Base
	form.Frame
	typed, first string
	open         bool
	finished     int // results that were accepted
	draft        *form.Draft
	lines        *form.Form
}

func newTestScreen(env *host.Env, drafts form.Drafts) *testScreen {
	shown := &testScreen{Base: screen.NewBase(env), Frame: form.Frame{Styles: env.Styles, Width: 80, Height: 20}, first: "first"}
	shown.typed = shown.first
	shown.draft = form.NewDraft(env, shown, drafts, "test.THING")
	shown.begin()
	return shown
}

func (m *testScreen) begin() tea.Cmd {
	if m.open || !m.draft.Known() {
		return nil
	}
	m.open = true
	m.lines = form.New(m.Styles, [][]form.Field{{form.Input("line", "Line", "a hint", &m.typed)}}, 80, 10, 0, 0)
	return m.draft.Offer()
}

func (m *testScreen) Blank() any                 { return new(string) }
func (m *testScreen) Values() any                { typed := m.typed; return &typed }
func (m *testScreen) Differs(values any) bool    { return m.typed != *values.(*string) }
func (m *testScreen) Restore(values any) tea.Cmd { m.typed = *values.(*string); return nil }
func (m *testScreen) StartOver()                 { m.typed = m.first }
func (m *testScreen) Unsaved() bool              { return m.open && !m.draft.Sending() && m.typed != m.first }
func (m *testScreen) About(values any) text.Safe { return text.Clean(*values.(*string)) }
func (m *testScreen) UnsentText() text.Safe      { return "It is not sent yet." }
func (m *testScreen) SentHint() text.Safe        { return "Look at the shelf first." }

func (m *testScreen) Init() tea.Cmd             { return m.draft.Load() }
func (m *testScreen) View() string              { return m.Fit([]string{m.typed}) }
func (m *testScreen) SetSize(width, height int) { m.Width, m.Height = width, height }
func (m *testScreen) Scopes() []keymap.Scope    { return []keymap.Scope{keymap.Form} }
func (m *testScreen) Can(keymap.Action) bool    { return true }
func (m *testScreen) Info() screen.Info         { return screen.Info{Unsaved: m.Unsaved()} }
func (m *testScreen) Do(action keymap.Action) tea.Cmd {
	if action == keymap.Back {
		return m.draft.Leave()
	}
	return nil
}

func (m *testScreen) Update(msg tea.Msg) tea.Cmd {
	cmd, _ := m.draft.Update(msg)
	if sent, ok := msg.(form.Sent[outcome]); ok && m.draft.Finish(sent.Receipt) {
		m.finished++
	}
	return tea.Batch(cmd, m.begin(), m.draft.ScheduleSave())
}

func open(t *testing.T, drafts form.Drafts) (*harness.Harness, *testScreen) {
	t.Helper()
	clock := driver.NewClock()
	bench := harness.New(t, clock)
	env := bench.Env
	sheet := newTestScreen(env, drafts)
	bench.Show(sheet, 80, 20)
	bench.Settle()
	return bench, sheet
}

// outcome is the result of a write.
type outcome write.Outcome

func (o outcome) WriteOutcome() write.Outcome { return write.Outcome(o) }

func send(shown *testScreen, do func() outcome) tea.Cmd {
	return form.Send(shown.draft, func(context.Context) outcome { return do() }, func(outcome) []tea.Msg { return nil })
}

// A result is accepted once, by the send it belongs to. After FailInFlight it is
// still accepted while nothing else has been sent.
func TestOnlyThePendingResultIsAccepted(t *testing.T) {
	bench, sheet := open(t, newMemoryStore())
	first := send(sheet, func() outcome { return outcome(write.Refused) })
	if sheet.draft.FailInFlight() == "" || sheet.draft.Sending() || sheet.draft.FailInFlight() != "" {
		t.Error("it waits for a result that may never arrive, or fails twice")
	}
	second := send(sheet, func() outcome { return outcome(write.Refused) })
	if bench.Send(first()); sheet.finished != 0 || !sheet.draft.Sending() {
		t.Error("the result of an earlier send was accepted")
	}
	sheet.draft.FailInFlight()
	bench.Send(second())
	if bench.Send(second()); sheet.finished != 1 {
		t.Errorf("a late result was accepted %d times", sheet.finished)
	}
}

func newMemoryStore() *memoryStore { return &memoryStore{kept: map[string]string{}} }

// typeText changes the text and sends a message, as a key would.
func typeText(bench *harness.Harness, shown *testScreen, typed string) {
	shown.typed = typed
	bench.Send(host.StylesChanged{})
	bench.Settle()
}

func TestADraftIsSavedOfferedAndDropped(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	if typeText(bench, sheet, "first"); sheet.draft.Flush() != nil {
		t.Fatal("an unchanged form has something to save")
	}
	typeText(bench, sheet, "typed")
	bench.Advance(2 * time.Second)
	bench.Settle()
	if shelf.kept["test.THING"] != "typed" || sheet.draft.Flush() != nil {
		t.Fatalf("kept %v", shelf.kept)
	}
	again, sheet := open(t, shelf)
	if !strings.Contains(again.Plain(), "Continue the draft of") || sheet.typed != "typed" {
		t.Fatalf("no offer:\n%s", again.Plain())
	}
	again.Keys("enter")
	if sheet.typed != "typed" || !sheet.Unsaved() {
		t.Errorf("it holds %q", sheet.typed)
	}
	sends := func(result write.Outcome) {
		again.Send(send(sheet, func() outcome {
			if shelf.kept["test.THING"] != "typed" || shelf.sent.IsZero() {
				t.Error("the sent values are not on disk, or not marked as sent")
			}
			return outcome(result)
		})())
		if sheet.draft.Sending() {
			t.Error("it is still sending")
		}
	}
	if sends(write.Refused); shelf.kept["test.THING"] == "" || !shelf.sent.IsZero() {
		t.Errorf("after a refusal: kept %v, sent %v", shelf.kept, shelf.sent)
	}
	if sends(write.Absent); shelf.kept["test.THING"] == "" || shelf.sent.IsZero() {
		t.Errorf("after a lost answer: kept %v, sent %v", shelf.kept, shelf.sent)
	}
	if sends(write.Refused); shelf.sent.IsZero() {
		t.Error("a refusal removed the mark of an earlier send")
	}
	sheet.typed = "typed more"
	if sheet.draft.Flush()(); shelf.kept["test.THING"] != "typed more" || shelf.sent.IsZero() {
		t.Errorf("after more was typed: kept %v, sent %v", shelf.kept, shelf.sent)
	}
	sheet.typed = "typed"
	if sends(write.Done); len(shelf.kept) != 0 {
		t.Error("the draft is there after it was sent")
	}
	if sheet.draft.ScheduleSave() != nil || sheet.draft.Flush() != nil {
		t.Error("something is kept after it was sent")
	}
}

// Values sent with an unknown outcome are not offered as unsent, not even after
// they were changed.
func TestADraftThatWasSentIsOfferedAsSent(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	typeText(bench, sheet, "typed")
	bench.Send(send(sheet, func() outcome { return outcome(write.LookUpFailed) })())
	for _, typed := range []string{"typed", "typed more"} {
		typeText(bench, sheet, typed)
		bench.Advance(2 * time.Second)
		bench.Settle()
		again, _ := open(t, shelf)
		got := strings.Join(strings.Fields(strings.ReplaceAll(again.Plain(), "│", " ")), " ")
		if !strings.Contains(got, "It was sent at 2026-") || !strings.Contains(got, "the outcome is unknown: "+typed) ||
			!strings.Contains(got, "Look at the shelf first.") || strings.Contains(got, "It was not sent") {
			t.Errorf("the offer is\n%s", again.Plain())
		}
	}
}

// A late success does not drop a draft that was saved elsewhere meanwhile.
func TestALateSuccessDropsOnlyItsOwnDraft(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	typeText(bench, sheet, "typed")
	bench.Send(send(sheet, func() outcome {
		shelf.kept["test.THING"] = "another's"
		return outcome(write.Done)
	})())
	if shelf.kept["test.THING"] != "another's" {
		t.Errorf("kept %v", shelf.kept)
	}
}

// Discarding drops only the draft of this form.
func TestDiscardDropsOnlyItsOwnDraft(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	typeText(bench, sheet, "typed")
	bench.Advance(2 * time.Second)
	bench.Settle()
	shelf.kept["test.THING"] = "another's"
	bench.Keys("esc", "tab", "tab", "enter")
	if shelf.kept["test.THING"] != "another's" || bench.Pops != 1 {
		t.Errorf("kept %v", shelf.kept)
	}
}

// The end of the program waits for a running save, whose older state must not
// replace the newer one.
func TestSavesComeOneAfterTheOther(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	shelf.gate = make(chan struct{})
	typeText(bench, sheet, "first state")
	bench.Clock.Turn(2 * time.Second)
	bench.Ring()
	keep := sheet.draft.Flush()
	if keep == nil {
		t.Fatal("the end of the program does not wait for the running save")
	}
	sheet.typed = "second state"
	last := sheet.draft.Flush()
	close(shelf.gate)
	last()
	bench.Settle()
	keep()
	if shelf.kept["test.THING"] != "second state" {
		t.Errorf("kept %v", shelf.kept)
	}
}

// Keeping the draft waits for its own save, not for the one before it, and for
// changes made meanwhile.
func TestLeavingWaitsForItsOwnSave(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	shelf.gate = make(chan struct{})
	typeText(bench, sheet, "first state")
	bench.Clock.Turn(2 * time.Second)
	bench.Ring()
	answers := 0
	bench.Until("the batch with the save", func(string) bool { answers++; return answers > 1 })
	for shelf.waiting.Load() == 0 {
		runtime.Gosched()
	}
	shelf.fail = errors.New("no room")
	sheet.typed = "second state"
	bench.Press("esc", "y")
	sheet.typed = "third state"
	close(shelf.gate)
	bench.Settle()
	if shelf.kept["test.THING"] != "third state" || bench.Pops != 1 {
		t.Errorf("kept %v, %d pops", shelf.kept, bench.Pops)
	}
}

// A form that closes late closes itself, not the screen on top of it.
func TestAFormThatClosesLateClosesItself(t *testing.T) {
	shelf := newMemoryStore()
	shelf.gate = make(chan struct{})
	bench, sheet := open(t, shelf)
	typeText(bench, sheet, "typed")
	bench.Press("esc", "y")
	bench.Send(host.Move{To: host.PlaceTask})
	close(shelf.gate)
	bench.Settle()
	if shelf.kept["test.THING"] != "typed" || sheet.Ctx.Err() == nil || bench.Pops != 0 {
		t.Errorf("kept %v; the form is closed: %v; %d pops", shelf.kept, sheet.Ctx.Err(), bench.Pops)
	}
}

func TestLeaving(t *testing.T) {
	for name, tc := range map[string]struct {
		typed   string
		sending bool
		fail    error
		keys    []string
		says    string
		pops    int
		kept    string
	}{
		"nothing typed":       {typed: "first", pops: 1},
		"no":                  {typed: "typed", keys: []string{"n"}, says: "It is not sent yet. A kept draft is offered"},
		"yes keeps the draft": {typed: "typed", keys: []string{"y"}, says: "Leave the form?", pops: 1, kept: "typed"},
		"discarded":           {typed: "typed", keys: []string{"tab", "tab", "enter"}, says: "Discard it", pops: 1},
		"enter stays":         {typed: "typed", keys: []string{"enter"}, says: "▸ Stay"},
		"disk full":           {typed: "typed", keys: []string{"y"}, says: "Keep the draft", fail: errors.New("no room")},
		"while sending":       {typed: "typed", sending: true, keys: []string{"y"}, says: "The request is still running", pops: 1},
	} {
		t.Run(name, func(t *testing.T) {
			shelf := newMemoryStore()
			shelf.fail = tc.fail
			bench, sheet := open(t, shelf)
			if sheet.typed = tc.typed; tc.sending {
				send(sheet, func() outcome { return outcome(write.Refused) })
			}
			bench.Keys("esc")
			if tc.says != "" && !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(bench.Plain(), "│", " ")), " "), tc.says) {
				t.Fatalf("it does not say %q:\n%s", tc.says, bench.Plain())
			}
			bench.Keys(tc.keys...)
			if bench.Pops != tc.pops || shelf.kept["test.THING"] != tc.kept {
				t.Errorf("%d pops, kept %v", bench.Pops, shelf.kept)
			}
		})
	}
}

func TestNotesShareTheRows(t *testing.T) {
	frame := form.Frame{Styles: theme.New(theme.Options{}), Width: 10, Height: 20}
	long, short := form.Note{Parts: []text.Safe{"one two three four five"}}, form.Note{Parts: []text.Safe{"short"}}
	if got := frame.Notes(3, []form.Note{long, short}); !strings.HasPrefix(got[2], "short") {
		t.Errorf("the second note has no row: %q", got)
	}
	long.Greedy = true
	if got := frame.Notes(3, []form.Note{long, short}); strings.Contains(strings.Join(got, ""), "short") || len(got) != 3 {
		t.Errorf("a greedy note does not use the rows it needs: %q", got)
	}
}

func TestFieldsOfFaults(t *testing.T) {
	var list, filter string
	both := form.New(theme.New(theme.Options{}), [][]form.Field{{form.Input("evaluators", "", "", &list), form.Input("evaluators.query_filter", "", "", &filter)}}, 40, 10, 0, 1)
	for fault, want := range map[string]int{
		"evaluators": 0, "evaluators[2].evaluator_id": 0, "evaluators.query_filter": 1, "name": -1,
	} {
		if got := both.Index(fault); got != want {
			t.Errorf("%s is at %d, want %d", fault, got, want)
		}
	}
	if both.At() != 1 || !both.Last() {
		t.Error("the focus is not where it was put")
	}
	if both.Step(1); both.At() != 0 {
		t.Error("the focus does not wrap around")
	}
}

// A backspace erases what looks like one character.
func TestBackspaceErasesAGrapheme(t *testing.T) {
	for value, want := range map[string]string{"My 👩‍👩‍👧‍👦": "My ", "e\u0301": "", "🇯🇵🇬🇧": "🇯🇵", "ab": "a"} {
		for kind, field := range map[string]func(key string, title, hint text.Safe, value *string) form.Field{"a line": form.Input, "lines": form.Text} {
			typed := value
			shown := form.New(theme.New(theme.Options{}), [][]form.Field{{field("name", "Name", "", &typed)}}, 80, 10, 0, 0)
			shown.SendKey(tea.KeyMsg{Type: tea.KeyBackspace})
			if typed != want {
				t.Errorf("%s: %q became %q, want %q", kind, value, typed, want)
			}
		}
	}
}
