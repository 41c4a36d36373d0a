package mapping

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// Known is one path that the samples have, with a value in it.
type Known struct {
	Path    string
	Samples int // how many samples have a value there, empty ones not counted
}

// Bounds of what Paths looks at: levels of one sample, entries of one list,
// leaves of one sample, and paths in all.
const (
	deepest   = 32
	listMost  = 8
	leafMost  = 3000
	knownMost = 10_000
)

// Paths lists the leaf paths of the samples, those that most samples have
// first, equal ones by name. A list of plain values is one leaf; a list of
// objects is entered by index. Keys with dots and nested keys give the same
// path.
func Paths(samples []Sample) []Known {
	counts := map[string]int{}
	for _, sample := range samples {
		l := leaves{seen: map[string]bool{}}
		l.object("", sample.root, 0)
		for _, path := range l.list {
			if _, ok := counts[path]; ok || len(counts) < knownMost {
				counts[path]++
			}
		}
	}
	out := make([]Known, 0, len(counts))
	for path, n := range counts {
		out = append(out, Known{path, n})
	}
	slices.SortFunc(out, func(left, right Known) int {
		return cmp.Or(cmp.Compare(right.Samples, left.Samples), cmp.Compare(left.Path, right.Path))
	})
	return out
}

// leaves gathers the paths of one sample.
type leaves struct {
	list []string
	seen map[string]bool
}

// object goes by name, so that the bounds always cut at the same place.
func (l *leaves) object(at string, m map[string]any, deep int) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key != "" {
			l.add(join(at, key), m[key], deep+1)
		}
	}
}

func (l *leaves) add(path string, v any, deep int) {
	if len(l.list) >= leafMost || len(path) > pathMost || blank(v) {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if deep < deepest {
			l.object(path, v, deep)
			return
		}
	case []any:
		if deep < deepest && holdsObjects(v) {
			for i := range min(len(v), listMost) {
				l.add(join(path, strconv.Itoa(i)), v[i], deep+1)
			}
			return
		}
	}
	if !l.seen[path] {
		l.seen[path] = true
		l.list = append(l.list, path)
	}
}

func holdsObjects(l []any) bool {
	return slices.ContainsFunc(l[:min(len(l), listMost)], func(v any) bool {
		_, ok := v.(map[string]any)
		return ok
	})
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}
