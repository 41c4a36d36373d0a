package tasks

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// listFlags are the flags of every command that lists.
type listFlags struct {
	out    Output
	space  refFlag
	cursor string
	limit  int
	all    bool
}

// usualRows is how many rows a page has by default; mostRows is the largest page
// that the server gives (contract section 3).
const usualRows, mostRows = 15, 100

func (l *listFlags) add(cmd *cobra.Command, spaceHelp string) {
	fs := cmd.Flags()
	l.space.Flags(fs, "space", "s", spaceHelp)
	fs.IntVarP(&l.limit, "limit", "l", usualRows, "rows a page, 1 to 100; 100 with --all")
	fs.StringVarP(&l.cursor, "cursor", "c", "", "begin with the page that this cursor names")
	fs.BoolVar(&l.all, "all", false, "follow the cursors to the end")
	l.out.Flags(fs, true)
}

// check judges --limit. Whoever wants every page and names no size gets the largest.
func (l *listFlags) check(cmd *cobra.Command) error {
	if l.all && !cmd.Flags().Changed("limit") {
		l.limit = mostRows
	}
	return CheckLimit(l.limit)
}

// CheckLimit judges --limit (contract section 3, Pagination).
func CheckLimit(n int) error {
	if n < 1 || n > mostRows {
		return UsageError("--limit is %d; it must be from 1 to %d", n, mostRows)
	}
	return nil
}

// again is the command for the page after a cursor, with the arguments of this
// one and those of the flags, in either spelling, that are not as usual.
func again(cmd *cobra.Command, args []string, next string, flags ...string) string {
	words := []string{"ax-tui tasks", cmd.Name()}
	for _, a := range args {
		words = append(words, axcmd.Quote(a))
	}
	_ = cmd.Flags().Set("cursor", next)
	value := func(flag string) string {
		if f := cmd.Flags().Lookup(flag); f != nil && f.Value.String() != f.DefValue {
			return strings.TrimSpace(f.Value.String())
		}
		return ""
	}
	for _, flag := range flags {
		if v := cmp.Or(value(flag), value(flag+"-id")); v != "" {
			words = append(words, "--"+flag, axcmd.Quote(v))
		}
	}
	return strings.Join(words, " ")
}

// list is what a list holds and how its rows look in a table.
type list[T api.Listed] struct {
	envelope string   // record.Tasks or record.Runs
	what     string   // in words, several of them
	columns  []Column // on a terminal; elsewhere none is cut or left out
	record   func(T) record.Item
	cells    func(*App, T) []text.Safe
}

// print reads one page, or all of them, into the format of the sink, and tells
// people how to go on: again is the command for the page after a cursor. A list
// that the server broke off is printed and is an error all the same: a script
// must not take it for whole.
func (l list[T]) print(
	ctx context.Context, app *App, sink *Sink, flags listFlags, load func(cursor string) (api.Page[T], error), again func(next string) string,
) error {
	encoder, cells, n := sink.Encoder(l.envelope), [][]text.Safe(nil), 0
	next, cut, err := pages(ctx, flags.all, flags.cursor, func(cursor string) (api.Page[T], error) {
		page, err := load(cursor)
		for _, item := range page.Items {
			if err != nil {
				break
			}
			if n++; sink.Format == Table {
				cells = append(cells, l.cells(app, item))
				continue
			}
			err = encoder.Add(l.record(item))
		}
		return page, err
	})
	switch {
	case err != nil:
		return err
	case sink.Format != Table:
		err = encoder.End(next, next != "" || cut)
	case n > 0:
		_, err = sink.Write([]byte(l.table(app, sink, cells)))
	}
	if err != nil {
		return err
	}
	count := text.Safe(strconv.Itoa(n) + " " + l.what)
	if n == 1 {
		count = text.Safe("1 " + strings.TrimSuffix(l.what, "s"))
	}
	if path := sink.Path(); path != "" {
		sink.Note(text.Concat(count, " written to ", text.Clean(path), "."))
	}
	switch {
	case cut:
		if err := sink.Close(nil); err != nil {
			return err
		}
		return &Fault{
			Code: API, What: "this list is not complete",
			Err: errors.New("the server says that there are more " + l.what + " but gave no new cursor to ask for them"), Next: "Try again, or narrow the list.",
		}
	case next != "" && sink.Format == Table:
		sink.Note(text.Concat(count, ", and there are more. The next page, or --all for every page:\n  ", text.Safe(again(next)), text.Clean(app.Again)))
	case n == 0 && sink.Format == Table:
		sink.Note("No " + text.Safe(l.what) + " match.")
	}
	return nil
}

// table is the grid of rows; on a terminal without the columns that may be left
// out and say nothing in any row.
func (l list[T]) table(app *App, sink *Sink, cells [][]text.Safe) string {
	columns := l.columns
	if !app.OutTTY || sink.Path() != "" {
		for i := range columns {
			columns[i].Min, columns[i].Drop = 0, 0
		}
	}
	for i := len(columns) - 1; i >= 0 && app.OutTTY; i-- {
		if columns[i].Drop == 0 || slices.ContainsFunc(cells, func(row []text.Safe) bool { return row[i] != "" }) {
			continue
		}
		columns = slices.Delete(columns, i, i+1)
		for k, row := range cells {
			cells[k] = slices.Delete(row, i, i+1)
		}
	}
	return Grid(columns, cells, app.Width)
}

// pages reads one page, or all of them.
func pages[T api.Listed](ctx context.Context, all bool, cursor string, page func(cursor string) (api.Page[T], error)) (next string, cut bool, err error) {
	for p, err := range api.Pages(ctx, cursor, page) {
		if next, cut = p.Next, p.Cut; err != nil || !all {
			return next, cut, err
		}
	}
	return next, cut, nil
}
