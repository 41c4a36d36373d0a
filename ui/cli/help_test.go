package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/ui/cli"
)

// TestHelpNamesItsOwnFlags: a help text names no flag that its command does not have,
// and an example none that the command of the example does not have.
func TestHelpNamesItsOwnFlags(t *testing.T) {
	flags := regexp.MustCompile(`--([a-z][a-z-]*)`)
	root := cli.Tree()
	check := func(page, command *cobra.Command, text string) {
		for _, found := range flags.FindAllStringSubmatch(text, -1) {
			if name := found[1]; name != "help" && command.Flags().Lookup(name) == nil && command.InheritedFlags().Lookup(name) == nil {
				t.Errorf("the help of %s names --%s, which %s does not have", page.CommandPath(), name, command.CommandPath())
			}
		}
	}
	examined := 0
	var visit func(command *cobra.Command)
	visit = func(command *cobra.Command) {
		examined++
		var texts []string
		command.LocalFlags().VisitAll(func(flag *pflag.Flag) { texts = append(texts, flag.Usage) })
		lines := strings.ReplaceAll(command.Example, "\\\n", " ") + "\n"
		for _, line := range strings.Split(command.Long, "\n") {
			if before, after, ok := strings.Cut(line, "ax-tui "); ok { // an example in the text
				line, lines = before, lines+"ax-tui "+after+"\n"
			}
			texts = append(texts, line)
		}
		check(command, command, strings.Join(texts, "\n"))
		for _, line := range strings.Split(lines, "\n") {
			line, _, _ = strings.Cut(line, "|")
			_, line, ok := strings.Cut(line, "ax-tui ")
			if !ok {
				continue
			}
			of, _, err := root.Find(strings.Fields(line))
			if err != nil {
				t.Errorf("%s: %q: %v", command.CommandPath(), line, err)
				continue
			}
			check(command, of, line)
		}
		for _, sub := range command.Commands() {
			visit(sub)
		}
	}
	visit(root)
	if examined < 15 {
		t.Errorf("only %d commands were examined", examined)
	}
}

func TestHelpShowsBothSpellings(t *testing.T) {
	for _, command := range []string{"list", "create"} {
		_, out, _ := run(t, nil, "tasks", command, "--help")
		for _, flag := range []string{"--space-id", "--project-id", "--dataset-id"} {
			if !strings.Contains(out, flag) {
				t.Errorf("the help of %s does not show %s", command, flag)
			}
		}
	}
	if _, out, _ := run(t, nil, "tasks", "create", "--help"); !strings.Contains(out, `[{"evaluator_id": "Relevance",`) {
		t.Error("the help of create shows no evaluators")
	}
}

// TestEveryCommandIsMadeByItsName: only the command that is called is made, and its help
// is that of the whole tree.
func TestEveryCommandIsMadeByItsName(t *testing.T) {
	var visit func(command *cobra.Command)
	visit = func(command *cobra.Command) {
		words := append(strings.Fields(command.CommandPath())[1:], "--help")
		if _, out, errs := run(t, nil, words...); !strings.Contains(out, command.UseLine()) || errs != "" {
			t.Errorf("%s: %s %s", command.CommandPath(), out, errs)
		}
		for _, sub := range command.Commands() {
			visit(sub)
		}
	}
	visit(cli.Tree())
}
