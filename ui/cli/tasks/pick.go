package tasks

import (
	"slices"
	"sort"
	"strings"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// flagValue returns the value of a flag for a reference: its ID, or its name if the ID
// would be taken for a name.
func flagValue(ref api.Ref) string {
	if resolve.IsID(ref.ID) {
		return ref.ID
	}
	return ref.Name
}

// sortByName sorts a list by name, ignoring case.
func sortByName(refs []api.Ref) []api.Ref {
	sort.SliceStable(refs, func(i, j int) bool { return strings.ToLower(refs[i].Name) < strings.ToLower(refs[j].Name) })
	return refs
}

func cleanNames(refs []api.Ref) (out []string) {
	for _, ref := range refs {
		out = append(out, string(text.Clean(ref.Name)))
	}
	return out
}

// pick lets the user choose from the first page of a list, or type another name or ID,
// which is returned as the name.
func pick(app *App, title string, page *api.Page[api.Listed], err error) (api.Ref, error) {
	if err != nil {
		return api.Ref{}, WrapError("cannot list the choices", err)
	}
	refs := sortByName(api.Refs(page.Items))
	i, err := app.Ask.Choose(title, append(cleanNames(refs), "other: type a name or ID"), 0)
	if err != nil {
		return api.Ref{}, err
	}
	if i < len(refs) {
		return refs[i], nil
	}
	typed, err := app.Ask.Text(title, "name or ID", "", notEmpty)
	return api.Ref{Name: typed}, err
}

// pickSome lets the user choose several items of a list. isOther reports that the
// user ended with the last option, other.
func pickSome(app *App, title, other string, remaining []api.Ref) (picked []api.Ref, isOther bool, err error) {
	another := "Another " + strings.ToLower(title)
	for {
		options, offset := append(cleanNames(remaining), other), 0
		if len(picked) > 0 {
			options, offset = append([]string{"done"}, options...), 1
		}
		i, err := app.Ask.Choose(title, options, 0)
		switch i -= offset; {
		case err != nil:
			return nil, false, err
		case i < 0:
			return picked, false, nil
		case i >= len(remaining):
			return picked, true, nil
		}
		picked = append(picked, remaining[i])
		remaining = slices.Delete(remaining, i, i+1)
		title = another
	}
}
