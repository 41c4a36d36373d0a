// Package race says whether tests are built with the race detector, which makes code
// five to ten times slower, and what long tests leave out then.
//
// A sweep whose cases run the same goroutines one case after the other shows the
// detector nothing new after the first few: under it a fifth is tried. Without it every
// case is, so that no check is lost. Only tests import it.
package race

// share is the part of a sweep that is tried under the detector: one case of so many.
const share = 5

// Few is the number of repetitions to make in place of count, at least one.
func Few(count int) int {
	if On {
		return max(count/share, 1)
	}
	return count
}

// Some is the cases to try: all of them, or under the detector every fifth from the
// shift-th on, so that sweeps within a sweep try different ones.
func Some[T any](cases []T, shift int) (out []T) {
	for i := range cases {
		if !On || (i+shift)%share == 0 {
			out = append(out, cases[i])
		}
	}
	return out
}
