package app

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Themes are the themes that are not built in. Both functions may wait for a disk; nil: there
// are no such themes.
type Themes struct {
	List func() []ThemeFile
	Read func(name string) (theme.Choice, error)
}

// ThemeFile is a theme that is not built in.
type ThemeFile struct {
	Name string
	Why  string // it cannot be used; "" if it can
}

// look is what the colours depend on besides the theme.
type look struct {
	light bool // the terminal's background, as it reported it
	asked int  // themes that were asked for; only the last one is used
}

// restyle applies the theme, for the background that the terminal reported.
func (r *Root) restyle() tea.Cmd {
	options := r.config.Theme.Options(!r.look.light, r.config.Env)
	if options == r.env.Styles.Options {
		return nil
	}
	*r.env.Styles = *theme.New(options)
	return r.broadcast(host.StylesChanged{})
}

// useTheme changes the theme until the program ends. The terminal is asked about its
// background only as long as the theme depends on it.
func (r *Root) useTheme(choice theme.Choice) tea.Cmd {
	followed := r.config.Theme.Auto()
	choice.ASCII = r.config.Theme.ASCII
	r.config.Theme = choice
	if follow := choice.Auto(); follow != followed {
		return tea.Batch(r.restyle(), term.FollowBackground(follow))
	}
	return r.restyle()
}

// askTheme reads a theme and uses it, or another one if it cannot be read, and then calls
// done with the reason; unless one was asked for later.
func (r *Root) askTheme(name string, otherwise theme.Choice, done func(*Root, error) tea.Cmd) tea.Cmd {
	r.look.asked++
	if theme.BuiltIn(name) {
		return tea.Batch(r.useTheme(theme.Choice{Name: name}), done(r, nil))
	}
	asked, read := r.look.asked, r.config.Themes.Read
	return func() tea.Msg {
		choice, err := read(name)
		return toRoot(func(root *Root) tea.Cmd {
			if asked != root.look.asked {
				return nil
			}
			if err != nil {
				choice = otherwise
			}
			return tea.Batch(root.useTheme(choice), done(root, err))
		})
	}
}

// themeCommand shows a theme while it is selected and keeps it when it is picked.
func (r *Root) themeCommand() palette.Command {
	before := r.config.Theme
	source := picker.Source{Noun: "theme", Fixed: true}
	for _, name := range theme.Names {
		source.First = append(source.First, picker.Item{ID: name, Name: text.Safe(name)})
	}
	command := palette.Command{
		Name: "theme", Help: "change the colours, until the program ends", Hint: "auto, dark, light, high-contrast or none",
		Source: func() picker.Source { return source },
		Pick: func(item picker.Item) tea.Msg {
			return toRoot(func(root *Root) tea.Cmd {
				return root.askTheme(item.ID, before, func(root *Root, err error) tea.Cmd {
					if err != nil {
						return root.notify(host.Notice{Kind: host.Error, Text: text.Concat("This theme cannot be used: ", text.Clean(err.Error()))})
					}
					return root.notify(host.Notice{Kind: host.Success, Text: text.Concat(
						"Theme ", item.Name, ". To keep it, write theme = \"", item.Name, "\" in the settings.")})
				})
			})
		},
		Preview: func(name string) tea.Cmd {
			return r.env.Send(toRoot(func(root *Root) tea.Cmd {
				if name == "" {
					root.look.asked++
					return root.useTheme(before)
				}
				return root.askTheme(name, before, func(*Root, error) tea.Cmd { return nil })
			}))
		},
	}
	if list := r.config.Themes.List; list != nil {
		command.Hint = "auto, dark, light, high-contrast, none, or a theme file"
		source.Load = func(context.Context, string, string) (page api.Page[picker.Item], err error) {
			var broken []picker.Item
			for _, file := range list() {
				item := picker.Item{ID: file.Name, Name: text.Clean(file.Name), Detail: "file"}
				if file.Why == "" {
					page.Items = append(page.Items, item)
					continue
				}
				item.Dim, item.Detail = true, text.CleanN(file.Why, 200)
				broken = append(broken, item)
			}
			page.Items = append(page.Items, broken...)
			return page, nil
		}
	}
	return command
}
