package mapping

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
)

// Known is a path that has a value in at least one sample.
type Known struct {
	Path    string
	Samples int // how many samples have a non-empty value there
}

// Bounds of Paths: levels of one sample, entries of one list, leaves of one
// sample, and paths in total.
const (
	maxDepth  = 32
	maxList   = 8
	maxLeaves = 3000
	maxKnown  = 10_000
)

// Paths lists the leaf paths of the samples, sorted by the number of samples
// (most first), then by name. A list of scalars is one leaf; a list of objects
// is entered by index. Keys with dots and nested keys give the same path.
func Paths(samples []Sample) []Known {
	counts := map[string]int{}
	for _, sample := range samples {
		collected := leaves{seen: map[string]bool{}}
		collected.object("", sample.root, 0)
		for _, path := range collected.list {
			if _, ok := counts[path]; ok || len(counts) < maxKnown {
				counts[path]++
			}
		}
	}
	out := make([]Known, 0, len(counts))
	for path, count := range counts {
		out = append(out, Known{path, count})
	}
	sort.SliceStable(out, func(i, j int) bool {
		return cmp.Or(cmp.Compare(out[j].Samples, out[i].Samples), cmp.Compare(out[i].Path, out[j].Path)) < 0
	})
	return out
}

// leaves collects the paths of one sample.
type leaves struct {
	list []string
	seen map[string]bool
}

// object visits the keys in order, so that the bounds always cut at the same place.
func (l *leaves) object(prefix string, fields map[string]any, depth int) {
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if key != "" {
			l.add(join(prefix, key), fields[key], depth+1)
		}
	}
}

func (l *leaves) add(path string, value any, depth int) {
	if len(l.list) >= maxLeaves || len(path) > maxPath || isEmpty(value) {
		return
	}
	switch typed := value.(type) {
	case map[string]any:
		if depth < maxDepth {
			l.object(path, typed, depth)
			return
		}
	case []any:
		if depth < maxDepth && holdsObjects(typed) {
			for i := range min(len(typed), maxList) {
				l.add(join(path, strconv.Itoa(i)), typed[i], depth+1)
			}
			return
		}
	}
	if !l.seen[path] {
		l.seen[path] = true
		l.list = append(l.list, path)
	}
}

func holdsObjects(list []any) bool {
	return slices.ContainsFunc(list[:min(len(list), maxList)], func(item any) bool {
		_, ok := item.(map[string]any)
		return ok
	})
}

func join(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}
