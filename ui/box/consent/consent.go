// Package consent asks once whether texts of the application may be shown. The answer is
// host.Env.Texts, of all screens, and holds until the program ends.
package consent

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Answered is the answer to Ask. With a yes, Env.Texts is to be set.
type Answered struct {
	host.Tag
	Yes bool
}

// Ask opens the question. what says what is read or shown then, in a sentence; holds what
// the answer is good for, which may be empty. The answer goes to the owner of the tag.
func Ask(env *host.Env, tag host.Tag, what, holds text.Safe) tea.Cmd {
	until := text.Lit("The answer holds until the program ends")
	if holds != "" {
		until = text.Concat(until, "; ", holds)
	}
	return env.Send(box.Open{Box: confirm.New(env, confirm.Question{
		Title: "Show texts of the application?",
		Body: []text.Safe{
			text.Concat(what, " They may hold what users of the application wrote."),
			text.Concat(until, "."),
		},
		YesLabel: "Show them", NoLabel: "Not now", Yes: Answered{Tag: tag, Yes: true}, No: Answered{Tag: tag},
	})})
}
