package tasks

import (
	"context"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// column is a column of a list of T, a pointer: generic code is compiled once for all of them.
type column[T api.Listed] struct {
	Column
	cell     func(*App, T) text.Safe
	achieved func(*App, T) outcome.Outcome // by which the cell is coloured on a terminal; may be nil
	load     func(context.Context, []T)    // loads what the cells show beyond the rows; may be nil
	extra    bool                          // shown only if --columns names it
}

// key returns the name of the column in --columns.
func (c column[T]) key() string { return columnKey(string(c.Title)) }

func columnKey(title string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(title)))
}

// untyped returns the column for items without their type.
func (c column[T]) untyped() column[api.Listed] {
	out := column[api.Listed]{Column: c.Column, extra: c.extra, cell: func(app *App, item api.Listed) text.Safe { return c.cell(app, item.(T)) }}
	if c.achieved != nil {
		out.achieved = func(app *App, item api.Listed) outcome.Outcome { return c.achieved(app, item.(T)) }
	}
	if c.load != nil {
		out.load = func(ctx context.Context, items []api.Listed) {
			c.load(ctx, typed[T](items))
		}
	}
	return out
}

// typed returns items, which are of one type, with it.
func typed[T api.Listed](items []api.Listed) []T {
	out := make([]T, len(items))
	for i, item := range items {
		out[i] = item.(T)
	}
	return out
}

// choose sets the columns of the list: those of --columns, which are then never omitted,
// or the usual ones.
func (l *list) choose(wanted []string) error {
	all := l.columns
	l.columns = nil
	var keys []string
	for i := range all {
		keys = append(keys, all[i].key())
		if !all[i].extra && len(wanted) == 0 {
			l.columns = append(l.columns, all[i])
		}
	}
	for _, word := range wanted {
		i := slices.Index(keys, columnKey(word))
		if i < 0 {
			return UsageError("--columns: there is no column %s; choose from %s", quote(word), strings.Join(keys, ", "))
		}
		one := all[i]
		one.DropOrder = 0
		l.columns = append(l.columns, one)
	}
	return nil
}

// table formats the rows; on a terminal without the optional columns that are empty in
// every row.
func (l *list) table(ctx context.Context, app *App, rows []api.Listed, noHeaders bool) string {
	ctx, stop := hintContext(ctx) // for all that is loaded together
	defer stop()
	var columns []Column
	cells := make([][]text.Safe, len(rows))
	for _, c := range l.columns {
		if c.load != nil {
			c.load(ctx, rows)
		}
		filled := c.DropOrder == 0 || !app.OutTTY
		column := make([]text.Safe, len(rows))
		for i, row := range rows {
			column[i] = c.cell(app, row)
			filled = filled || column[i] != ""
		}
		if !filled {
			continue
		}
		if !app.OutTTY {
			c.MinWidth, c.DropOrder = 0, 0
		}
		if c.achieved != nil && app.Paint != nil {
			c.Paint = func(i int, cell string) string { return app.Paint(c.achieved(app, rows[i]), cell) }
		}
		columns = append(columns, c.Column)
		for i := range rows {
			cells[i] = append(cells[i], column[i])
		}
	}
	grid := Grid(columns, cells, app.Width)
	if noHeaders {
		_, grid, _ = strings.Cut(grid, "\n")
	}
	return grid
}
