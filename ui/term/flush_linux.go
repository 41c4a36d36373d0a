package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardOutput throws away what the terminal has not taken yet.
func discardOutput(f *os.File) { _ = unix.IoctlSetInt(int(f.Fd()), unix.TCFLSH, unix.TCOFLUSH) }
