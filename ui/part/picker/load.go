package picker

import (
	"context"
	"sort"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// typingPause is the pause in typing after which the server is queried.
const typingPause = 200 * time.Millisecond

// maxQuery is the longest name filter of the server (contract section 3, Filters).
const maxQuery = 255

// maxLookups is how many IDs are looked up at the same time.
const maxLookups = 4

// listing is the progress of loading one list. It is cut when it has ended although
// the server may have more items.
type listing struct {
	started, done, cut bool
	resting, rested    bool // a pause between pages without a new row has begun, has ended
	cursor             string
	trail              api.Trail
}

// lookup is the request for the item of an ID.
type lookup struct {
	done bool
	item Item
	err  error
}

// Answer is a message for a picker. It is sent to the picker's owner, which calls
// Apply in its Update and then Load.
type Answer struct {
	to    *Picker
	kind  kind
	gen   int
	query string
	page  api.Page[Item]
	item  Item // of the ID in query
	err   error
}

type kind int

const (
	pageAnswer   kind = iota // a page of the list
	pauseAnswer              // the end of a typing pause
	restAnswer               // the end of a pause between pages without a new row
	lookupAnswer             // the item of the ID in query
)

// Addr returns the screen or box that owns the picker.
func (a Answer) Addr() uint64 { return a.to.owner.ID }

// Apply passes the answer to its picker. A late answer changes nothing.
func (a Answer) Apply() {
	switch a.kind {
	case pauseAnswer:
		a.to.handlePause(&a)
	case restAnswer:
		a.to.listing(a.query).rested = true
	case lookupAnswer:
		a.to.handleLookup(&a)
	case pageAnswer:
		a.to.handlePage(&a)
	}
	a.to.Relist()
}

// Load returns the command that loads what the picker needs now: its first page, or
// the next one if the selection is near the end of the loaded items; else nil.
func (p *Picker) Load() tea.Cmd {
	query := p.serverQuery()
	list := p.listing(query)
	switch {
	case p.err != nil || list.done || list.resting && !list.rested:
		return nil
	case query != "" && query != p.readyQuery && !p.source.Exact:
		return p.waitForPause(query)
	case p.cancel != nil || list.started && (p.TypedID() != "" || !p.WantsMore()):
		return nil
	case list.trail.Stale() > 1 && !list.rested:
		list.resting = true
		return p.env.After(list.trail.Wait(), Answer{to: p, kind: restAnswer, query: query})
	}
	p.Close()
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(p.owner.Ctx)
	p.showState()
	load, answer, cursor := p.source.Load, Answer{to: p, kind: pageAnswer, gen: p.gen, query: query}, list.cursor
	return func() tea.Msg {
		answer.page, answer.err = load(ctx, answer.query, cursor)
		return answer
	}
}

// waitForPause starts the timer after which a new query is sent.
func (p *Picker) waitForPause(query string) tea.Cmd {
	if p.waitingQuery == query {
		return nil
	}
	p.waitingQuery = query
	p.showState()
	return p.env.After(typingPause, Answer{to: p, kind: pauseAnswer, query: query})
}

// listing returns the list of a query.
func (p *Picker) listing(query string) *listing {
	if query == "" {
		return p.all
	}
	list := p.byQuery[query]
	if list == nil {
		list = &listing{}
		p.byQuery[query] = list
	}
	return list
}

// serverQuery returns the name filter for the server: the longest word of the
// query. It is "" until the first page is there, which may be everything and is then
// searched with its details, when everything is loaded already, when the source does
// not filter, and for an ID.
func (p *Picker) serverQuery() string {
	if p.source.Exact {
		return p.Query()
	}
	if p.source.Fixed || !p.all.started || p.all.done && !p.all.cut || p.TypedID() != "" {
		return ""
	}
	longest := ""
	for _, word := range strings.Fields(p.Query()) {
		if len(word) > len(longest) {
			longest = word
		}
	}
	if runes := []rune(longest); len(runes) > maxQuery {
		longest = string(runes[:maxQuery])
	}
	return strings.ToLower(longest)
}

// LookUp looks up the items of IDs, each once and a few at a time.
func (p *Picker) LookUp(ids []string) tea.Cmd {
	if p.source.Get == nil {
		return nil
	}
	inFlight := 0
	for _, request := range p.lookups {
		if !request.done {
			inFlight++
		}
	}
	var cmds []tea.Cmd
	for _, id := range ids {
		if p.lookups[id] != nil {
			continue
		}
		if inFlight >= maxLookups {
			break
		}
		inFlight++
		p.lookups[id] = &lookup{}
		ctx, get, answer := p.owner.Ctx, p.source.Get, Answer{to: p, kind: lookupAnswer, query: id}
		cmds = append(cmds, func() tea.Msg {
			answer.item, answer.err = get(ctx, answer.query)
			return answer
		})
	}
	return tea.Batch(cmds...)
}

// LookUpErr returns why an ID could not be looked up; nil if it was, is still in
// flight, was not requested or was cancelled.
func (p *Picker) LookUpErr(id string) error {
	if request := p.lookups[id]; request != nil && !host.Canceled(request.err) {
		return request.err
	}
	return nil
}

func (p *Picker) handlePause(answer *Answer) {
	if answer.query != p.waitingQuery {
		return
	}
	p.waitingQuery = ""
	if answer.query == p.serverQuery() {
		p.Close()
		p.readyQuery = answer.query
	}
}

func (p *Picker) handleLookup(answer *Answer) {
	request := p.lookups[answer.query]
	if request == nil {
		return
	}
	request.done, request.item, request.err = true, answer.item, answer.err
	request.item.ID = answer.query
}

func (p *Picker) handlePage(answer *Answer) {
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
	if p.source.Exact { // what another query has found may not fit
		p.loaded, p.index, p.all, p.byQuery = nil, map[string]int{}, &listing{}, map[string]*listing{}
	}
	before := len(p.loaded)
	for _, item := range answer.page.Items {
		if _, duplicate := p.index[item.ID]; !duplicate {
			p.index[item.ID] = len(p.loaded)
			p.loaded = append(p.loaded, item)
		}
	}
	if p.source.byName {
		sort.SliceStable(p.loaded, func(left, right int) bool {
			if p.loaded[left].Dim != p.loaded[right].Dim {
				return p.loaded[right].Dim // what cannot be used is last
			}
			return strings.ToLower(string(p.loaded[left].Label())) < strings.ToLower(string(p.loaded[right].Label()))
		})
		for at, item := range p.loaded {
			p.index[item.ID] = at
		}
	}
	list := p.listing(answer.query)
	next, broken := list.trail.Next(answer.page.Next, len(p.loaded)-before)
	list.resting, list.rested = false, false
	list.started, list.cursor, list.done, list.cut = true, next, next == "", broken || answer.page.Cut
}
