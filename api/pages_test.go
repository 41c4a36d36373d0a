package api

import (
	"errors"
	"slices"
	"strconv"
	"testing"
)

func TestAListIsFollowedToItsEnd(t *testing.T) {
	one, two := Task{ID: "1"}, Task{ID: "2"}
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		start string
		load  func(cursor string) (Page[Task], error)
		pages int // how many are given
		ids   []string
		cut   bool // the last one says so
		err   error
	}{
		"one page": {load: func(string) (Page[Task], error) { return Page[Task]{Items: []Task{one}}, nil }, pages: 1, ids: []string{"1"}},
		"an empty page in between": {load: func(cursor string) (Page[Task], error) {
			return map[string]Page[Task]{"": {Items: []Task{one}, Next: "a"}, "a": {Next: "b"}, "b": {Items: []Task{two}}}[cursor], nil
		}, pages: 3, ids: []string{"1", "2"}},
		"promised and not given": {load: func(string) (Page[Task], error) { return Page[Task]{Items: []Task{one}, Cut: true}, nil }, pages: 1, ids: []string{"1"}, cut: true},
		"a circle": {load: func(cursor string) (Page[Task], error) {
			return Page[Task]{Items: []Task{{ID: "of " + cursor}}, Next: map[string]string{"": "a", "a": "b", "b": "a"}[cursor]}, nil
		}, pages: 3, ids: []string{"of ", "of a", "of b"}, cut: true},
		"back to the start": {start: "x", load: func(string) (Page[Task], error) { return Page[Task]{Items: []Task{one}, Next: "x"}, nil }, pages: 1, ids: []string{"1"}, cut: true},
		"nothing new for ever": {load: func(cursor string) (Page[Task], error) {
			return Page[Task]{Items: []Task{one}, Next: cursor + "x"}, nil
		}, pages: maxBarren + 2, ids: slices.Repeat([]string{"1"}, maxBarren+2), cut: true},
		"a failure": {load: func(cursor string) (Page[Task], error) {
			if cursor == "" {
				return Page[Task]{Items: []Task{one}, Next: "a"}, nil
			}
			return Page[Task]{}, boom
		}, pages: 2, ids: []string{"1"}, err: boom},
	} {
		var ids []string
		var err error
		cut, n := false, 0
		for page, e := range Pages(c.start, c.load) {
			n++
			cut, err = page.Cut, e
			for _, task := range page.Items {
				ids = append(ids, task.ID)
			}
		}
		if n != c.pages || !slices.Equal(ids, c.ids) || cut != c.cut || !errors.Is(err, c.err) {
			t.Errorf("%s: %d pages, %q, cut %t, %v", name, n, ids, cut, err)
		}
	}
	asked := 0
	for range Pages("", func(string) (Page[Task], error) { asked++; return Page[Task]{Next: strconv.Itoa(asked)}, nil }) {
		break
	}
	if asked != 1 {
		t.Errorf("%d requests, although nobody wants more than the first page", asked)
	}
}
