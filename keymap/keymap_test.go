package keymap

import (
	"slices"
	"testing"
)

func TestNoKeyTwiceInOneScope(t *testing.T) {
	seen := map[Scope]map[string]Action{}
	for _, e := range table() {
		if seen[e.Scope] == nil {
			seen[e.Scope] = map[string]Action{}
		}
		for _, k := range e.Keys {
			if a, ok := seen[e.Scope][k]; ok {
				t.Errorf("%s: key %q means both %s and %s", e.Scope, k, a, e.Action)
			}
			seen[e.Scope][k] = e.Action
		}
	}
}

func TestEveryRowSpeaks(t *testing.T) {
	for _, e := range table() {
		if e.Help == "" {
			t.Errorf("%s/%s has no help", e.Scope, e.Action)
		}
		if len(e.Keys) == 0 {
			t.Errorf("%s/%s has no key", e.Scope, e.Action)
		}
	}
}

// What --read-only refuses is refused in every scope.
func TestWritesAreWritesEverywhere(t *testing.T) {
	changes := []Action{TriggerRun, RunAgain, CancelRun, NewTask, CloneTask, EditTask, PauseTask, DeleteTask}
	for _, e := range table() {
		if want := slices.Contains(changes, e.Action) || e.Scope == Delete && e.Action == Accept; want && !e.Write {
			t.Errorf("%s/%s is no write: --read-only would let it through", e.Scope, e.Action)
		}
	}
}

// Keys that v1 terminals cannot tell apart (
// ctrl+i is tab, ctrl+m is enter, ctrl+h may be backspace, ctrl+j a newline).
func TestNoKeyThatTerminalsConfuse(t *testing.T) {
	bad := map[string]bool{"ctrl+i": true, "ctrl+m": true, "ctrl+[": true, "ctrl+h": true, "ctrl+j": true, "shift+enter": true, "ctrl+enter": true, "ctrl+c": true}
	for _, e := range table() {
		for _, k := range e.Keys {
			if bad[k] {
				t.Errorf("%s/%s is bound to %s, which terminals confuse or the root owns", e.Scope, e.Action, k)
			}
		}
	}
}

func TestFindInnermostFirst(t *testing.T) {
	m := Default()
	if a, _ := m.Find([]Scope{Run, Global}, "x"); a != CancelRun {
		t.Fatalf("x on a run is %q", a)
	}
	if a, _ := m.Find([]Scope{Sheet, Move, Global}, "q"); a != Back {
		t.Fatalf("q on a sheet is %q, want back", a)
	}
	if _, ok := m.Find([]Scope{Tasks, Move, Global}, "ctrl+c"); ok {
		t.Fatal("ctrl+c belongs to the root alone")
	}
}

func TestVisibleHidesShadowedRows(t *testing.T) {
	m := New([]Entry{
		{Scope: Run, Action: "inner", Keys: []string{"a"}, Help: "x"},
		{Scope: Global, Action: "outer", Keys: []string{"a"}, Help: "y"},
		{Scope: Global, Action: "other", Keys: []string{"a", "b"}, Help: "z"},
	})
	got := m.Visible([]Scope{Run, Global})
	if len(got) != 2 || got[0].Action != "inner" || got[1].Action != "other" {
		t.Fatalf("visible rows: %v", got)
	}
}
