package record

import "io/fs"

// umask: there is none on Windows.
func umask() fs.FileMode { return 0 }
