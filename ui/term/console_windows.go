package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// DrawSequences makes a console obey escape sequences, which every one can since Windows
// 10, and returns what restores its mode. Other files it leaves as they are.
func DrawSequences(out *os.File) (restore func()) {
	handle, mode := windows.Handle(out.Fd()), uint32(0)
	if windows.GetConsoleMode(handle, &mode) != nil || windows.SetConsoleMode(handle, mode|drawing) != nil {
		return func() {}
	}
	return func() { _ = windows.SetConsoleMode(handle, mode) }
}
