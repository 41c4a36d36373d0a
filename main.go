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
	reserveStack("")
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv))
}

// reserveStack makes the stack of the main goroutine large at once: to double it step by
// step, each time with a copy, takes as long as to decode a page of tasks.
//
//go:noinline
func reserveStack(text string) byte {
	if text == "" {
		return 0
	}
	var frame [32 << 10]byte // never filled: that the function has it is what matters
	return frame[copy(frame[:], text)-1]
}
