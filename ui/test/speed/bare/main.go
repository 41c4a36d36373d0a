// Command bare is the minimum to compare line mode with: one GET with a key, its
// response printed.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	req, err := http.NewRequest(http.MethodGet, os.Args[1], nil) // the minimum
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+os.Getenv("ARIZE_API_KEY"))
		var resp *http.Response
		if resp, err = http.DefaultClient.Do(req); err == nil {
			_, err = io.Copy(os.Stdout, resp.Body)
			_ = resp.Body.Close()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
