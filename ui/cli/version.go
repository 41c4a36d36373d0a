package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// release is the version of a build outside a checkout, such as that of a package: the
// linker sets it (make build VERSION=v1.2.0). "" leaves it to the tag of the checkout.
var release = ""

// build is what a program knows of how it was built.
type build struct {
	version string // of a release such as v1.2.0, else what the toolchain makes of the commit, or "devel"
	origin  string // what it was built from, "" for a release
	commit  string // the whole hash and whether there were changes, "" if unknown
	date    string // of the commit, RFC 3339, "" if unknown
}

// thisBuild reads what the Go toolchain stamps: the version is that of the tag if the
// checkout is exactly at it, else one that is made from the commit.
func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return buildOf(info, release)
}

func buildOf(info *debug.BuildInfo, release string) build {
	stamped := map[string]string{}
	for _, setting := range info.Settings {
		stamped[setting.Key] = setting.Value
	}
	out := build{version: cmp.Or(release, info.Main.Version), commit: stamped["vcs.revision"], date: stamped["vcs.time"]}
	short := out.commit[:min(12, len(out.commit))]
	switch {
	case release != "":
	case out.version == "" || out.version == "(devel)":
		out.version, out.origin = "devel", "built from source"
	case strings.HasSuffix(out.version, "+dirty"), short != "" && strings.Contains(out.version, short):
		out.origin = "built from a checkout"
	}
	if stamped["vcs.modified"] == "true" {
		out.commit += " with changes"
	}
	return out
}

// line is what --version prints after the word version.
func (b build) line() string {
	facts := []string{runtime.Version(), platform()}
	if date, _, _ := strings.Cut(b.date, "T"); date != "" {
		facts = append([]string{date}, facts...)
	}
	if b.origin != "" {
		facts = append([]string{b.origin}, facts...)
	}
	return b.version + " (" + strings.Join(facts, ", ") + ")"
}

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// versionCommand is `ax-tui version`.
func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print version, commit, date, Go and platform",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := thisBuild()
			version := b.version
			if b.origin != "" {
				version += " (" + b.origin + ")"
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "version   %s\ncommit    %s\ndate      %s\ngo        %s\nplatform  %s\n",
				version, cmp.Or(b.commit, "unknown"), cmp.Or(b.date, "unknown"), runtime.Version(), platform())
			return err
		},
	}
}
