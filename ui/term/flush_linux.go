package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardOutput throws away what the terminal has not taken yet.
func discardOutput(file *os.File) { _ = unix.IoctlSetInt(int(file.Fd()), unix.TCFLSH, unix.TCOFLUSH) }
