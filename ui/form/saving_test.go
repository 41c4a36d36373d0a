package form_test

import (
	"errors"
	"strings"
	"testing"
	"time"
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

// Two programs with the same form open save the same draft; both people learn of it.
func TestTwoProgramsWithOneDraft(t *testing.T) {
	shelf := newMemoryStore()
	first, mine := open(t, shelf)
	second, other := open(t, shelf)
	typeText(first, mine, "mine")
	first.Advance(2 * time.Second)
	typeText(second, other, "other")
	second.Advance(2 * time.Second)
	typeText(first, mine, "mine again")
	first.Advance(2 * time.Second)
	first.Settle()
	const words = "Another ax-tui has the same form open"
	if said := first.NoticeText(); strings.Count(said, words) != 1 {
		t.Errorf("the first one says %q", said)
	}
	if shelf.kept["test.THING"] != "mine again" {
		t.Errorf("%q is kept", shelf.kept["test.THING"])
	}
}
