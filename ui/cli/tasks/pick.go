package tasks

import (
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// typed is what stands for a thing in a flag: its ID, but for one that would be
// taken for a name.
func flagValue(ref api.Ref) string {
	if resolve.IsID(ref.ID) {
		return ref.ID
	}
	return ref.Name
}

// byName puts a list in the order of its names, as people look for them.
func sortByName(refs []api.Ref) []api.Ref {
	slices.SortStableFunc(refs, func(left, right api.Ref) int {
		return strings.Compare(strings.ToLower(left.Name), strings.ToLower(right.Name))
	})
	return refs
}

func cleanNames(refs []api.Ref) (out []string) {
	for _, ref := range refs {
		out = append(out, string(text.Clean(ref.Name)))
	}
	return out
}

// pick offers the first page of a list; what is not on it can be typed.
func pick[T api.Listed](app *App, title string, page api.Page[T], err error) (string, error) {
	if err != nil {
		return "", WrapError("cannot list what there is to choose", err)
	}
	refs := sortByName(api.Refs(page.Items))
	i, err := app.Ask.Choose(title, append(cleanNames(refs), "another one: type its name or ID"), 0)
	if err != nil {
		return "", err
	}
	if i < len(refs) {
		return flagValue(refs[i]), nil
	}
	return app.Ask.Text(title, "name or ID", "", notEmpty)
}

// pickSome offers a list again and again until the person has enough. asked
// reports that the last option, other, was taken, which ends it too.
func pickSome(app *App, title, other string, left []api.Ref) (picked []api.Ref, asked bool, err error) {
	another := "Another " + strings.ToLower(title)
	for {
		options, enough := append(cleanNames(left), other), 0
		if len(picked) > 0 {
			options, enough = append([]string{"that is all"}, options...), 1
		}
		i, err := app.Ask.Choose(title, options, 0)
		switch i -= enough; {
		case err != nil:
			return nil, false, err
		case i < 0:
			return picked, false, nil
		case i >= len(left):
			return picked, true, nil
		}
		picked = append(picked, left[i])
		left = slices.Delete(left, i, i+1)
		title = another
	}
}
