// Command ax-tui is a full-screen terminal program for people who run
// evaluations of LLM applications on Arize AX.
package main

import (
	"context"
	"os"

	"ax-tui/ui/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv))
}
