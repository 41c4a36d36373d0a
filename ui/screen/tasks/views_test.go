package tasks_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ax-tui/api/outcome"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
)

// typed presses the keys of a text, and enter.
func typed(bench *demo.Bench, text string) {
	bench.Keys(append(strings.Split(text, ""), "enter")...)
}

// A view keeps filter, outcome, find, order and columns; :view and --view show it again.
func TestViews(t *testing.T) {
	var kept []host.View
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, KeepView: func(view host.View) error {
		kept = append(kept, view)
		return nil
	}})
	bench.Keys(":")
	bench.Want("after task, run, space, open, save-view")
	bench.Keys("esc")
	typed(bench, ":space payments")
	bench.Keys("a", "s", "4")
	typed(bench, "/e")
	typed(bench, ":save-view my view")
	bench.Want("View my view is kept in the settings; :view my view and --view show it.")
	before := bench.Line("NAME") + bench.Line("▸")
	if len(kept) != 1 || kept[0].Name != "my view" || kept[0].Outcome != outcome.Attention || kept[0].Find != "e" || kept[0].Sort == "" || kept[0].Space.Label() == "" {
		t.Fatalf("kept %+v", kept)
	}
	typed(bench, ":space all")
	bench.Keys("a", "esc")
	bench.WantNot("▸ Forbidden Words")
	typed(bench, ":view my")
	bench.Advance(10 * time.Second)
	bench.Want("attention", "find: e")
	if after := bench.Line("NAME") + bench.Line("▸"); after != before {
		t.Errorf("the view shows\n%s\nand showed\n%s", after, before)
	}

	typed(bench, ":save-view my view")
	bench.Want("View my view is replaced in the settings")
	bench.Keys(":")
	bench.Type("save-view new")
	bench.Want("enter saves under this name")
	bench.Keys("esc")

	started := demo.Ready(t, demo.Options{W: 120, H: 36, Views: map[string]host.View{"my view": kept[0]}, View: "my view"})
	started.Want("attention", "find: e")
	typed(started, ":save-view again")
	started.Want("View again is kept until you quit; :view again shows it.")
}

func TestViewsThatCannotBeKept(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, KeepView: func(host.View) error { return errors.New("the disk is full") }})
	typed(bench, ":save-view a")
	bench.Want("View a holds until you quit, for it could not be kept: the disk is full")
	typed(bench, ":save-view "+strings.Repeat("a", 61))
	bench.Want("The view is not kept: its name is longer")
}
