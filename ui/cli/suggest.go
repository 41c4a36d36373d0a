package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/axcmd"
	"ax-tui/api/near"
	"ax-tui/api/resolve"
	"ax-tui/ui/cli/tasks"
)

// didYouMean is the end of an error about an unknown word, "" without a suggestion.
func didYouMean(suggestion string) string {
	if suggestion == "" {
		return ""
	}
	return " (did you mean " + suggestion + "?)"
}

// nearFlag returns the flag of a command that an unknown one most likely means.
func nearFlag(command *cobra.Command, name string) string {
	var known []string
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			known = append(known, flag.Name)
		}
	})
	if found := near.Key(name, known); found != "" {
		return "--" + found
	}
	return ""
}

// nearCommand returns the subcommand whose name a word is or resembles, nil for none.
// Names of three letters must be equal: too many words resemble them. The first word of
// a name, such as "trigger", means the command as well.
func nearCommand(command *cobra.Command, word string) (found *cobra.Command) {
	word = strings.ToLower(word)
	for _, sub := range command.Commands() {
		if sub.Hidden {
			continue
		}
		switch name := sub.Name(); {
		case word == name:
			return sub
		case strings.HasPrefix(name, word+"-"), found == nil && len(name) > 3 && near.Distance(word, name) <= max(1, len(name)/4):
			found = sub
		}
	}
	return found
}

// checkOpen refuses words that were meant as a command or a flag of the program: they
// are not looked up as the name of a task. More than one argument is an error of its own.
func checkOpen(root *cobra.Command, args []string) error {
	if len(args) == 0 || strings.ContainsAny(args[0], " @") {
		return nil
	}
	if _, isID := resolve.ID(args[0]); isID {
		return nil
	}
	meant := ""
	if word := strings.ToLower(args[0]); word == "demo" {
		meant = root.Name() + " --" + word
	} else if found := nearCommand(root, word); found != nil {
		meant = found.CommandPath()
	} else if group, _, err := root.Find([]string{"tasks"}); err == nil {
		if found := nearCommand(group, word); found != nil {
			meant = found.CommandPath()
		}
	}
	if meant == "" {
		return nil
	}
	for _, arg := range args[1:] {
		meant += " " + axcmd.Quote(arg)
	}
	err := fmt.Errorf("%q is not a command%s", args[0], didYouMean(meant))
	if len(args) == 1 {
		err = fmt.Errorf("%w; to find a task of that name: %s --name %s", err, root.Name(), args[0])
	}
	return err
}

// checkSecrets refuses arguments that hold the key of the environment or look like a
// key, before anything shows or sends them.
func checkSecrets(args []string, env func(string) string) error {
	key := strings.TrimSpace(env("ARIZE_API_KEY"))
	for _, arg := range args {
		value := arg
		if _, after, ok := strings.Cut(arg, "="); ok && strings.HasPrefix(arg, "-") {
			value = after
		}
		looksLikeKey := len(value) >= 12 && strings.HasPrefix(strings.ToLower(value), "ak-") && !strings.ContainsAny(value, " \t\n")
		if looksLikeKey || len(key) >= 8 && strings.Contains(arg, key) {
			return &tasks.Fault{
				Code: tasks.Usage, Err: fmt.Errorf("an argument looks like an API key; it was not sent and is not shown"),
				Next: "Set ARIZE_API_KEY or log in with a profile, and remove the command from the history of your shell. A task whose name looks like a key is found by its ID.",
			}
		}
	}
	return nil
}
