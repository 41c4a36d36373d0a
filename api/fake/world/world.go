// Package world is the make-believe Arize account behind the embedded server:
// spaces, projects, datasets, experiments, evaluators, integrations, tasks,
// runs and spans, all derived from one seed and moved by one clock. Names and
// texts come from the files in data.
//
// It promises that the same seed gives the same world, that a world of
// 100 000 tasks costs no more to open than one of 60 (everything is derived
// when asked for), and that every method is safe for concurrent use. It knows
// nothing of HTTP; how its types are called on the wire stands in their tags,
// and package fake writes them. It imports the standard library only.
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
	Hostile bool             // names and texts carry escape, control, bidi and other nasty characters
}

// World is one make-believe account. Make it with New. All methods may be
// called at the same time.
type World struct {
	seed    uint64
	count   int64 // tasks that were there from the start
	speed   float64
	hostile bool
	clock   func() time.Time
	epoch   time.Time // the opening: history lies before it
	data    *patterns
	// activity reads the data of runs and spans when the first is asked for:
	// most starts of the program only list tasks.
	activity func() *activity
	cat      *catalog

	mu       sync.RWMutex
	made     []*stored             // tasks made by clients, oldest first
	edits    map[int64]*stored     // changed tasks of the start, by task number
	gone     map[int64]bool        // deleted tasks
	fired    map[int64][]script    // triggered runs by task number, oldest first
	cut      map[int64]time.Time   // cancelled runs by run number
	names    map[promisedName]bool // experiments promised to triggered runs
	promises []promise             // evaluation runs to start when a run has ended
}

// stored is a task that is no longer a pure function of the seed.
type stored struct {
	task    Task
	changes []change
}

// promisedName is the name of an experiment that a run will make.
type promisedName struct{ datasetID, name string }

// New opens a world at the present moment of its clock, in a time that does
// not depend on the number of tasks.
func New(options Options) *World {
	world := &World{
		seed: options.Seed, count: int64(options.Tasks), speed: options.Speed, hostile: options.Hostile, clock: options.Now, data: readPatterns(options.Hostile), activity: sync.OnceValue(readActivity), edits: map[int64]*stored{},
		gone: map[int64]bool{}, fired: map[int64][]script{}, cut: map[int64]time.Time{}, names: map[promisedName]bool{},
	}
	if world.count < 3 {
		world.count = world.data.taskCount
	}
	if !(world.speed > 0) {
		world.speed = 1
	}
	if world.clock == nil {
		world.clock = time.Now
	}
	world.epoch = world.Now().Truncate(time.Millisecond)
	world.cat = world.build()
	return world
}

// Now is the world's clock, in UTC.
func (w *World) Now() time.Time { return w.clock().UTC().Round(0) }
