package pickfield_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// source is a paged list that records its requests.
type source struct {
	mu    sync.Mutex // names are requested in parallel
	items []picker.Item
	size  int
	asked []string
	err   error
	get   map[string]string

	breaks bool   // without a query the list is interrupted
	broken string // the cursor of every such page, "" for none
	rows   int    // rows on such a page

	endless bool // empty pages without end, each with another cursor
}

func (s *source) load(_ context.Context, query, cursor string) (page api.Page[picker.Item], err error) {
	s.asked = append(s.asked, query+"@"+cursor)
	if s.err != nil {
		return page, s.err
	}
	if s.endless {
		return api.Page[picker.Item]{Next: fmt.Sprintf("c%d", len(s.asked))}, nil
	}
	var hits []picker.Item
	for _, item := range s.items {
		if strings.Contains(strings.ToLower(string(item.Name)), query) {
			hits = append(hits, item)
		}
	}
	from := 0
	_, _ = fmt.Sscanf(cursor, "c%d", &from)
	to := min(from+s.size, len(hits))
	if to < len(hits) {
		page.Next = fmt.Sprintf("c%d", to)
	}
	page.Items = hits[from:to]
	if s.breaks && query == "" {
		page = api.Page[picker.Item]{Items: page.Items[:s.rows], Next: s.broken, Cut: s.broken == ""}
	}
	return page, nil
}

func (s *source) one(_ context.Context, id string) (picker.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, "get "+id)
	name, ok := s.get[id]
	if !ok {
		return picker.Item{}, errors.New("not found")
	}
	return picker.Item{ID: id, Name: text.Clean(name)}, nil
}

func makeItems(count int) []picker.Item {
	names := []string{"Relevance", "Toxicity", "評価", "JSON shape", "Hallucination"}
	out := make([]picker.Item, count)
	for i := range out {
		out[i] = picker.Item{ID: fmt.Sprintf("id%d", i), Name: text.Clean(fmt.Sprintf("%s %d", names[i%len(names)], i)), Detail: "template"}
	}
	return out
}

// ids returns the IDs of the picks.
func ids(picks []api.Ref) []string {
	out := make([]string, len(picks))
	for i, pick := range picks {
		out[i] = pick.ID
	}
	return out
}

// rig is a model with one field, like a screen.
type rig struct{ field *pickfield.Field }

func (r rig) Init() tea.Cmd { return nil }
func (r rig) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch answer := msg.(type) {
	case picker.Answer:
		answer.Apply()
	case tea.KeyMsg:
		r.field.Update(answer)
	}
	return r, r.field.Load()
}
func (r rig) View() string { return r.field.View() }

type bench struct {
	styles *theme.Styles
	*driver.Driver
	field *pickfield.Field
	value []api.Ref
}

func open(t testing.TB, src *source, change func(*pickfield.Options)) *bench {
	clock := driver.NewClock()
	env := harness.New(t, clock).Env
	opened := &bench{styles: env.Styles}
	env.Ctx = t.Context()
	owner := host.NewOwner(env)
	options := pickfield.Options{
		Key: "evaluators", Title: "Evaluators", Description: "what scores the spans", Value: &opened.value,
		Source: picker.Source{Load: src.load, Get: src.one, Fixed: true},
	}
	if change != nil {
		change(&options)
	}
	opened.field = pickfield.New(env, &owner, options)
	opened.field.SetWidth(50)
	opened.field.SetHeight(10)
	opened.Driver = driver.New(t, rig{field: opened.field}, clock, 50, 10)
	return opened
}

func (b *bench) focus() {
	b.field.Focus()
	b.Send(nil)
	b.Settle()
}

func many(options *pickfield.Options)           { options.Many = true }
func searchesServer(options *pickfield.Options) { options.Source.Fixed = false }
