package tasks

import (
	"context"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// column is a column of a list.
type column[T any] struct {
	Column
	cell   func(*App, T) text.Safe
	status func(T) api.Status         // by which the cell is coloured on a terminal; may be nil
	load   func(context.Context, []T) // loads what the cells show beyond the rows; may be nil
	extra  bool                       // shown only if --columns names it
}

// key returns the name of the column in --columns.
func (c column[T]) key() string { return columnKey(string(c.Title)) }

func columnKey(title string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(title)))
}

// choose sets the columns of the list: those of --columns, which are then never omitted,
// or the usual ones.
func (l *list[T]) choose(wanted []string) error {
	all := l.columns
	l.columns = slices.DeleteFunc(slices.Clone(all), func(c column[T]) bool { return c.extra || len(wanted) > 0 })
	for _, word := range wanted {
		i := slices.IndexFunc(all, func(c column[T]) bool { return c.key() == columnKey(word) })
		if i < 0 {
			var keys []string
			for _, c := range all {
				keys = append(keys, c.key())
			}
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
func (l list[T]) table(ctx context.Context, app *App, rows []T, noHeaders bool) string {
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
		if c.status != nil && app.Paint != nil {
			c.Paint = func(i int, cell string) string { return app.Paint(c.status(rows[i]), cell) }
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
