// Package find looks for elements of slices of structs. The functions of package slices
// are compiled again for each type of slice, and copy every element that they look at.
package find

// Index returns the first of n indices that fits, -1 for none.
func Index(n int, fits func(i int) bool) int {
	for i := range n {
		if fits(i) {
			return i
		}
	}
	return -1
}

// Any reports whether one of n indices fits.
func Any(n int, fits func(i int) bool) bool { return Index(n, fits) >= 0 }
