package tasks

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// rows writes a list in whatever format was asked for.
type rows struct {
	app   *App
	sink  *Sink
	enc   *record.Encoder // nil: a table
	cols  []Column
	cells [][]text.Safe
	n     int
}

func newRows(app *App, sink *Sink, list string, cols func(tty bool) []Column) *rows {
	r := &rows{app: app, sink: sink, cols: cols(app.OutTTY && sink.Path() == "")}
	if sink.Format != Table {
		r.enc = sink.Encoder(list)
	}
	return r
}

func (r *rows) add(i record.Item, cells func() []text.Safe) error {
	r.n++
	if r.enc != nil {
		return r.enc.Add(i)
	}
	r.cells = append(r.cells, cells())
	return nil
}

// end closes the list and tells people how to go on. A list that the server
// broke off is printed and is an error all the same: a script must not take it
// for whole.
func (r *rows) end(next string, cut bool, what, again string) error {
	if r.enc != nil {
		if err := r.enc.End(next, next != "" || cut); err != nil {
			return err
		}
	} else if r.n > 0 {
		if r.app.OutTTY {
			r.spare()
		}
		if _, err := r.sink.Write([]byte(Grid(r.cols, r.cells, r.app.Width))); err != nil {
			return err
		}
	}
	if path := r.sink.Path(); path != "" {
		r.sink.Note(text.Concat(r.count(what), " written to ", text.Clean(path), "."))
	}
	switch {
	case cut:
		if err := r.sink.Close(nil); err != nil {
			return err
		}
		return &Fault{
			Code: API, What: "this list is not complete",
			Err: errors.New("the server says that there are more " + what + " but gave no new cursor to ask for them"), Next: "Try again, or narrow the list.",
		}
	case next != "" && r.enc == nil:
		r.sink.Note(text.Concat(r.count(what), ", and there are more. The next page, or --all for every page:\n  ", text.Safe(again), text.Clean(r.app.Again)))
	case r.n == 0 && r.enc == nil:
		r.sink.Note("No " + text.Safe(what) + " match.")
	}
	return nil
}

// spare takes out the columns that may be left out and say nothing in any row.
func (r *rows) spare() {
	for i := len(r.cols) - 1; i >= 0; i-- {
		if r.cols[i].Drop == 0 || slices.ContainsFunc(r.cells, func(row []text.Safe) bool { return row[i] != "" }) {
			continue
		}
		r.cols = slices.Delete(r.cols, i, i+1)
		for k, row := range r.cells {
			r.cells[k] = slices.Delete(row, i, i+1)
		}
	}
}

// count words how many there are: "1 task", "15 tasks".
func (r *rows) count(what string) text.Safe {
	if r.n == 1 {
		what = strings.TrimSuffix(what, "s")
	}
	return text.Safe(strconv.Itoa(r.n) + " " + what)
}
