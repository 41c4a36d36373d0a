package keymap

import (
	"slices"
	"testing"
)

func TestNoKeyTwiceInOneScope(t *testing.T) {
	seen := map[Scope]map[string]Action{}
	for _, entry := range table() {
		if seen[entry.Scope] == nil {
			seen[entry.Scope] = map[string]Action{}
		}
		for _, name := range entry.Keys {
			if action, ok := seen[entry.Scope][name]; ok {
				t.Errorf("%s: key %q means both %s and %s", entry.Scope, name, action, entry.Action)
			}
			seen[entry.Scope][name] = entry.Action
		}
	}
}

func TestEveryRowHasHelpAndKeys(t *testing.T) {
	for _, entry := range table() {
		if entry.Help == "" {
			t.Errorf("%s/%s has no help", entry.Scope, entry.Action)
		}
		if len(entry.Keys) == 0 {
			t.Errorf("%s/%s has no key", entry.Scope, entry.Action)
		}
	}
}

// --read-only refuses an action in every scope.
func TestWritesAreWritesEverywhere(t *testing.T) {
	changes := []Action{TriggerRun, RunAgain, CancelRun, NewTask, CloneTask, EditTask, PauseTask, DeleteTask}
	for _, entry := range table() {
		if want := slices.Contains(changes, entry.Action) || entry.Scope == Delete && entry.Action == Accept; want && !entry.Write {
			t.Errorf("%s/%s is not a write: --read-only would let it through", entry.Scope, entry.Action)
		}
	}
}

// Terminals cannot distinguish some keys: ctrl+i is tab, ctrl+m is enter, ctrl+h
// may be backspace, ctrl+j a newline.
func TestNoAmbiguousKeys(t *testing.T) {
	ambiguous := map[string]bool{"ctrl+i": true, "ctrl+m": true, "ctrl+[": true, "ctrl+h": true, "ctrl+j": true, "shift+enter": true, "ctrl+enter": true, "ctrl+c": true}
	for _, entry := range table() {
		for _, keys := range entry.Keys {
			if ambiguous[keys] {
				t.Errorf("%s/%s is bound to %s, which is ambiguous or belongs to the root", entry.Scope, entry.Action, keys)
			}
		}
	}
}

func TestFindInnermostFirst(t *testing.T) {
	keys := Default()
	if action, _ := keys.Find([]Scope{Run, Global}, "x"); action != CancelRun {
		t.Fatalf("x on a run is %q", action)
	}
	if action, _ := keys.Find([]Scope{Sheet, Move, Global}, "q"); action != Back {
		t.Fatalf("q on a sheet is %q, want back", action)
	}
	if _, ok := keys.Find([]Scope{Tasks, Move, Global}, "ctrl+c"); ok {
		t.Fatal("ctrl+c belongs to the root alone")
	}
}

func TestVisibleHidesShadowedRows(t *testing.T) {
	keys := New([]Entry{
		{Scope: Run, Action: "inner", Keys: []string{"a"}, Help: "x"},
		{Scope: Global, Action: "outer", Keys: []string{"a"}, Help: "y"},
		{Scope: Global, Action: "other", Keys: []string{"a", "b"}, Help: "z"},
	})
	got := keys.Visible([]Scope{Run, Global})
	if len(got) != 2 || got[0].Action != "inner" || got[1].Action != "other" {
		t.Fatalf("visible rows: %v", got)
	}
}
