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
	before any // a *world.Task or *world.Run; nil: it did not exist
}

// note remembers what a task or run was before a write. Entries older than any
// fault could need are dropped.
func (s *Server) note(id string, before any) {
	s.writtenMu.Lock()
	defer s.writtenMu.Unlock()
	now := s.world.Now()
	s.written = slices.DeleteFunc(s.written, func(entry *written) bool { return now.Sub(entry.at) > maxHang })
	s.written = append(s.written, &written{at: now, id: id, before: before})
}

// known returns a task or run as a read shows it: as it is, or with a stale fault
// as it was before the writes of the last moments. Nil does not exist.
func known[T *world.Task | *world.Run](s *Server, req *call, id string, current T) T {
	if req.effects.stale == 0 || req.request.Method != http.MethodGet {
		return current
	}
	s.writtenMu.Lock()
	defer s.writtenMu.Unlock()
	since := s.world.Now().Add(-req.effects.stale)
	for _, entry := range s.written {
		if entry.id == id && entry.at.After(since) {
			before, _ := entry.before.(T)
			return before
		}
	}
	return current
}
