package app

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// viewed is a screen whose list can be kept as a view.
type viewed interface {
	// Shown returns how the list is shown, as a view without a name.
	Shown() host.View
}

// viewCommands show a saved view, and save one.
func (r *Root) viewCommands() (out []palette.Command) {
	list, ok := r.stack[0].(viewed)
	if !ok {
		return nil
	}
	if len(r.config.Views) > 0 {
		out = append(out, palette.Command{
			Name: "view", Help: "show the tasks as a saved view does", Hint: "its name",
			Source: func() picker.Source {
				source := picker.Source{Noun: "view"}
				for _, name := range slices.Sorted(maps.Keys(r.config.Views)) {
					source.First = append(source.First, picker.Item{ID: name, Name: text.Clean(name), Detail: r.config.Views[name].Summary()})
				}
				return source
			},
			Pick: func(item picker.Item) tea.Msg {
				view := r.config.Views[item.ID]
				return host.ShowTasks{View: &view}
			},
		})
	}
	return append(out, palette.Command{
		Name: "save-view", Help: "keep filter, order and columns of the tasks under a name", Hint: "a name; one that exists is replaced",
		Source: func() picker.Source { return picker.Source{Noun: "view", Other: "enter saves under this name"} },
		Pick:   func(picker.Item) tea.Msg { return nil },
		Typed: func(name string) tea.Msg {
			view := list.Shown()
			view.Name = strings.TrimSpace(name)
			return toRoot(func(root *Root) tea.Cmd { return root.keepView(view) })
		},
	})
}

// maxViewName is the longest name of a view in characters.
const maxViewName = 60

// keepView keeps a view for this run of the program and in the settings.
func (r *Root) keepView(view host.View) tea.Cmd {
	if utf8.RuneCountInString(view.Name) > maxViewName || strings.ContainsFunc(view.Name, unicode.IsControl) {
		return r.notify(host.Notice{Kind: host.Warning, Text: "The view is not kept: its name is longer than 60 characters or is no plain text."})
	}
	verb := text.Lit(" is kept")
	if _, known := r.config.Views[view.Name]; known {
		verb = " is replaced"
	}
	r.config.Views[view.Name] = view
	name, keep := text.Clean(view.Name), r.config.KeepView
	return func() tea.Msg {
		if keep == nil {
			return host.Notice{Kind: host.Success, Text: text.Concat("View ", name, verb, " until you quit; :view ", name, " shows it.")}
		}
		if err := keep(view); err != nil {
			return host.Notice{Kind: host.Warning, Text: text.Concat("View ", name, " holds until you quit, for it could not be kept: ", text.Clean(err.Error()))}
		}
		return host.Notice{Kind: host.Success, Text: text.Concat("View ", name, verb, " in the settings; :view ", name, " and --view show it.")}
	}
}
