package app

import (
	"cmp"
	"runtime"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/weblink"
	"ax-tui/ui/box/web"
	"ax-tui/ui/text"
)

// openWeb opens the list of the pages of the web app about a task.
func (r *Root) openWeb(task *api.Task) tea.Cmd {
	browser := web.Browser{Env: r.config.Env, OS: runtime.GOOS, Start: r.config.Browse}
	return r.openBox(web.New(r.env, &web.Options{
		App: r.session.Web, Client: r.session.Pages, Demo: r.session.Demo, Task: *task,
		Browse: func(address string, name text.Safe) tea.Cmd { return browser.Open(r.env, address, name) },
	}))
}

// learnWeb keeps what a pasted address says of the web app, until the session ends. The
// organization of another web app says nothing about this one.
func (r *Root) learnWeb(seen weblink.App) tea.Cmd {
	app := &r.session.Web
	if app.Base == "" || app.Base == seen.Base {
		app.Base, app.Organization = seen.Base, cmp.Or(seen.Organization, app.Organization)
	}
	return nil
}
