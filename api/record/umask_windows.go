package record

import "io/fs"

// umask returns 0: Windows has no umask.
func umask() fs.FileMode { return 0 }
