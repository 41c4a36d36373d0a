package settingsfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// JoinKey joins the parts of a dotted key with a separator that no part contains;
// a part may contain dots.
func JoinKey(parts ...string) string { return strings.Join(parts, "\x00") }

// positions finds where the keys of a TOML text stand.
type positions struct {
	parser unstable.Parser
	at     map[string]unstable.Position
	tables map[string]int // how many tables an array of tables has so far, by its key
}

// KeyPositions returns the position of each key by JoinKey, of tables, arrays of tables
// and inline tables too. The entries of an array count from 0, as a part of the key. What
// follows a fault of the text is left out.
func KeyPositions(content []byte) map[string]unstable.Position {
	p := &positions{at: map[string]unstable.Position{}, tables: map[string]int{}}
	p.parser.Reset(content)
	var table []string
	for p.parser.NextExpression() {
		switch node := p.parser.Expression(); node.Kind {
		case unstable.Table:
			table = p.record(nil, node.Key())
		case unstable.ArrayTable:
			table = p.entry(node.Key())
		case unstable.KeyValue:
			p.pair(table, node)
		}
	}
	return p.at
}

// record notes the keys of a dotted key below another and returns the whole key. Below an
// array of tables it is of the last one.
func (p *positions) record(above []string, parts unstable.Iterator) []string {
	path := slices.Clone(above)
	for parts.Next() {
		path = append(path, string(parts.Node().Data))
		p.note(path, parts.Node())
		if count := p.tables[JoinKey(path...)]; count > 0 {
			path = append(path, strconv.Itoa(count-1))
		}
	}
	return path
}

func (p *positions) note(path []string, node *unstable.Node) {
	if name := JoinKey(path...); p.at[name].Line == 0 {
		p.at[name] = p.parser.Shape(node.Raw).Start
	}
}

// entry notes another table of an array and returns its key.
func (p *positions) entry(parts unstable.Iterator) []string {
	var last *unstable.Node
	for walk := parts; walk.Next(); {
		last = walk.Node()
	}
	path := p.record(nil, parts)
	if path[len(path)-1] != string(last.Data) { // the index of the table before
		path = path[:len(path)-1]
	}
	name := JoinKey(path...)
	path = append(path, strconv.Itoa(p.tables[name]))
	p.tables[name]++
	p.note(path, last)
	return path
}

func (p *positions) pair(above []string, node *unstable.Node) {
	p.value(p.record(above, node.Key()), node.Value())
}

// value notes the keys of a value, if it has any.
func (p *positions) value(path []string, node *unstable.Node) {
	switch node.Kind {
	case unstable.InlineTable:
		for it := node.Children(); it.Next(); {
			p.pair(path, it.Node())
		}
	case unstable.Array:
		index := 0
		for it := node.Children(); it.Next(); {
			if it.Node().Kind != unstable.Comment {
				p.value(append(slices.Clone(path), strconv.Itoa(index)), it.Node())
				index++
			}
		}
	}
}
