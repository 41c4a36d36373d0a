// Package picture draws the pictures of the README from the program: the real screens
// on the demo world, with a fixed seed and a manual clock, so that each run draws the
// same bytes. The package contains only tests.
package picture
