package app

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/box/palette"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// taskLister is a screen that knows tasks by name.
type taskLister interface {
	// Tasks returns at most limit of the known tasks, and whether there are no others.
	Tasks(limit int) (known []api.Ref, all bool)
	// Space returns the space whose tasks are listed, zero for all.
	Space() api.Ref
}

// maxKnown is how many tasks of the list the palette takes over; others are found on the server.
const maxKnown = 5000

// openPalette opens the palette with a text typed already.
func (r *Root) openPalette(query string) tea.Cmd {
	return r.openBox(palette.New(r.env, &palette.Options{
		Scopes: r.scopes(), Can: r.can, Why: r.why, Commands: r.commands(), Open: lookUp, Query: query,
	}))
}

// lookUp opens what a person typed or pasted.
func lookUp(ref string) tea.Msg { return host.Move{To: host.PlaceLookup, Ref: ref} }

// commands are the words of the palette that are no actions of a screen.
func (r *Root) commands() []palette.Command {
	out := make([]palette.Command, 0, 8)
	if r.session.Tasks != nil {
		out = append(out, palette.Command{
			Name: "task", Help: "open a task by name", Hint: "part of a name, or an ID", Source: r.taskSource,
			Pick: func(item picker.Item) tea.Msg {
				return host.Move{To: host.PlaceTask, Task: api.Task{ID: item.ID, Name: string(item.Name)}}
			},
			Typed: lookUp,
		}, palette.Command{
			Name: "run", Help: "open a run by its ID, or a task's latest run", Hint: "an ID, or TASK@latest, TASK@latest-failed",
			Source: func() picker.Source { return picker.Source{Noun: "run", Other: "enter looks it up"} },
			Pick:   func(item picker.Item) tea.Msg { return lookUp(item.ID) }, Typed: lookUp,
		})
	}
	if r.session.Spaces != nil {
		out = append(out, palette.Command{
			Name: "space", Help: "show the tasks of one space", Hint: "part of a name, or an ID",
			Source: func() picker.Source {
				source := r.session.Spaces()
				source.First = []picker.Item{{Name: "all spaces", Extra: true}}
				return source
			},
			Pick: func(item picker.Item) tea.Msg {
				if item.ID == "" {
					return host.ShowTasks{}
				}
				return host.ShowTasks{Space: item.Ref()}
			},
		})
	}
	if r.session.Makers[host.PlaceNew] != nil {
		out = append(out, openCommand(r.config.Env("HOME")))
	}
	if list := r.config.Logins.Profiles; list != nil && r.session.Profiles != nil {
		out = append(out, palette.Command{
			Name: "profile", Help: "switch to another profile", Hint: "its name",
			Source: func() picker.Source {
				return picker.Source{Noun: "profile", Fixed: true, Load: func(context.Context, string, string) (page api.Page[picker.Item], err error) {
					for _, profile := range list() {
						page.Items = append(page.Items, picker.Item{ID: profile.Name, Name: text.Clean(profile.Name), Detail: text.Clean(profile.Host)})
					}
					return page, nil
				}}
			},
			Pick: func(item picker.Item) tea.Msg {
				return toRoot(func(root *Root) tea.Cmd { return root.openProfiles(item.ID) })
			},
		})
	}
	out = append(out, r.viewCommands()...)
	out = append(out, r.themeCommand(), palette.Command{
		Name: "mouse", Help: "use the mouse, or leave it to the terminal",
		Pick: func(picker.Item) tea.Msg { return toRoot((*Root).toggleMouse) },
	}, palette.Command{
		Name: "bell", Help: "ring when a watched run ends, or be silent",
		Pick: func(picker.Item) tea.Msg { return toRoot((*Root).toggleBell) },
	})
	if r.session.Makers[host.PlaceBoard] == nil {
		return out
	}
	return append(out, palette.Command{
		Name: "watch", Help: "the board of watched runs",
		Pick: func(picker.Item) tea.Msg { return host.Perform{Action: keymap.WatchBoard} },
	})
}

// taskSource lists the tasks that a screen knows, and finds others on the server.
func (r *Root) taskSource() picker.Source {
	source := r.session.Tasks()
	for _, screen := range r.stack {
		lister, ok := screen.(taskLister)
		if !ok {
			continue
		}
		known, all := lister.Tasks(maxKnown)
		seen := make(map[string]bool, len(known))
		for _, task := range known {
			seen[task.ID] = true
			source.First = append(source.First, picker.Item{ID: task.ID, Name: text.Clean(task.Name)})
		}
		load := source.Load
		source.Load = func(ctx context.Context, query, cursor string) (api.Page[picker.Item], error) {
			page, err := load(ctx, query, cursor)
			items := page.Items
			page.Items = nil
			for i := range items {
				if !seen[items[i].ID] {
					page.Items = append(page.Items, items[i])
				}
			}
			return page, err
		}
		if all {
			source.Load = nil
		}
		break
	}
	return source
}

// handlePaste offers to open a pasted ID or address; other text does nothing outside of
// text fields.
func (r *Root) handlePaste(pasted string) tea.Cmd {
	if !resolve.Object(pasted) || r.session.Makers[host.PlaceLookup] == nil {
		return nil
	}
	return r.openPalette(string(text.Clean(resolve.Trim(pasted))))
}
