// Command bare is the least that line mode can be measured against: one GET
// with a key, its answer printed.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	req, err := http.NewRequest(http.MethodGet, os.Args[1], nil) //nolint:noctx // the least there is
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
