package world

import "time"

// Each family of derived things draws from its own stream, so that a change
// in one never disturbs another.
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
)

// stream is a tiny deterministic generator (splitmix64). Unlike math/rand it
// costs nothing to start, which matters because every row has its own.
type stream struct{ s uint64 }

func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// streamOf starts the stream of (seed, domain, a, b).
func streamOf(seed, domain, left, right uint64) stream {
	s := mix(seed + 0x9e3779b97f4a7c15)
	s = mix(s ^ domain*0xd1342543de82ef95)
	s = mix(s ^ (left + 0x632be59bd9b4e019))
	return stream{mix(s ^ (right + 0x2545f4914f6cdd1d))}
}

func (d *stream) next() uint64 {
	d.s += 0x9e3779b97f4a7c15
	return mix(d.s)
}

// n draws from 0 to k-1; k must be positive.
func (d *stream) n(k int) int { return int(d.next() >> 1 % uint64(k)) }

// between draws from lo to hi, both included.
func (d *stream) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.n(hi-lo+1)
}

// chance is true in pct of 100 throws.
func (d *stream) chance(pct int) bool { return d.n(100) < pct }

// dur draws a whole number of milliseconds from lo to hi.
func (d *stream) dur(lo, hi time.Duration) time.Duration {
	return time.Duration(d.between(int(lo/time.Millisecond), int(hi/time.Millisecond))) * time.Millisecond
}

func pick[T any](dice *stream, xs []T) T { return xs[dice.n(len(xs))] }

// word makes n characters of the alphabet, as hashes in IDs look.
func (d *stream) word(n int, alphabet string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[d.n(len(alphabet))]
	}
	return string(b)
}
