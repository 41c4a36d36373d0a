package cli

import "runtime/debug"

// version returns the module version of the build, which names the commit unless it
// is a release, or "devel".
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
