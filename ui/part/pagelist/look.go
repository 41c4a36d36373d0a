package pagelist

import (
	"slices"

	"ax-tui/ui/part"
)

// Look is how the rows of a list are shown, apart from its query and Narrow.
type Look struct {
	Find     string // that the rows contain, in lower case
	Sort     string // name of the column that sorts them; "": the server's order
	Reversed bool
	Columns  part.Arrangement // nil: those of the settings
}

// Look returns how the rows are shown.
func (l *Base) Look() Look {
	look := Look{Find: l.order.find, Reversed: l.order.reverse, Columns: l.Table.Arranged()}
	if l.order.by > 0 {
		look.Sort = l.sortName()
	}
	return look
}

// SetLook shows the rows in another way, also before any is loaded. A column that does
// not exist leaves the server's order.
func (l *Base) SetLook(look *Look) {
	l.setFind(look.Find)
	l.order.by = slices.IndexFunc(l.spec.Columns, func(column part.Column) bool { return column.Name() == look.Sort }) + 1
	l.order.reverse = look.Reversed
	columns := look.Columns
	if columns == nil {
		columns = l.spec.Env.Columns[l.spec.Name]
	}
	l.Table.Arrange(columns)
	l.Table.SetMore(false) // a pending motion was meant for the old order
	l.apply()
	l.spec.Content.Changed()
}
