package api

import (
	"strconv"
	"testing"
)

func TestDistinct(t *testing.T) {
	var ids Distinct
	for i, c := range []struct {
		id  string
		new bool
	}{{"a", true}, {"b", true}, {"a", false}, {"", true}, {"", true}, {"b", false}} {
		if ids.Add(c.id) != c.new {
			t.Errorf("%d: %q is new: %v", i, c.id, !c.new)
		}
	}
	for i := range mostDistinct + 1000 {
		ids.Add(strconv.Itoa(i))
	}
	if len(ids.seen) > mostDistinct {
		t.Errorf("%d IDs are remembered", len(ids.seen))
	}
	if ids.Add("7") || !ids.Add("a new one") {
		t.Error("a full memory still knows what it holds, and takes the others for new")
	}
}
