// Package matrix runs operations under faults of the server, on screen and in line
// mode, and checks what every combination has in common: it ends, it says what
// happened, that is so in the account, no write is sent twice, the requests are
// bounded, and no goroutine is left.
//
// Every cell is a bubble of testing/synctest with a network of pipes: timeouts,
// back-off and waits take virtual time only. The package contains only tests. Without
// a flag they run a selection that contains every pair of two values; `make matrix`
// runs every cell.
package matrix
