// Package web is the box that lists the pages of the Arize web app about a task and opens
// the picked one in the browser. Only pages that are documented are listed (api/weblink);
// when there is none, the box says why and what helps.
//
// No I/O outside commands. Over SSH no browser is started: the address is shown.
package web

import (
	"context"
	"errors"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/weblink"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Options are what the box needs.
type Options struct {
	App    weblink.App
	Client weblink.Client
	Demo   bool // the server is embedded: there is no web app
	Task   api.Task
	// Browse opens the address of a page of this name.
	Browse func(address string, name text.Safe) tea.Cmd
}

// Model is the box.
type Model struct {
	box.Sheet // why there are no pages
	options   Options
	err       error
	list      *box.Choice // nil: no pages
}

// New creates the box.
func New(env *host.Env, options *Options) *Model {
	return &Model{Sheet: box.NewSheet(env), options: *options}
}

type loaded struct {
	host.Tag
	pages []weblink.Page
	err   error
}

// Init looks for the pages.
func (m *Model) Init() tea.Cmd {
	ctx, tag, options := m.Ctx, m.Tag(), m.options
	return func() tea.Msg {
		pages, err := find(ctx, &options)
		return loaded{Tag: tag, pages: pages, err: err}
	}
}

func find(ctx context.Context, options *Options) ([]weblink.Page, error) {
	return options.App.Pages(ctx, options.Client, options.Task)
}

// Update handles the pages and the keys.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if m.err = msg.err; m.err == nil {
			m.show(msg.pages)
		}
	case tea.KeyMsg:
		if m.list != nil {
			return m.list.Update(msg)
		}
		return m.Sheet.Update(msg)
	}
	return false, nil, nil
}

func (m *Model) show(pages []weblink.Page) {
	items := make([]picker.Item, 0, len(pages))
	for i, page := range pages {
		items = append(items, picker.Item{ID: strconv.Itoa(i), Name: name(&page), Detail: text.CleanN(short(page.URL), 400)})
	}
	m.list = box.NewChoice(m.Env, &box.ChoiceOptions{
		Title: "Open in the Arize web app (a task or run has no known page)", Scope: keymap.Picker, Items: items, Width: 100, Height: len(items) + 3,
		OnPick: func(id string) (tea.Msg, tea.Cmd) {
			i, _ := strconv.Atoi(id) // an ID from above
			return nil, m.options.Browse(pages[i].URL, text.Concat("the page of ", name(&pages[i])))
		},
	})
}

// short returns an address without organization and space: "app.arize.com/…/projects/ID".
func short(address string) string {
	_, address, _ = strings.Cut(address, "://")
	host, _, _ := strings.Cut(address, "/")
	_, rest, _ := strings.Cut(address, "/spaces/")
	_, page, _ := strings.Cut(rest, "/")
	return host + "/…/" + page
}

func name(page *weblink.Page) text.Safe {
	out := text.Concat(text.Clean(page.Kind), " ", text.CleanN(page.Name, 40))
	if page.Version {
		return text.Concat(out, ", its version")
	}
	return out
}

// Close cancels the contexts of the box and its list.
func (m *Model) Close() {
	if m.list != nil {
		m.list.Close()
	}
	m.Sheet.Close()
}

// Scope is keymap.Picker, or that of a sheet while there are no pages.
func (m *Model) Scope() keymap.Scope {
	if m.list != nil {
		return keymap.Picker
	}
	return m.Sheet.Scope()
}

// Typing reports whether keys are the text to find.
func (m *Model) Typing() bool { return m.list != nil || m.Sheet.Typing() }

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	if m.list != nil {
		return m.list.View(width, height)
	}
	inner := min(width-4, 72)
	words := text.Safe("Looking up the pages…")
	if m.err != nil {
		words = m.why()
	}
	m.SetText([]text.Safe{words}, inner)
	m.SetSize(inner, min(m.Len()+m.FootHeight(), height-4))
	return part.Box(m.Env.Styles, "Open in the Arize web app", m.Sheet.View(), inner+4)
}

// why says why there are no pages and what helps.
func (m *Model) why() text.Safe {
	switch {
	case m.options.Demo:
		return "The demo has no web app. With a real login this opens the task's project or dataset, and its evaluators."
	case errors.Is(m.err, weblink.ErrNoApp):
		return "The address of the web app is not known, for only that of the API is set. Paste the address of any page of the web app and open it: from then on its host and organization are used, until you quit."
	case errors.Is(m.err, weblink.ErrNoOrganization):
		return "The server does not tell the organization, which every address of the web app contains. Paste the address of any page of the web app and open it, or write org_id = \"…\" in the settings."
	}
	return host.Explain(m.err)
}
