package cli

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/ui/cli/tasks"
)

// commandSchema describes a command for programs.
type commandSchema struct {
	Command   string            `json:"command"`
	Summary   string            `json:"summary"`
	Arguments string            `json:"arguments,omitempty"` // as in its usage line
	Flags     []flagSchema      `json:"flags,omitempty"`
	ExitCodes map[string]string `json:"exit_codes,omitempty"` // of the command for which the schema was asked
	// List is the member of the printed JSON that holds the objects, "" where one is
	// printed by itself; Members are those of each object, Passed those that it has as
	// far as the server sends them.
	List     string          `json:"list,omitempty"`
	Members  []string        `json:"members,omitempty"`
	Passed   []string        `json:"members_if_sent,omitempty"`
	Commands []commandSchema `json:"commands,omitempty"`
}

type flagSchema struct {
	Name    string `json:"name"`
	Short   string `json:"short,omitempty"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Help    string `json:"help"`
}

// schemaCommand is `ax-tui schema`.
func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [COMMAND...]",
		Short: "Print flags, exit codes and JSON members of commands, as JSON",
		Long: `schema prints a command and those below it as JSON: flags with their types and
defaults, exit codes, the members that are always in the JSON that it prints, and
those that it has when the server sends them.
For the settings file: ax-tui config schema`,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := Tree().Find(args)
			if err == nil && len(rest) > 0 {
				err = argsError(found, rest, nil)
			}
			if err != nil {
				return withHelpHint(cmd, err)
			}
			out := schemaOf(found)
			out.ExitCodes = tasks.ExitCodes(found)
			encoder := json.NewEncoder(cmd.OutOrStdout())
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			return encoder.Encode(out)
		},
	}
}

func schemaOf(cmd *cobra.Command) commandSchema {
	_, arguments, _ := strings.Cut(cmd.Use, " ")
	out := commandSchema{Command: cmd.CommandPath(), Summary: cmd.Short, Arguments: strings.TrimSuffix(arguments, " [flags]")}
	add := func(flag *pflag.Flag) {
		if !flag.Hidden && flag.Name != "help" {
			_, help := pflag.UnquoteUsage(flag)
			out.Flags = append(out.Flags, flagSchema{Name: flag.Name, Short: flag.Shorthand, Type: flag.Value.Type(), Default: defaultOf(flag), Help: help})
		}
	}
	cmd.NonInheritedFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	prints := tasks.Prints(cmd)
	out.List, out.Members, out.Passed = prints.List, prints.Members, prints.Passed
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			out.Commands = append(out.Commands, schemaOf(sub))
		}
	}
	return out
}

// defaultOf returns the default of a flag, "" where it means no value.
func defaultOf(flag *pflag.Flag) string {
	if flag.DefValue == "[]" || flag.DefValue == "0" {
		return ""
	}
	return flag.DefValue
}
