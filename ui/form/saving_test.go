package form_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ax-tui/api/write"
)

// A disk that is full is not tried every second.
func TestFailedSavesBackOff(t *testing.T) {
	shelf := newMemoryStore()
	bench, sheet := open(t, shelf)
	shelf.fail = errors.New("no space left on device")
	typeText(bench, sheet, "typed")
	before := shelf.saves
	for range 300 { // every second something is typed
		bench.Advance(time.Second)
		typeText(bench, sheet, sheet.typed+".")
	}
	if tries := shelf.saves - before; tries < 5 || tries > 15 {
		t.Errorf("a save that fails is tried %d times in five minutes", tries)
	}
	if !strings.Contains(string(sheet.draft.SavedText()), "not saved") {
		t.Errorf("it says %q", sheet.draft.SavedText())
	}
	shelf.fail = nil
	bench.Advance(2 * time.Minute)
	bench.Settle()
	if shelf.kept["test.THING"] != sheet.typed {
		t.Errorf("once there is space, %q is kept", shelf.kept["test.THING"])
	}
}

// Two programs that continue the same draft replace nothing of each other: the second
// to save gets a draft of its own and says so. Of two new forms each has its own.
func TestTwoProgramsWithOneDraft(t *testing.T) {
	const words = "Another ax-tui continues the same draft"
	for start, says := range map[string]int{"": 0, "typed": 1} {
		shelf := newMemoryStore()
		if start != "" {
			shelf.kept["test.THING"] = start
		}
		first, mine := open(t, shelf)
		second, other := open(t, shelf)
		if start != "" {
			first.Keys("y")
			second.Keys("y")
		}
		typeText(first, mine, "mine")
		first.Advance(2 * time.Second)
		typeText(second, other, "other")
		second.Advance(2 * time.Second)
		typeText(first, mine, "mine again")
		first.Advance(2 * time.Second)
		typeText(second, other, "other again")
		second.Advance(2 * time.Second)
		second.Settle()
		if said := first.NoticeText() + second.NoticeText(); strings.Count(said, words) != says {
			t.Errorf("they say %q", said)
		}
		if len(shelf.kept) != 2 || shelf.kept["test.THING"] != "mine again" || shelf.kept["test.THING#2"] != "other again" {
			t.Errorf("%q is kept", shelf.kept)
		}
	}
}

// A new start never replaces a draft: it gets one of its own.
func TestANewFormKeepsTheDraft(t *testing.T) {
	shelf := newMemoryStore()
	shelf.kept["test.THING"] = "typed"
	bench, sheet := open(t, shelf)
	bench.Keys("n")
	typeText(bench, sheet, "new")
	bench.Advance(time.Second)
	bench.Settle()
	if sheet.typed != "new" || shelf.kept["test.THING"] != "typed" || shelf.kept["test.THING#2"] != "new" {
		t.Errorf("it holds %q, kept %v", sheet.typed, shelf.kept)
	}
	bench.Send(send(sheet, func() outcome { return outcome(write.Done) })())
	if len(shelf.kept) != 1 || shelf.kept["test.THING"] != "typed" {
		t.Errorf("after the new one was sent: kept %v", shelf.kept)
	}
}

// Each answer does what its button says, and only discarding loses a draft: the one
// that is named.
func TestAnswersAboutDrafts(t *testing.T) {
	for keys, want := range map[string]struct{ holds, kept string }{
		"y": {"newest", "newest older oldest"}, "enter": {"newest", "newest older oldest"},
		"n": {"first", "newest older oldest"}, "tab enter": {"first", "newest older oldest"},
		"o y": {"older", "newest older oldest"}, "o o o y": {"newest", "newest older oldest"},
		"o o tab tab enter y": {"newest", "newest older"}, "d y": {"older", "older oldest"},
		"d d d": {"first", ""}, "x space": {"newest", "newest older oldest"},
		"esc": {"newest", "newest older oldest"},
	} {
		t.Run(keys, func(t *testing.T) {
			shelf := newMemoryStore()
			shelf.kept["test.THING"], shelf.kept["test.THING#2"], shelf.kept["test.THING#3"] = "newest", "older", "oldest"
			bench, sheet := open(t, shelf)
			bench.Keys(strings.Fields(keys)...)
			var kept []string
			for _, slot := range []string{"", "#2", "#3"} {
				if text, ok := shelf.kept["test.THING"+slot]; ok {
					kept = append(kept, text)
				}
			}
			if got := strings.Join(kept, " "); sheet.typed != want.holds || got != want.kept || (bench.Pops == 1) != (keys == "esc") {
				t.Errorf("it holds %q, kept %q, %d pops", sheet.typed, got, bench.Pops)
			}
		})
	}
}
