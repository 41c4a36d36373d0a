//go:build !windows

package term

import "os"

// DrawSequences is for the consoles of Windows: other terminals obey escape sequences.
func DrawSequences(*os.File) (restore func()) { return func() {} }
