// Command man writes the manual pages of ax-tui into a folder. It is a tool of
// releases (make man) and not part of the program, which it would make larger.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra/doc"

	"ax-tui/ui/cli"
)

func main() {
	if len(os.Args) != 2 {
		_, _ = fmt.Fprintln(os.Stderr, "usage: man FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write writes a page for every command. cobra dates them by SOURCE_DATE_EPOCH if it
// is set, so that builds are reproducible.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	header := &doc.GenManHeader{Title: "AX-TUI", Section: "1", Source: "ax-tui", Manual: "ax-tui"}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		now := time.Now()
		header.Date = &now
	}
	cmd := cli.Tree()
	cmd.DisableAutoGenTag = true
	return doc.GenManTree(cmd, header, dir)
}
