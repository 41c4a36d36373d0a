// Package e2e tests the built program in a real pseudo-terminal with an emulator,
// against the demo world, as a user would use it.
//
// Every wait has a limit, no program outlives its test, and the user's own files
// and logins are neither read nor written. The package contains only tests.
package e2e
