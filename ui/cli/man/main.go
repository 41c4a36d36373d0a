// Command man writes the manual pages of ax-tui into a folder. It is a tool of
// releases (make man) and no part of the program, which it would make larger.
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

// write makes a page for every command. The date is that of SOURCE_DATE_EPOCH
// where it is set, so that a release can be made again to the byte.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	head := &doc.GenManHeader{Title: "AX-TUI", Section: "1", Source: "ax-tui", Manual: "ax-tui"}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		now := time.Now()
		head.Date = &now
	}
	cmd := cli.Tree()
	cmd.DisableAutoGenTag = true
	return doc.GenManTree(cmd, head, dir)
}
