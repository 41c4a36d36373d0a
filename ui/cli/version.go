package cli

import "runtime/debug"

// version is what the build says of itself: the module's version, which holds
// the commit where it is no release, or devel.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
