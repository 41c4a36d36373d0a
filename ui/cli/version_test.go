package cli

import (
	"runtime/debug"
	"testing"
)

func TestBuildOf(t *testing.T) {
	const hash = "50c512e791f260f711e8114c7ff6176ea656febf"
	for _, tt := range []struct {
		name, stamped, commit, modified, release string
		want                                     build
	}{
		{"a release", "v1.2.0", hash, "false", "", build{"v1.2.0", "", hash, "2026-11-30T00:46:58Z"}},
		{"a package", "(devel)", "", "", "v1.2.0", build{version: "v1.2.0"}},
		{"go install of a release", "v1.2.0", "", "", "", build{version: "v1.2.0"}},
		{"a checkout", "v0.0.0-20261130004658-50c512e791f2", hash, "false", "", build{"v0.0.0-20261130004658-50c512e791f2", "built from a checkout", hash, "2026-11-30T00:46:58Z"}},
		{"changes after a tag", "v1.2.0+dirty", hash, "true", "", build{"v1.2.0+dirty", "built from a checkout", hash + " with changes", "2026-11-30T00:46:58Z"}},
		{"a folder", "(devel)", "", "", "", build{version: "devel", origin: "built from source"}},
		{"nothing is known", "", "", "", "", build{version: "devel", origin: "built from source"}},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: tt.stamped}}
		if tt.commit != "" {
			info.Settings = []debug.BuildSetting{{Key: "vcs.revision", Value: tt.commit}, {Key: "vcs.time", Value: "2026-11-30T00:46:58Z"}, {Key: "vcs.modified", Value: tt.modified}}
		}
		if got := buildOf(info, tt.release); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
