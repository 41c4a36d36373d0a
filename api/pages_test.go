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
	for name, tc := range map[string]struct {
		start string
		load  func(cursor string) (Page[Task], error)
		pages int // number yielded
		ids   []string
		cut   bool // of the last page
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
		"nothing new without end": {load: func(cursor string) (Page[Task], error) {
			return Page[Task]{Items: []Task{one}, Next: cursor + "x"}, nil
		}, pages: maxStalePages + 2, ids: slices.Repeat([]string{"1"}, maxStalePages+2), cut: true},
		"a failure": {load: func(cursor string) (Page[Task], error) {
			if cursor == "" {
				return Page[Task]{Items: []Task{one}, Next: "a"}, nil
			}
			return Page[Task]{}, boom
		}, pages: 2, ids: []string{"1"}, err: boom},
	} {
		var ids []string
		var err error
		cut, count := false, 0
		for page, pageErr := range Pages(tc.start, tc.load) {
			count++
			cut, err = page.Cut, pageErr
			for _, task := range page.Items {
				ids = append(ids, task.ID)
			}
		}
		if count != tc.pages || !slices.Equal(ids, tc.ids) || cut != tc.cut || !errors.Is(err, tc.err) {
			t.Errorf("%s: %d pages, %q, cut %t, %v", name, count, ids, cut, err)
		}
	}
	asked := 0
	for range Pages("", func(string) (Page[Task], error) { asked++; return Page[Task]{Next: strconv.Itoa(asked)}, nil }) {
		break
	}
	if asked != 1 {
		t.Errorf("%d requests, but the loop stops after the first page", asked)
	}
}
