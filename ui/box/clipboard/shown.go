package clipboard

import (
	"strings"

	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// shown is a text to be selected with the mouse: where nothing can copy. It
// has no border, which would be selected with it.
type shown struct {
	box.Sheet
	name  text.Safe // "the ID"
	lines []text.Safe
}

func newShown(env *host.Env, name text.Safe, what string) *shown {
	return &shown{Sheet: box.NewSheet(env), name: name, lines: text.CleanLines(what)}
}

// View draws the text over the whole body.
func (s *shown) View(w, h int) string {
	s.SetText(s.lines, w)
	s.SetSize(w, max(h-3, 1))
	head := text.Concat("Cannot copy ", s.name, " from here. Select it with the mouse:")
	body := strings.Split(s.Sheet.View(), "\n")
	for len(body) < h-3 {
		body = append(body, "")
	}
	for i, l := range body {
		body[i] = text.Fit(l, w, text.Left)
	}
	return strings.Join(append([]string{s.Env.Styles.Strong.Render(string(text.Fit(head, w, text.Left))), text.Spaces(w)}, body...), "\n")
}
