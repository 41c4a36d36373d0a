package api

import "hash/maphash"

// mostDistinct bounds the memory of a Distinct, in IDs: about 20 MB.
const mostDistinct = 1 << 20

// Distinct recognizes IDs that occur again in a list, by their hashes. It remembers
// the first million of them. The zero Distinct has seen none.
type Distinct struct {
	seed maphash.Seed
	seen map[uint64]struct{}
}

// Add reports whether an ID is new. An empty ID always is.
func (d *Distinct) Add(id string) bool {
	if d.seen == nil {
		d.seed, d.seen = maphash.MakeSeed(), map[uint64]struct{}{}
	}
	hash := maphash.String(d.seed, id)
	if _, again := d.seen[hash]; again && id != "" {
		return false
	}
	if len(d.seen) < mostDistinct {
		d.seen[hash] = struct{}{}
	}
	return true
}
