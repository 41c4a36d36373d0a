package fake

import (
	"net/http"
	"slices"
	"time"

	"ax-tui/api/fake/world"
)

// written is what a task or run was before a write, for servers that are slow to
// know what was just written.
type written struct {
	at     time.Time
	id     string
	before any // a world.Task or world.Run; nil: it did not exist
}

// note remembers what a task or run was before a write. Entries older than any
// fault could need are dropped.
func (s *Server) note(id string, before any) {
	s.writtenMu.Lock()
	defer s.writtenMu.Unlock()
	now := s.world.Now()
	s.written = slices.DeleteFunc(s.written, func(entry written) bool { return now.Sub(entry.at) > maxHang })
	s.written = append(s.written, written{at: now, id: id, before: before})
}

// known returns a task or run as a read shows it: as it is, or with a stale fault
// as it was before the writes of the last moments.
func known[T world.Task | world.Run](s *Server, req *call, id string, current T, exists bool) (T, bool) {
	if req.effects.stale == 0 || req.request.Method != http.MethodGet {
		return current, exists
	}
	s.writtenMu.Lock()
	defer s.writtenMu.Unlock()
	since := s.world.Now().Add(-req.effects.stale)
	for _, entry := range s.written {
		if entry.id == id && entry.at.After(since) {
			before, existed := entry.before.(T)
			return before, existed
		}
	}
	return current, exists
}

// knownRows returns the rows of a list as a read shows them. A deleted row stays away.
func knownRows[T world.Task | world.Run](s *Server, req *call, rows []T, id func(T) string) []T {
	var out []T
	for _, row := range rows {
		if shown, ok := known(s, req, id(row), row, true); ok {
			out = append(out, shown)
		}
	}
	return out
}
