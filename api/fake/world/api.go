package world

import (
	"sync"
	"time"
)

// Options shape a world. The zero value is a good demo.
type Options struct {
	Seed    uint64           // the same seed and the same opening time give the same world
	Tasks   int              // how many tasks there are at first; below 3 means 60
	Speed   float64          // divides waiting, working and scheduling times after the opening; 0 or less means 1
	Now     func() time.Time // the clock; nil means time.Now
	Choices Choices          // how the account behaves where nothing is documented
	Hostile bool             // names and texts carry escape, control, bidi and other nasty characters
}

// World is one make-believe account. Make it with New. All methods may be
// called at the same time.
type World struct {
	seed    uint64
	count   int64 // tasks that were there from the start
	speed   float64
	hostile bool
	choices Choices
	clock   func() time.Time
	epoch   time.Time // the opening: history lies before it
	cat     *catalog

	mu       sync.RWMutex
	made     []*stored            // tasks made by clients, oldest first
	edits    map[int64]*stored    // changed tasks of the start, by task number
	gone     map[int64]time.Time  // deleted tasks, and when
	fired    map[int64][]fired    // triggered runs by task number, oldest first
	cut      map[int64]time.Time  // cancelled runs by run number
	names    map[string]time.Time // experiments promised to triggered runs, by dataset ID and name
	promises []promise            // evaluation runs to start when a run has ended
}

// stored is a task that is no longer a pure function of the seed.
type stored struct {
	task    Task
	changes []change
}

// fired is a triggered run, decided when it was triggered.
type fired struct {
	slot int64
	s    script
}

// New opens a world at the present moment of its clock, in a time that does
// not depend on the number of tasks.
func New(o Options) *World {
	w := &World{seed: o.Seed, count: int64(o.Tasks), speed: o.Speed, hostile: o.Hostile, choices: o.Choices, clock: o.Now, edits: map[int64]*stored{},
		gone: map[int64]time.Time{}, fired: map[int64][]fired{}, cut: map[int64]time.Time{}, names: map[string]time.Time{}}
	if w.count < 3 {
		w.count = int64(len(rows))
	}
	if !(w.speed > 0) {
		w.speed = 1
	}
	if w.clock == nil {
		w.clock = time.Now
	}
	w.epoch = w.Now().Truncate(time.Millisecond)
	w.cat = w.build()
	return w
}

// Now is the world's clock, in UTC.
func (w *World) Now() time.Time { return w.clock().UTC().Round(0) }
