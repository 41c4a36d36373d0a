package world

import "time"

// Each kind of derived data draws from its own stream, so that a change in one
// does not affect another.
const (
	domID uint64 = iota + 1
	domTask
	domRun
	domTrigger
	domCatalog
	domExample
	domResult
	domSpan
	domTrace
	domScore
	domHostile
	domAnnotation
	domSample
)

// stream is a small deterministic generator (splitmix64). Unlike math/rand it is
// cheap to create, which matters because every row has its own.
type stream struct{ s uint64 }

func mix(state uint64) uint64 {
	state ^= state >> 30
	state *= 0xbf58476d1ce4e5b9
	state ^= state >> 27
	state *= 0x94d049bb133111eb
	return state ^ state>>31
}

// family is the streams of (seed, domain, left): rows that are counted by the
// thousand do not mix these again.
type family uint64

func familyOf(seed, domain, left uint64) family {
	state := mix(seed + 0x9e3779b97f4a7c15)
	state = mix(state ^ domain*0xd1342543de82ef95)
	return family(mix(state ^ (left + 0x632be59bd9b4e019)))
}

// at returns the stream of right.
func (f family) at(right uint64) stream {
	return stream{mix(uint64(f) ^ (right + 0x2545f4914f6cdd1d))}
}

// streamOf returns the stream of (seed, domain, left, right).
func streamOf(seed, domain, left, right uint64) stream { return familyOf(seed, domain, left).at(right) }

func (d *stream) next() uint64 {
	d.s += 0x9e3779b97f4a7c15
	return mix(d.s)
}

// n draws from 0 to k-1; k must be positive.
func (d *stream) n(k int) int { return int(d.next() >> 1 % uint64(k)) }

// between draws from lo to hi, both inclusive.
func (d *stream) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.n(hi-lo+1)
}

// chance is true with the given probability in percent.
func (d *stream) chance(percent int) bool { return d.n(100) < percent }

// duration draws a whole number of milliseconds from lo to hi.
func (d *stream) duration(lo, hi time.Duration) time.Duration {
	return time.Duration(d.between(int(lo/time.Millisecond), int(hi/time.Millisecond))) * time.Millisecond
}

func pick[T any](dice *stream, list []T) T { return list[dice.n(len(list))] }

// chars draws characters of an alphabet, for hashes in IDs.
func (d *stream) chars(length int, alphabet string) string {
	out := make([]byte, length)
	for i := range out {
		out[i] = alphabet[d.n(len(alphabet))]
	}
	return string(out)
}
