// Package world is the simulated Arize account behind the embedded server:
// spaces, projects, datasets, experiments, evaluators, integrations, tasks, runs
// and spans, all derived from a seed and a clock. Names and texts come from the
// files in data.
//
// Guarantees: the same seed gives the same world, a world of 100 000 tasks opens
// as fast as one of 60 (everything is derived on demand), and every method is safe
// for concurrent use. It does not depend on HTTP; the tags of its types have the
// wire names, and package fake writes them. It imports the standard library only.
package world

import (
	"sync"
	"time"
)

// OwnTasks is the number of tasks that are written down in the data: each kind of ending is
// among their runs. Further ones repeat them.
const OwnTasks = 68

// Options configure a world. The zero value is a good demo.
type Options struct {
	Seed    uint64           // the same seed and the same opening time give the same world
	Tasks   int              // number of initial tasks; below 3 means OwnTasks
	Speed   float64          // divides waiting, working and scheduling times after the opening; 0 or less means 1
	Now     func() time.Time // the clock; nil means time.Now
	Hostile bool             // names and texts contain escape, control, bidi and other dangerous characters
}

// World is one simulated account. Make it with New. It is safe for concurrent use.
type World struct {
	seed    uint64
	count   int64 // number of initial tasks
	speed   float64
	hostile bool
	clock   func() time.Time
	epoch   time.Time // the opening: history is before it
	data    *patterns
	// activity loads the data of runs and spans on first use: most starts of the
	// program only list tasks.
	activity func() *activity
	cat      *catalog
	memory   memory

	mu            sync.RWMutex
	created       []*stored             // tasks created by clients, oldest first
	edits         map[int64]*stored     // changed initial tasks by task number
	deleted       map[int64]time.Time   // times of the deletion of tasks
	triggered     map[int64][]script    // triggered runs by task number, oldest first
	cancelled     map[int64]time.Time   // time of the cancellation by run number
	promisedNames map[promisedName]bool // names of experiments that triggered runs will create
	followUps     []followUp            // evaluation runs to start when a run has ended
}

// stored is a task that was created or changed by a client.
type stored struct {
	task    Task
	changes []change
}

// promisedName is the name of an experiment that a run will create.
type promisedName struct{ datasetID, name string }

// New opens a world at the current time of its clock, in a time that does not
// depend on the number of tasks.
func New(options Options) *World {
	world := &World{
		seed: options.Seed, count: int64(options.Tasks), speed: options.Speed, hostile: options.Hostile, clock: options.Now, data: loadPatterns(options.Hostile), activity: sync.OnceValue(loadActivity), edits: map[int64]*stored{},
		deleted: map[int64]time.Time{}, triggered: map[int64][]script{}, cancelled: map[int64]time.Time{}, promisedNames: map[promisedName]bool{},
		memory: memory{sources: map[int64]*source{}, counts: map[int64]tally{}, rows: map[int64][]int64{}},
	}
	if world.count < 3 {
		world.count = OwnTasks
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

// Now returns the time of the world's clock, in UTC.
func (w *World) Now() time.Time { return w.clock().UTC().Round(0) }
