package term

// readiness is what waitInput found.
type readiness int

const (
	fdNone  readiness = iota // nothing came in time
	fdReady                  // the input can be read, or has ended
	fdWake                   // somebody asked the reader to look up
	fdAgain                  // interrupted: wait again
)
