package tasks

import (
	"slices"
	"strings"

	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// choice is one thing of a list to choose from.
type choice struct{ id, name string }

// ref is what stands for it in a flag: its ID, but for one that would be taken
// for a name.
func (c choice) ref() string {
	if resolve.IsID(c.id) {
		return c.id
	}
	return c.name
}

func choices[T any](items []T, of func(T) choice) (out []choice) {
	for _, x := range items {
		out = append(out, of(x))
	}
	sorted(out)
	return out
}

// sorted puts a list in the order of its names, as people look for them.
func sorted(items []choice) {
	slices.SortStableFunc(items, func(a, b choice) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
}

func labels(items []choice) (out []string) {
	for _, c := range items {
		out = append(out, string(text.Clean(c.name)))
	}
	return out
}

// pick offers a list; what is not on it can be typed.
func pick(app *App, title string, read func() ([]choice, error)) (string, error) {
	items, err := read()
	if err != nil {
		return "", Failed("cannot list what there is to choose", err)
	}
	i, err := app.Ask.Choose(title, append(labels(items), "another one: type its name or ID"), 0)
	if err != nil {
		return "", err
	}
	if i < len(items) {
		return items[i].ref(), nil
	}
	return app.Ask.Text(title, "name or ID", "", notEmpty)
}

// pickSome offers a list again and again until the person has enough. asked
// reports that the last option, other, was taken, which ends it too.
func pickSome(app *App, title, other string, items []choice) (picked []choice, asked bool, err error) {
	left, another := slices.Clone(items), "Another "+strings.ToLower(title)
	for {
		options := append(labels(left), other)
		if len(picked) > 0 {
			options = append([]string{"that is all"}, options...)
		}
		i, err := app.Ask.Choose(title, options, 0)
		if err != nil {
			return nil, false, err
		}
		if len(picked) > 0 {
			if i == 0 {
				return picked, false, nil
			}
			i--
		}
		if i >= len(left) {
			return picked, true, nil
		}
		picked = append(picked, left[i])
		left = slices.Delete(left, i, i+1)
		title = another
	}
}
