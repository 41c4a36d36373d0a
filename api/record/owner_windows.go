package record

import (
	"io/fs"
	"os"
)

// umask returns 0: Windows has no umask.
func umask() fs.FileMode { return 0 }

// keepOwner does nothing: on Windows a file inherits from its folder.
func keepOwner(*os.File, fs.FileInfo) {}
