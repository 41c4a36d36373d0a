package taskfile

import (
	"bytes"
	"maps"
	"slices"
	"sort"
	"strconv"

	"ax-tui/api"
)

// located is JSON that was written for a value of TOML, with where each of its parts
// comes from.
type located struct {
	json    bytes.Buffer
	offsets []int      // of the parts, ascending
	paths   [][]string // of their keys
}

// note says that what is written next is of a key.
func (l *located) note(path []string) {
	l.offsets, l.paths = append(l.offsets, l.json.Len()), append(l.paths, slices.Clone(path))
}

// path returns the key that the JSON at an offset is of.
func (l *located) path(offset int) []string {
	at := sort.SearchInts(l.offsets, offset+1) - 1
	return l.paths[max(at, 0)]
}

// write writes a value below a key. Times of TOML become texts.
func (l *located) write(path []string, value any) {
	l.note(path)
	switch value := value.(type) {
	case map[string]any:
		l.json.WriteByte('{')
		for i, name := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				l.json.WriteByte(',')
			}
			path := append(slices.Clone(path), name)
			l.note(path)
			l.scalar(name)
			l.json.WriteByte(':')
			l.write(path, value[name])
		}
		l.note(path)
		l.json.WriteByte('}')
	case []any:
		l.json.WriteByte('[')
		for i, item := range value {
			if i > 0 {
				l.json.WriteByte(',')
			}
			l.write(append(slices.Clone(path), strconv.Itoa(i)), item)
		}
		l.note(path)
		l.json.WriteByte(']')
	default:
		l.scalar(value)
	}
}

// scalar writes a value without parts; one that JSON does not have, such as an infinite
// number, as null.
func (l *located) scalar(value any) {
	raw, err := api.Body(value)
	if err != nil {
		raw = []byte("null")
	}
	l.json.Write(bytes.TrimSpace(raw))
}
