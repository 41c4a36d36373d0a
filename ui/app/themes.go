package app

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/theme"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// restyle applies the theme, for the background that the terminal reported.
func (r *Root) restyle() tea.Cmd {
	options := r.config.Theme.Options(!r.light, r.config.Env)
	if options == r.env.Styles.Options {
		return nil
	}
	*r.env.Styles = *theme.New(options)
	return r.broadcast(host.StylesChanged{})
}

// useTheme changes the theme until the program ends. The terminal is asked about its
// background only as long as the theme depends on it.
func (r *Root) useTheme(name string) tea.Cmd {
	followed := r.config.Theme.Auto()
	r.config.Theme.Name = name
	if follow := r.config.Theme.Auto(); follow != followed {
		return tea.Batch(r.restyle(), term.FollowBackground(follow))
	}
	return r.restyle()
}

// themeCommand shows a theme while it is selected and keeps it when it is picked.
func (r *Root) themeCommand() palette.Command {
	before := r.config.Theme.Name
	return palette.Command{
		Name: "theme", Help: "change the colours, until the program ends", Hint: "auto, dark, light, high-contrast or none",
		Source: func() picker.Source {
			source := picker.Source{Noun: "theme"}
			for _, name := range theme.Names {
				source.First = append(source.First, picker.Item{ID: name, Name: text.Safe(name)})
			}
			return source
		},
		Pick: func(item picker.Item) tea.Msg {
			return toRoot(func(root *Root) tea.Cmd {
				return tea.Batch(root.useTheme(item.ID), root.notify(host.Notice{Kind: host.Success, Text: text.Concat(
					"Theme ", text.Safe(item.ID), ". To keep it, write theme = \"", text.Safe(item.ID), "\" in the settings.")}))
			})
		},
		Preview: func(name string) tea.Cmd {
			if name == "" {
				name = before
			}
			return r.env.Send(toRoot(func(root *Root) tea.Cmd { return root.useTheme(name) }))
		},
	}
}
