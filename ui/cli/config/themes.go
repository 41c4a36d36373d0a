package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"ax-tui/api/settingsfile"
	"ax-tui/theme"
)

// ThemeSchema is the JSON schema of theme files, for editors.
//
//go:embed theme.schema.json
var ThemeSchema string

const themeEnding = ".toml"

// maxThemes bounds the files that are listed.
const maxThemes = 1000

// ThemeDir returns the folder of theme files, next to the settings file; "" if there is no
// home folder.
func ThemeDir(env func(string) string) string {
	if path := Path(env); path != "" {
		return filepath.Join(filepath.Dir(path), "themes")
	}
	return ""
}

// Themes returns the names of the theme files that can be chosen, sorted. Built-in themes
// hide files of their names.
func Themes(env func(string) string) []string {
	return slices.DeleteFunc(themeFiles(env), theme.BuiltIn)
}

// themeFiles returns the names of all theme files, sorted.
func themeFiles(env func(string) string) (names []string) {
	dir := ThemeDir(env)
	if dir == "" {
		return nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer func() { _ = folder.Close() }()
	files, err := folder.Readdirnames(maxThemes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	for _, file := range files {
		if name, ok := strings.CutSuffix(file, themeEnding); ok && name != "" && name[0] != '.' && !strings.ContainsFunc(name, unicode.IsControl) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ReadTheme returns a theme by its name: a built-in one, or that of a file, with warnings
// about its unknown keys. The error lists the themes if there is none of that name.
func ReadTheme(env func(string) string, name string) (choice theme.Choice, warnings []string, err error) {
	if theme.BuiltIn(name) {
		return theme.Choice{Name: name}, nil, nil
	}
	if !slices.Contains(themeFiles(env), name) {
		return theme.Choice{}, nil, errors.New(unknownTheme(env, name))
	}
	custom, warnings, err := readThemeFile(themePath(env, name))
	return theme.Choice{Name: name, Custom: custom}, warnings, err
}

func themePath(env func(string) string, name string) string {
	return filepath.Join(ThemeDir(env), name+themeEnding)
}

// unknownTheme says that there is no such theme, and which there are.
func unknownTheme(env func(string) string, name string) string {
	names := slices.Concat(theme.Names[:], Themes(env))
	return fmt.Sprintf("theme is %q; choose one of %s%s", settingsfile.Shorten(name), settingsfile.Shorten(strings.Join(names, ", ")), suggestion(name, names))
}

// checkThemes removes themes that do not exist and returns faults about them. The folder is
// only read if a theme is not built in.
func (c *Config) checkThemes(env func(string) string) (faults Faults) {
	missing := func(name string, path ...string) bool {
		if theme.BuiltIn(name) || slices.Contains(themeFiles(env), name) {
			return false
		}
		fault := c.fault(unknownTheme(env, name), path...)
		fault.Column = 0
		faults = append(faults, fault)
		return true
	}
	if missing(c.Theme, "theme") {
		c.Theme = ""
	}
	for _, name := range slices.Sorted(maps.Keys(c.Profiles)) {
		if profile := c.Profiles[name]; missing(profile.Theme, "profiles", name, "theme") {
			profile.Theme = ""
			c.Profiles[name] = profile
		}
	}
	return faults
}

// ThemeFile is what is to be said about a theme file.
type ThemeFile struct {
	Name     string
	Err      error
	Warnings []string
}

// Why says in a few words why a file cannot be used; "" if it can.
func (f ThemeFile) Why() string {
	faults, ok := errors.AsType[Faults](f.Err)
	switch {
	case f.Err == nil:
		return ""
	case !ok:
		return f.Err.Error()
	case faults[0].Line == 0:
		return faults[0].Why
	}
	return fmt.Sprintf("line %d: %s", faults[0].Line, faults[0].Why)
}

// CheckThemes reads all theme files and returns those about which there is something to say.
func CheckThemes(env func(string) string) (found []ThemeFile) {
	for _, name := range themeFiles(env) {
		file := ThemeFile{Name: name}
		path := themePath(env, name)
		custom, warnings, err := readThemeFile(path)
		file.Err, file.Warnings = err, warnings
		switch {
		case theme.BuiltIn(name):
			file.Err, file.Warnings = nil, []string{path + ": is not used, for " + name + " is a built-in theme; rename the file"}
		case err == nil && custom.Unreadable() != "":
			file.Warnings = append(file.Warnings, path+": "+custom.Unreadable())
		}
		if file.Err != nil || len(file.Warnings) > 0 {
			found = append(found, file)
		}
	}
	return found
}

func readThemeFile(path string) (*theme.Custom, []string, error) {
	content, err := read(path)
	if err != nil {
		return nil, nil, err
	}
	return parseTheme(content, path)
}

// parseTheme returns the theme of a file; the error is of type Faults.
func parseTheme(content []byte, path string) (*theme.Custom, []string, error) {
	doc, positions, err := decode(content, path)
	if err != nil {
		return nil, nil, err
	}
	reader := decoder{config: Config{Path: path, positions: positions}}
	custom := theme.Custom{Colours: map[string]string{}, Dark: map[string]string{}, Light: map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(doc)) {
		switch key {
		case "base":
			if why := setText(&custom.Base, doc[key], key, theme.Bases()...); why != "" {
				reader.fault(why, key)
			}
		case "dark":
			reader.colours(custom.Dark, doc[key], key)
		case "light":
			reader.colours(custom.Light, doc[key], key)
		default:
			reader.colour(custom.Colours, doc[key], []string{"base", "dark", "light"}, key)
		}
	}
	for _, side := range []string{"dark", "light"} {
		if _, given := doc[side]; given && (custom.Base == "dark" || custom.Base == "light") {
			reader.fault("["+side+"] is for themes that follow the terminal; this one has base = \""+custom.Base+"\"", side)
		}
	}
	reader.faults.sort()
	if len(reader.faults) > 0 {
		return nil, reader.warn.texts(), reader.faults
	}
	return &custom, reader.warn.texts(), nil
}

// colours reads the table of one side.
func (r *decoder) colours(to map[string]string, value any, side string) {
	table, ok := value.(map[string]any)
	if !ok {
		r.fault(side+` must be a table: [`+side+`] with accent = "#7cc7ff" below it`, side)
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		r.colour(to, table[name], nil, side, name)
	}
}

// colour reads the colour of a role, the last part of the path; other are names that are no colours but known.
func (r *decoder) colour(to map[string]string, value any, other []string, path ...string) {
	name := path[len(path)-1]
	if known := theme.Roles(); !slices.Contains(known, name) {
		if len(r.warn) > maxFaults {
			known, other = nil, nil
		}
		r.warn = append(r.warn, r.config.fault("unknown colour "+strings.Join(path, ".")+suggestion(name, slices.Concat(known, other)), path...))
		return
	}
	code, ok := value.(string)
	if number, whole := value.(int64); whole {
		code, ok = strconv.FormatInt(number, 10), true
	}
	if err := theme.CheckColour(code); !ok || err != nil {
		r.fault(fmt.Sprintf(`%s is %s; a colour is "#rrggbb", a number from 0 to 255, or "" for the terminal's own`, strings.Join(path, "."), settingsfile.Shorten(fmt.Sprintf("%#v", value))), path...)
		return
	}
	to[name] = code
}
