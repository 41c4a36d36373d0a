package picker

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// rest is how long typing must rest before the server is asked.
const rest = 200 * time.Millisecond

// longestQuery is what the server takes as a name filter (contract section 3, Filters).
const longestQuery = 255

// maxLookups is how many names are asked for at the same time.
const maxLookups = 4

// listing is how far one list of pages has been read. It is cut when it ended
// although the server may have more.
type listing struct {
	started, done, cut bool
	cursor             string
	trail              api.Trail
}

// lookup is the asking for what an ID names.
type lookup struct {
	done bool
	item Item
	err  error
}

// Answer is what comes back to a picker. It is addressed to the picker's owner,
// which calls Apply in its Update and then Load.
type Answer struct {
	to    *Picker
	kind  kind
	gen   int
	query string
	page  api.Page[Item]
	item  Item // what was looked up
	err   error
}

type kind int

const (
	page   kind = iota // one page of the list
	rested             // typing has rested
	looked             // what the ID in query names
)

// Addr is the screen or box that owns the picker.
func (a Answer) Addr() uint64 { return a.to.owner.ID }

// Apply hands the answer to its picker. A late one changes nothing.
func (a Answer) Apply() {
	switch a.kind {
	case rested:
		a.to.rested(a)
	case looked:
		a.to.looked(a)
	case page:
		a.to.paged(a)
	}
	a.to.Relist()
}

// Load gives what the picker wants to ask now, nil for nothing: its first page,
// or the next one when the selection is near the end of what is loaded.
func (p *Picker) Load() tea.Cmd {
	query := p.serverQuery()
	list := p.listing(query)
	switch {
	case p.err != nil || list.done:
		return nil
	case query != "" && query != p.settled:
		return p.settle(query)
	case p.cancel != nil || list.started && (p.TypedID() != "" || !p.WantsMore()):
		return nil
	}
	p.Close()
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(p.owner.Ctx)
	p.showState()
	load, answer, cursor := p.source.Load, Answer{to: p, kind: page, gen: p.gen, query: query}, list.cursor
	return func() tea.Msg {
		answer.page, answer.err = load(ctx, answer.query, cursor)
		return answer
	}
}

// settle waits until typing rests before a new query is asked.
func (p *Picker) settle(query string) tea.Cmd {
	if p.waiting == query {
		return nil
	}
	p.waiting = query
	p.showState()
	return p.env.After(rest, Answer{to: p, kind: rested, query: query})
}

// listing is the list that answers a query.
func (p *Picker) listing(query string) *listing {
	if query == "" {
		return p.all
	}
	list := p.found[query]
	if list == nil {
		list = &listing{}
		p.found[query] = list
	}
	return list
}

// serverQuery is what the server is to narrow by: the longest word typed. It
// is "" when everything is here already, or when the source does not narrow.
func (p *Picker) serverQuery() string {
	if p.source.Fixed || p.all.done && !p.all.cut || p.TypedID() != "" {
		return ""
	}
	longest := ""
	for _, word := range strings.Fields(p.Query()) {
		if len(word) > len(longest) {
			longest = word
		}
	}
	if runes := []rune(longest); len(runes) > longestQuery {
		longest = string(runes[:longestQuery])
	}
	return strings.ToLower(longest)
}

// LookUp asks what these IDs name, once for each and a few at a time.
func (p *Picker) LookUp(ids []string) tea.Cmd {
	if p.source.Get == nil {
		return nil
	}
	asking := 0
	for _, asked := range p.lookups {
		if !asked.done {
			asking++
		}
	}
	var cmds []tea.Cmd
	for _, id := range ids {
		if p.lookups[id] != nil {
			continue
		}
		if asking >= maxLookups {
			break
		}
		asking++
		p.lookups[id] = &lookup{}
		ctx, get, answer := p.owner.Ctx, p.source.Get, Answer{to: p, kind: looked, query: id}
		cmds = append(cmds, func() tea.Msg {
			answer.item, answer.err = get(ctx, answer.query)
			return answer
		})
	}
	return tea.Batch(cmds...)
}

// LookUpErr is why it could not be read what an ID names; nil: it was not asked
// for, was read, or nobody wanted it any more.
func (p *Picker) LookUpErr(id string) error {
	if asked := p.lookups[id]; asked != nil && !host.Canceled(asked.err) {
		return asked.err
	}
	return nil
}

func (p *Picker) rested(answer Answer) {
	if answer.query != p.waiting {
		return
	}
	p.waiting = ""
	if answer.query == p.serverQuery() {
		p.Close()
		p.settled = answer.query
	}
}

func (p *Picker) looked(answer Answer) {
	asked := p.lookups[answer.query]
	if asked == nil {
		return
	}
	asked.done, asked.item, asked.err = true, answer.item, answer.err
	asked.item.ID = answer.query
}

func (p *Picker) paged(answer Answer) {
	if answer.gen != p.gen || p.cancel == nil {
		return
	}
	p.Close()
	if answer.err != nil {
		if !host.Canceled(answer.err) {
			p.err = answer.err
		}
		return
	}
	before := len(p.loaded)
	for _, item := range answer.page.Items {
		if _, twice := p.index[item.ID]; !twice {
			p.index[item.ID] = len(p.loaded)
			p.loaded = append(p.loaded, item)
		}
	}
	list := p.listing(answer.query)
	next, broken := list.trail.Next(answer.page.Next, len(p.loaded)-before)
	list.started, list.cursor, list.done, list.cut = true, next, next == "", broken || answer.page.Cut
}
