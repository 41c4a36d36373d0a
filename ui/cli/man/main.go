// Command man writes the manual pages of ax-tui into a folder. It is a tool for
// releases (make man) and not part of the program, which it would make larger.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"ax-tui/ui/cli"
)

// sections are EXIT STATUS, ENVIRONMENT and FILES, the same on every page.
//
//go:embed sections.roff
var sections string

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

// write writes a page for every command. The date is SOURCE_DATE_EPOCH if set, so
// that a release is reproducible to the byte.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	head := doc.GenManHeader{Section: "1", Source: "ax-tui", Manual: "ax-tui"}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		now := time.Now()
		head.Date = &now
	}
	return writeTree(cli.Tree(), head, dir)
}

func writeTree(cmd *cobra.Command, head doc.GenManHeader, dir string) error {
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writeTree(sub, head, dir); err != nil {
			return err
		}
	}
	cmd.DisableAutoGenTag = true
	cmd.Long = keepLines(cmd.Long)
	var page bytes.Buffer
	if err := doc.GenMan(cmd, &head, &page); err != nil {
		return err
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	return os.WriteFile(filepath.Join(dir, name), []byte(complete(page.String())), 0o644)
}

// keepLines marks the lines of a help text that have their own layout, so that they are
// not filled.
func keepLines(long string) string {
	var out strings.Builder
	kept := false
	for _, line := range strings.Split(long, "\n") {
		keep := strings.HasPrefix(line, "  ") || strings.Contains(line, "   ")
		if keep != kept {
			out.WriteString("\n")
		}
		if kept = keep; keep {
			line = "    " + line
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

// complete removes defaults that mean no value and adds the sections that every page has.
func complete(page string) string {
	page = regexp.MustCompile(`(?m)^(.*\\fB--[a-z-]+\\fP)(=0|=""|=\[\]|\[=false\])$`).ReplaceAllString(page, "$1")
	before, also, found := strings.Cut(page, "\n.SH SEE ALSO")
	if page = before + "\n" + sections; found {
		page += "\n.SH SEE ALSO" + also
	}
	return page
}
