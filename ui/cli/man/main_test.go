package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"ax-tui/ui/cli"
	"ax-tui/ui/cli/tasks"
)

// pages writes the pages and returns their contents by name, without the escapes of roff for hyphens.
func pages(t *testing.T) func(name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	return func(name string) string {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		}
		return strings.ReplaceAll(string(content), `\-`, "-")
	}
}

func TestEveryCommandHasAPage(t *testing.T) {
	page := pages(t)
	var check func(cmd *cobra.Command)
	check = func(cmd *cobra.Command) {
		if name := strings.ReplaceAll(cmd.CommandPath(), " ", "-"); !strings.Contains(page(name+".1"), `.TH "`+strings.ToUpper(name)) {
			t.Errorf("%s.1 is not its page", name)
		}
		for _, sub := range cmd.Commands() {
			if !sub.Hidden {
				check(sub)
			}
		}
	}
	check(cli.Tree())
	for name, text := range map[string]string{
		"ax-tui.1": "demo-server", "ax-tui-tasks-list.1": "cursor", "ax-tui-tasks-wait-for-run.1": "124", "ax-tui-doctor.1": "Exit codes",
		"ax-tui-tasks-create-run-experiment.1": "run-configuration", "ax-tui-config-show.1": "never the key",
	} {
		if !strings.Contains(page(name), text) {
			t.Errorf("%s does not contain %q", name, text)
		}
	}
}

func TestPagesAreComplete(t *testing.T) {
	page := pages(t)
	for _, name := range []string{"ax-tui.1", "ax-tui-tasks-trigger-run.1", "ax-tui-config-show.1"} {
		content := page(name)
		for _, text := range []string{".SH EXIT STATUS", ".SH ENVIRONMENT", "ARIZE_API_KEY", ".SH FILES", "config.toml", ".SH SEE ALSO"} {
			if !strings.Contains(content, text) {
				t.Errorf("%s does not contain %q", name, text)
			}
		}
		for _, text := range []string{`=""`, "[=false]", "fP=0\n", "fP=[]"} {
			if strings.Contains(content, text) {
				t.Errorf("%s contains the default %q, which means no value", name, text)
			}
		}
	}
	_, codes, _ := strings.Cut(page("ax-tui.1"), ".SH EXIT STATUS")
	codes, _, _ = strings.Cut(codes, ".SH ")
	group, _, err := cli.Tree().Find([]string{"tasks"})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for code := range tasks.ExitCodes(group) {
		if !regexp.MustCompile(`(?m)^\| ([\d, ]+, )?` + code + `(, [\d, ]+)? \|`).Match(readme) {
			t.Errorf("the README lacks the exit code %s", code)
		}
		if !regexp.MustCompile(`\n\.TP\n.*\b` + code + `\b`).MatchString(codes) {
			t.Errorf("EXIT STATUS lacks %s", code)
		}
	}
	if content := page("ax-tui-tasks-trigger-run.1"); !strings.Contains(content, `--max-spans\fP=10000`) {
		t.Error("the default of --max-spans is not shown")
	}
	// Lines with a layout of their own stay lines.
	for name, line := range map[string]string{"ax-tui.1": "\nTry it without a key or a network:", "ax-tui-tasks-create.1": `column_mappings": {`} {
		before, _, _ := strings.Cut(page(name), line)
		if strings.LastIndex(before, ".EX") < strings.LastIndex(before, ".EE") || !strings.Contains(before, ".EX") {
			t.Errorf("%s: %q is filled", name, line)
		}
	}
}
