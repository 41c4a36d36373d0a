package tasks

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// add adds the flags; without spaceHelp there is no --space.
func (l *listFlags) add(cmd *cobra.Command, spaceHelp string) {
	fs := cmd.Flags()
	if spaceHelp != "" {
		l.space.Flags(fs, "space", "s", spaceHelp)
	}
	fs.IntVarP(&l.limit, "limit", "l", usualRows, "rows a page, 1 to 100; 100 with --all")
	fs.StringVarP(&l.cursor, "cursor", "c", "", "begin with the page that this cursor names")
	fs.BoolVar(&l.all, "all", false, "follow the cursors to the end; JSONL and CSV show rows as they come")
	fs.StringSliceVar(&l.out.Columns, "columns", nil, "columns of the table, by comma, such as name,status,id")
	fs.BoolVar(&l.out.Bare, "no-headers", false, "leave out the line of titles of a table or of CSV")
	l.out.Flags(fs)
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

// again is the command for the page after a cursor, with the arguments and flags
// of this one.
func again(cmd *cobra.Command, args []string, cursor string) string {
	words := []string{cmd.CommandPath()}
	for _, arg := range args {
		words = append(words, axcmd.Quote(arg))
	}
	cmd.NonInheritedFlags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Changed || flag.Name == "cursor" {
			return
		}
		value := strings.TrimSpace(flag.Value.String())
		if several, ok := flag.Value.(pflag.SliceValue); ok {
			value = strings.Join(several.GetSlice(), ",")
		}
		if flag.Value.Type() == "bool" {
			words = append(words, "--"+flag.Name+strings.TrimSuffix("="+value, "=true"))
			return
		}
		words = append(words, "--"+flag.Name, axcmd.Quote(value))
	})
	return strings.Join(append(words, "--cursor", axcmd.Quote(cursor)), " ")
}

// list is what a list holds and how its rows look in a table.
type list[T api.Listed] struct {
	envelope string // the name of the list on the wire
	what     string // in words, several of them
	columns  []column[T]
	record   func(T) record.Item
	// pick gives the rows of a page that are wanted and whether none can follow; nil:
	// all are.
	pick func(page []T) (picked []T, last bool)
}

// print reads one page, or all of them, into the format of the sink, and tells
// people how to go on: again is the command for the page after a cursor. No row is
// written twice. A list that broke off is printed, but not into a file, and is an
// error all the same: a script must not take it for whole.
func (l list[T]) print(
	ctx context.Context, app *App, sink *Sink, flags listFlags, load func(cursor string) (api.Page[T], error), again func(next string) string,
) error {
	sink.Stream()
	encoder, rows, n, at := sink.Encoder(l.envelope), []T(nil), 0, flags.cursor
	var known api.Distinct
	line := liveLine{app: app, off: sink.streams && app.OutTTY}
	next, cut, err := pages(ctx, flags.all, flags.cursor, func(cursor string) (api.Page[T], error) {
		at = cursor
		page, err := load(cursor)
		if err != nil {
			return page, err
		}
		items, last := page.Items, false
		if l.pick != nil {
			items, last = l.pick(items)
		}
		if last {
			page.Next, page.Cut = "", false
		}
		for _, item := range items {
			if !known.Add(item.Ref().ID) {
				continue
			}
			if n++; sink.Format == Table {
				rows = append(rows, item)
			} else if err := encoder.Add(l.record(item)); err != nil {
				return page, err
			}
		}
		if flags.all && page.Next != "" {
			line.show(strconv.Itoa(n) + " " + l.what + ", reading on…")
		}
		return page, sink.Flush()
	})
	line.clear()
	brokeOff := err
	if err != nil {
		kept := sink.streams || sink.Path() == "" && CodeOf(err) != Interrupted
		if n == 0 || !kept || is[*Fault](err) {
			return err
		}
		next = cmp.Or(next, at)
	}
	switch {
	case sink.Format != Table:
		err = encoder.End(next, next != "" || cut)
	case n > 0:
		_, err = sink.Write([]byte(l.table(ctx, app, rows, flags.out.Bare)))
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
	case brokeOff != nil || cut:
		if err := sink.Close(nil); err != nil {
			return err
		}
		return incomplete(l.what, brokeOff, string(count)+". Go on with: "+again(next)+app.Again)
	case next != "" && sink.Format == Table:
		sink.Note(text.Concat(count, ", and there are more. The next page, or --all for every page:\n  ", text.Safe(again(next)), text.Clean(app.Again)))
	case n == 0 && sink.Format == Table:
		sink.Note("No " + text.Safe(l.what) + " match.")
	}
	return nil
}

// incomplete says that a list broke off: err is why, nil when the server gave no
// cursor for the rest; goOn tells how far it came and how to go on.
func incomplete(what string, err error, goOn string) error {
	fault := &Fault{Code: API, What: "this list is not complete", Err: err, Next: "Try again, or narrow the list."}
	if err == nil {
		fault.Err = errors.New("the server says that there are more " + what + " but gave no new cursor to ask for them")
		return fault
	}
	fault.Code, fault.Next = CodeOf(err), strings.TrimSpace(api.Advice(err)+" Printed: "+goOn)
	return fault
}

// pages reads one page, or all of them.
func pages[T api.Listed](ctx context.Context, all bool, cursor string, page func(cursor string) (api.Page[T], error)) (next string, cut bool, err error) {
	for p, err := range api.Pages(cursor, page) {
		if err == nil && all && p.Next != "" {
			err = ctx.Err()
		}
		if next, cut = p.Next, p.Cut; err != nil || !all {
			return next, cut, err
		}
	}
	return next, cut, nil
}

// liveLine is a line of a terminal that is written over, on Err.
type liveLine struct {
	app   *App
	off   bool
	width int
}

func (l *liveLine) show(line string) {
	if l.off || !l.app.ErrTTY {
		return
	}
	line = text.Cut(line, cmp.Or(l.app.Width, 80)-1)
	pad := max(0, l.width-text.Width(line))
	l.width = text.Width(line)
	_, _ = io.WriteString(l.app.Err, "\r"+line+strings.Repeat(" ", pad))
}

func (l *liveLine) clear() {
	if l.width > 0 {
		l.show("")
		_, _ = io.WriteString(l.app.Err, "\r")
	}
}
