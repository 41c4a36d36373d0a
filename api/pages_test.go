package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"
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
		for page, pageErr := range Pages(t.Context(), tc.start, tc.load) {
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
	requested := 0
	for range Pages(t.Context(), "", func(string) (Page[Task], error) { requested++; return Page[Task]{Next: strconv.Itoa(requested)}, nil }) {
		break
	}
	if requested != 1 {
		t.Errorf("%d requests, but the loop stops after the first page", requested)
	}
}

// For any responses, the reader starts at the start cursor, sends no cursor twice,
// ends, yields every page unchanged, and marks the last page as Cut unless the list
// is complete.
func FuzzPages(f *testing.F) {
	const end, cut, fails, fresh = 0, 1, 2, 128
	f.Add([]byte{end, 1}, "")
	f.Add([]byte{10, 1, 11, 2, end, 3}, "")
	f.Add([]byte{10, 1, 10, 2}, "10")
	f.Add([]byte{10, 1, cut, 0}, "x")
	f.Add([]byte{10, 1, 11, 0, fails, 0}, "")
	f.Add([]byte{fresh, 1}, "")
	f.Add([]byte{fresh, 0, fresh, 1, fresh, 2, 10, 3}, "9")
	f.Fuzz(func(t *testing.T, script []byte, start string) {
		if len(script) < 2 {
			return
		}
		boom := errors.New("boom")
		var requested []string
		var sent Page[Task]
		// Two bytes of the script per response: what comes next, and the ID of the only row, 0 for no row.
		load := func(cursor string) (Page[Task], error) {
			if slices.Contains(requested, cursor) || len(requested) == 0 && cursor != start || len(requested) > 256*(maxStalePages+1) {
				t.Fatalf("%q is requested after %q", cursor, requested)
			}
			at := 2 * len(requested) % (len(script) &^ 1)
			next, row := script[at], script[at+1]
			requested = append(requested, cursor)
			sent = Page[Task]{Cut: next == cut}
			if row > 0 {
				sent.Items = []Task{{ID: strconv.Itoa(int(row))}}
			}
			switch {
			case next == fails:
				return sent, boom
			case next >= fresh:
				sent.Next = "fresh " + strconv.Itoa(len(requested))
			case next > fails:
				sent.Next = strconv.Itoa(int(next))
			}
			return sent, nil
		}
		pages, over := 0, false
		for page, err := range Pages(context.Background(), start, load) {
			pages++
			over = page.Next == ""
			complete := over && !page.Cut && err == nil
			sameRows := slices.EqualFunc(page.Items, sent.Items, func(got, want Task) bool { return got.ID == want.ID })
			if !sameRows || !over && page.Next != sent.Next || complete && (sent.Next != "" || sent.Cut) || err != nil && !errors.Is(err, boom) {
				t.Fatalf("%+v became %+v, %v", sent, page, err)
			}
		}
		if pages != len(requested) || !over {
			t.Fatalf("%d pages of %d, over %t", pages, len(requested), over)
		}
	})
}

// Automatic reading keeps a pace, ends after a bounded number of pages without a new
// row, and stops at once when its context ends.
func TestPagesKeepAPace(t *testing.T) {
	row := 0
	for name, tc := range map[string]struct {
		rows   func() string
		pages  int // 0: until it is cancelled
		within [2]time.Duration
	}{
		"empty pages":      {rows: func() string { return "" }, pages: maxStalePages + 1, within: [2]time.Duration{6 * time.Second, 10 * time.Second}},
		"rows without IDs": {rows: func() string { return `{},{"name":"n"}` }, pages: maxStalePages + 1, within: [2]time.Duration{6 * time.Second, 10 * time.Second}},
		"the same row":     {rows: func() string { return `{"id":"a"}` }, pages: maxStalePages + 2, within: [2]time.Duration{6 * time.Second, 10 * time.Second}},
		"one new row":      {rows: func() string { row++; return fmt.Sprintf(`{"id":"%d"}`, row) }, within: [2]time.Duration{15 * shortPagePause, 20 * shortPagePause}},
	} {
		requests := 0
		ctx, cancel := context.WithCancel(t.Context())
		stage, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
			requests++
			respond(200, fmt.Sprintf(`{"tasks":[%s],"pagination":{"has_more":true,"next_cursor":"c%d"}}`, tc.rows(), requests))(writer, request)
		})
		pages, cut := 0, false
		var last error
		for page, err := range Pages(ctx, "", func(cursor string) (Page[Task], error) { return client.ListTasks(ctx, TaskQuery{Cursor: cursor}) }) {
			if last = err; err != nil {
				break
			}
			if pages, cut = pages+1, page.Cut; tc.pages == 0 && pages == 20 {
				cancel()
			}
		}
		cancel()
		var total time.Duration
		for _, wait := range stage.waits() {
			total += wait
		}
		if tc.pages > 0 && (pages != tc.pages || !cut || last != nil) || tc.pages == 0 && (pages != 20 || !Is(last, Canceled)) || requests != pages {
			t.Errorf("%s: %d pages, %d requests, cut %t, %v", name, pages, requests, cut, last)
		}
		if total < tc.within[0] || total > tc.within[1] {
			t.Errorf("%s: waited %s", name, total)
		}
	}
}
