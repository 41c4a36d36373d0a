package cli

import (
	"runtime"
	"runtime/debug"
)

// version returns the module version of the build, which names the commit unless it
// is a release, or "devel", with the Go version and the platform.
func version() string {
	return moduleVersion() + " (" + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + ")"
}

func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
