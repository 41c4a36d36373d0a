// Command ax-tui is a full-screen terminal program for people who run
// evaluations of LLM applications on Arize AX.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"ax-tui/ui/cli"
)

func main() {
	// net/http writes text of the server to the standard log. It must neither break the
	// full screen nor stand among the messages of a command.
	log.SetOutput(io.Discard)
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv))
}
