package tasks

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// add adds the flags; without spaceHelp there is no --space.
func (l *listFlags) add(cmd *cobra.Command, spaceHelp string) {
	fs := cmd.Flags()
	if spaceHelp != "" {
		l.space.Flags(fs, "space", "s", spaceHelp)
	}
	fs.IntVarP(&l.limit, "limit", "l", defaultRows, "rows per page, 1 to 100; 100 with --all")
	fs.StringVarP(&l.cursor, "cursor", "c", "", "start at the page of this cursor")
	fs.BoolVar(&l.all, "all", false, "print all pages; rows for programs are printed page by page")
	fs.StringSliceVar(&l.out.Columns, "columns", nil, "columns of the table, comma-separated, such as name,status,id")
	fs.BoolVar(&l.out.NoHeaders, "no-headers", false, "omit the line of titles of a table or of CSV")
	l.out.Flags(fs)
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

// nextPageCommand returns the command for the page after a cursor, with the arguments
// and flags of this one.
func nextPageCommand(cmd *cobra.Command, args []string, cursor string) string {
	words := []string{cmd.CommandPath()}
	for _, arg := range args {
		words = append(words, axcmd.Quote(arg))
	}
	words = append(words, givenFlags(cmd.NonInheritedFlags(), func(name string) bool { return name != "cursor" })...)
	return strings.Join(append(words, "--cursor", axcmd.Quote(cursor)), " ")
}

// givenFlags returns the flags that were given and are wanted, as words of a command.
func givenFlags(fs *pflag.FlagSet, wanted func(name string) bool) (words []string) {
	fs.VisitAll(func(flag *pflag.Flag) {
		if !flag.Changed || !wanted(flag.Name) {
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
	return words
}

// list describes the output of a list of items.
type list struct {
	envelope string // the name of the list on the wire
	what     string // plural name of the items
	columns  []column[api.Listed]
	// pick reports whether an item is wanted, and whether no later page has any that is;
	// nil for all items.
	pick   func(item api.Listed) (wanted, last bool)
	record func(item api.Listed) record.Item // for programs; nil for record.Of
	rank   func(item api.Listed) int64       // the order of a table, the least first; nil for the server's
}

func newList[T api.Listed](envelope, what string, columns []column[T]) list {
	out := list{envelope: envelope, what: what}
	for _, c := range columns {
		out.columns = append(out.columns, c.untyped())
	}
	return out
}

// print loads one page, or all of them, and prints them in the format of the sink, no
// row twice. nextPage returns the command for the page after a cursor. An
// incomplete list is printed, but not to a file, and returns an error, so that a
// script does not treat it as complete.
func (l *list) print(
	ctx context.Context, app *App, sink *Sink, flags *listFlags, load func(cursor string) (api.Page[api.Listed], error), nextPage func(cursor string) string,
) error {
	sink.Stream()
	p := listPrinter{
		list: *l, app: app, sink: sink, flags: *flags, encoder: sink.Encoder(l.envelope),
		line: liveLine{app: app, due: app.Now().Add(firstNote)},
	}
	failedAt := flags.cursor
	next, cut, err := pages(ctx, flags.all, flags.cursor, func(cursor string) (api.Page[api.Listed], error) {
		failedAt = cursor
		page, err := load(cursor)
		if err == nil {
			err = p.add(&page)
		}
		return page, err
	})
	p.line.clear()
	if err != nil {
		kept := sink.streams || sink.Path() == "" && CodeOf(err) != Interrupted
		if p.count == 0 || !kept || is[*Fault](err) {
			return err
		}
		next = cmp.Or(next, failedAt)
	}
	if err := p.end(ctx, next, cut); err != nil {
		return err
	}
	return p.report(next, cut, err, nextPage)
}

// listPrinter is the state of one list that is being printed.
type listPrinter struct {
	list
	app     *App
	sink    *Sink
	flags   listFlags
	encoder *record.Encoder
	rows    []api.Listed // of a table
	count   int
	known   api.Distinct
	line    liveLine
}

// add prints the wanted rows of a page that were not printed before, and ends the list
// when no later page has any.
func (p *listPrinter) add(page *api.Page[api.Listed]) error {
	before := p.count
	for _, item := range page.Items {
		if p.pick != nil {
			wanted, last := p.pick(item)
			if last {
				page.Next, page.Cut = "", false
			}
			if !wanted {
				continue
			}
		}
		if id := item.Ref().ID; id != "" && !p.known.Add(id) {
			continue
		}
		if p.count++; p.sink.Format == Table {
			p.rows = append(p.rows, item)
		} else if err := p.encoder.Add(p.item(item)); err != nil {
			return err
		}
	}
	rowsShow := p.sink.streams && p.app.OutTTY && p.count > before // they are progress enough
	if rowsShow {
		p.line.clear()
	}
	err := p.sink.Flush()
	if err == nil && p.flags.all && page.Next != "" && !rowsShow {
		p.line.show(p.total() + ", loading more…")
	}
	return err
}

// item returns the record of an item.
func (p *listPrinter) item(item api.Listed) record.Item {
	if p.list.record != nil {
		return p.list.record(item)
	}
	return record.Of(item)
}

func (p *listPrinter) total() string {
	return text.Plural(p.count, strings.TrimSuffix(p.what, "s"))
}

// end prints the table, or what follows the last row.
func (p *listPrinter) end(ctx context.Context, next string, cut bool) error {
	switch {
	case p.sink.Format != Table:
		return p.encoder.End(next, next != "" || cut)
	case p.count > 0:
		if p.rank != nil {
			sort.SliceStable(p.rows, func(i, j int) bool { return p.rank(p.rows[i]) < p.rank(p.rows[j]) })
		}
		_, err := p.sink.Write([]byte(p.table(ctx, p.app, p.rows, p.flags.out.NoHeaders)))
		return err
	}
	return nil
}

// report says how many rows there are and how to continue; cause is why the list is
// incomplete, which is an error.
func (p *listPrinter) report(next string, cut bool, cause error, nextPage func(cursor string) string) error {
	total := text.Safe(p.total())
	if path := p.sink.Path(); path != "" {
		p.sink.Note(text.Concat(total, " written to ", text.Clean(path), "."))
	}
	switch {
	case cause != nil || cut:
		if err := p.sink.Close(nil); err != nil {
			return err
		}
		command := nextPage(next) + p.app.CommandSuffix
		if p.sink.Format == record.CSV && !p.flags.out.NoHeaders {
			command += " --no-headers"
		}
		return incomplete(p.what, cause, string(total)+". Continue with: "+command)
	case next != "" && p.sink.Format == Table:
		p.sink.Note(text.Concat(total, ", and there are more. Next page (--all for all pages):\n  ", text.Safe(nextPage(next)), text.Clean(p.app.CommandSuffix)))
	case p.count == 0 && p.sink.Format == Table:
		p.sink.Note("No " + text.Safe(p.what) + " match.")
	}
	return nil
}

// incomplete returns the error for an interrupted list: err is the reason, nil if the
// server reports more rows but returns no new ones; printed says how much was printed and how to
// continue.
func incomplete(what string, err error, printed string) error {
	if err == nil {
		err = errors.New("the server reports more " + what + " but returns no new ones")
		return &Fault{Code: API, What: "the list is incomplete", Err: err, Next: "Retry, or filter the list."}
	}
	return &Fault{Code: CodeOf(err), What: "the list is incomplete", Err: err, Next: strings.TrimSpace(api.Advice(err) + " Printed: " + printed)}
}

// pages loads one page, or all of them.
func pages(ctx context.Context, all bool, cursor string, page func(cursor string) (api.Page[api.Listed], error)) (next string, cut bool, err error) {
	for got, err := range api.Pages(ctx, cursor, page) {
		if next, cut = got.Next, got.Cut; err != nil || !all {
			return next, cut, err
		}
	}
	return next, cut, nil
}

// Where lines cannot be rewritten, the progress of a list is a line after firstNote and
// then every nextNotes.
const firstNote, nextNotes = 2 * time.Second, 30 * time.Second

// liveLine shows progress on Err: on a terminal as one line that is rewritten, elsewhere
// as a line now and then.
type liveLine struct {
	app   *App
	due   time.Time // of the next line where lines stay
	width int
}

func (l *liveLine) show(line string) {
	if !l.app.ErrTTY {
		if now := l.app.Now(); now.After(l.due) {
			l.due = now.Add(nextNotes)
			l.app.Note(text.Safe(line))
		}
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
