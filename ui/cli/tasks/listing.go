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

// listFlags holds the flags of every command that lists.
type listFlags struct {
	out    Output
	space  refFlag
	cursor string
	limit  int
	all    bool
}

// defaultRows is the default page size; maxRows is the largest page that the server
// returns (contract section 3).
const defaultRows, maxRows = 15, 100

func (l *listFlags) add(cmd *cobra.Command, spaceHelp string) {
	fs := cmd.Flags()
	l.space.Flags(fs, "space", "s", spaceHelp)
	fs.IntVarP(&l.limit, "limit", "l", defaultRows, "rows per page, 1 to 100; 100 with --all")
	fs.StringVarP(&l.cursor, "cursor", "c", "", "start at the page of this cursor")
	fs.BoolVar(&l.all, "all", false, "print all pages")
	l.out.Flags(fs, true)
}

// check validates --limit. With --all the default is the largest page.
func (l *listFlags) check(cmd *cobra.Command) error {
	if l.all && !cmd.Flags().Changed("limit") {
		l.limit = maxRows
	}
	if l.limit == 0 {
		return UsageError("--limit is 0; it must be from 1 to %d, or use --all for every page", maxRows)
	}
	return CheckLimit(l.limit)
}

// CheckLimit validates --limit (contract section 3, Pagination).
func CheckLimit(limit int) error {
	if limit < 1 || limit > maxRows {
		return UsageError("--limit is %d; it must be from 1 to %d", limit, maxRows)
	}
	return nil
}

// nextPageCommand returns the command for the page after a cursor: the arguments of
// this command and, of the named flags in either spelling, those that are not default.
func nextPageCommand(cmd *cobra.Command, args []string, next string, flags ...string) string {
	words := []string{"ax-tui tasks", cmd.Name()}
	for _, arg := range args {
		words = append(words, axcmd.Quote(arg))
	}
	_ = cmd.Flags().Set("cursor", next)
	value := func(flag string) string {
		if found := cmd.Flags().Lookup(flag); found != nil && found.Value.String() != found.DefValue {
			return strings.TrimSpace(found.Value.String())
		}
		return ""
	}
	for _, flag := range flags {
		if given := cmp.Or(value(flag), value(flag+"-id")); given != "" {
			words = append(words, "--"+flag, axcmd.Quote(given))
		}
	}
	return strings.Join(words, " ")
}

// list describes the output of a list of items.
type list[T api.Listed] struct {
	envelope string   // record.Tasks or record.Runs
	what     string   // plural name of the items
	columns  []Column // on a terminal; elsewhere none is shortened or omitted
	record   func(T) record.Item
	cells    func(*App, T) []text.Safe
}

// print loads one page, or all of them, and prints them in the format of the sink.
// nextPage returns the command for the page after a cursor. A list that the server
// cuts off is printed and returns an error, so that a script does not take it for
// complete.
func (l list[T]) print(
	ctx context.Context, app *App, sink *Sink, flags listFlags, load func(cursor string) (api.Page[T], error), nextPage func(next string) string,
) error {
	encoder, cells, rows := sink.Encoder(l.envelope), [][]text.Safe(nil), 0
	next, cut, err := pages(ctx, flags.all, flags.cursor, func(cursor string) (api.Page[T], error) {
		page, err := load(cursor)
		for _, item := range page.Items {
			if err != nil {
				break
			}
			if rows++; sink.Format == Table {
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
	case rows > 0:
		_, err = sink.Write([]byte(l.table(app, sink, cells)))
	}
	if err != nil {
		return err
	}
	count := text.Safe(strconv.Itoa(rows) + " " + l.what)
	if rows == 1 {
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
			Code: API, What: "the list is incomplete",
			Err: errors.New("the server reports more " + l.what + " but returned no new cursor"), Next: "Retry, or filter the list.",
		}
	case next != "" && sink.Format == Table:
		sink.Note(text.Concat(count, ", and there are more. Next page (--all for all pages):\n  ", text.Safe(nextPage(next)), text.Clean(app.CommandSuffix)))
	case rows == 0 && sink.Format == Table:
		sink.Note("No " + text.Safe(l.what) + " match.")
	}
	return nil
}

// table formats the rows; on a terminal without the optional columns that are empty
// in every row.
func (l list[T]) table(app *App, sink *Sink, cells [][]text.Safe) string {
	columns := l.columns
	if !app.OutTTY || sink.Path() != "" {
		for i := range columns {
			columns[i].MinWidth, columns[i].DropOrder = 0, 0
		}
	}
	for i := len(columns) - 1; i >= 0 && app.OutTTY; i-- {
		if columns[i].DropOrder == 0 || slices.ContainsFunc(cells, func(row []text.Safe) bool { return row[i] != "" }) {
			continue
		}
		columns = slices.Delete(columns, i, i+1)
		for k, row := range cells {
			cells[k] = slices.Delete(row, i, i+1)
		}
	}
	return Grid(columns, cells, app.Width)
}

// pages loads one page, or all of them.
func pages[T api.Listed](ctx context.Context, all bool, cursor string, page func(cursor string) (api.Page[T], error)) (next string, cut bool, err error) {
	for got, err := range api.Pages(cursor, page) {
		if err == nil && all && got.Next != "" {
			err = ctx.Err()
		}
		if next, cut = got.Next, got.Cut; err != nil || !all {
			return next, cut, err
		}
	}
	return next, cut, nil
}
