// Package early stops Bubble Tea from querying the terminal while the program
// is still being loaded.
//
// Bubble Tea v1 asks for the background colour in its own init. On a terminal
// that does not answer this costs five seconds, in line mode and for --version
// too, and it drops keys that were typed meanwhile. A terminal that is called dumb is not
// asked. Package after restores the name, and package term queries the real background
// later, without waiting.
//
// Go initialises packages that are ready in the order of their import paths. This one
// imports nothing but the standard library and is ready at once; Bubble Tea has to wait
// for golang.org/x/sys. So the path of the module may be any that sorts before that.
package early

import (
	"os"
	"strings"
)

// hidden comes before the real name of the terminal.
const hidden = "dumb "

// This and the one of package after are the only inits of the program: the effect must
// happen during initialisation, and a call from main would be too late.
func init() {
	_ = os.Setenv("TERM", hidden+os.Getenv("TERM"))
}

// Restore makes $TERM what it was.
func Restore() {
	switch name, ok := strings.CutPrefix(os.Getenv("TERM"), hidden); {
	case !ok:
	case name == "":
		_ = os.Unsetenv("TERM")
	default:
		_ = os.Setenv("TERM", name)
	}
}
