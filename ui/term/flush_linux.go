package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardOutput drops output that the terminal has not read yet.
func discardOutput(file *os.File) { _ = unix.IoctlSetInt(int(file.Fd()), unix.TCFLSH, unix.TCOFLUSH) }
