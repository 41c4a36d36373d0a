package api

import (
	"context"
	"errors"
	"testing"
)

// pagesOf are pages of runs; the cursor is the number of the page.
type pagesOf [][]Run

func (p pagesOf) ListRuns(_ context.Context, query RunQuery) (Page[Run], error) {
	at := len(query.Cursor)
	page := Page[Run]{Items: p[at]}
	if at+1 < len(p) {
		page.Next = query.Cursor + "x"
	}
	return page, nil
}

// Pages without a row are passed over, but not without end.
func TestNewestRuns(t *testing.T) {
	for name, tc := range map[string]struct {
		pages pagesOf
		want  string
		fails bool
	}{
		"first":   {pages: pagesOf{{{ID: "a"}}, {{ID: "b"}}}, want: "a"},
		"later":   {pages: pagesOf{nil, nil, {{ID: "b"}, {ID: "c"}}, {{ID: "d"}}}, want: "b"},
		"none":    {pages: pagesOf{nil, nil}},
		"endless": {pages: make(pagesOf, 100), fails: true},
	} {
		page, err := NewestRuns(t.Context(), tc.pages, RunQuery{TaskID: "t"})
		var apiErr *Error
		switch {
		case tc.fails != (err != nil) || err != nil && !errors.As(err, &apiErr):
			t.Errorf("%s: %v", name, err)
		case tc.want == "" && len(page.Items) > 0, tc.want != "" && (len(page.Items) == 0 || page.Items[0].ID != tc.want):
			t.Errorf("%s: got %v, want %q first", name, page.Items, tc.want)
		}
	}
}
