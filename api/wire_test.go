package api

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// newWire serves raw bytes: each connection is read up to the end of one request, then
// answer writes to it and it is closed.
func newWire(t *testing.T, answer func(io.Writer)) (address string, requests *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	requests = new(atomic.Int64)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if request, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
				_, _ = io.Copy(io.Discard, request.Body)
				requests.Add(1)
				answer(connection)
			}
			_ = connection.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	return "http://" + listener.Addr().String(), requests
}

const (
	okHead  = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	okBody  = `{"tasks":[{"id":"T","name":"n","type":"TEMPLATE_EVALUATION"}],"pagination":{"has_more":false}}`
	chunked = okHead + "Transfer-Encoding: chunked\r\n\r\n"
)

// sized is a response with a body and its length.
func sized(head, body string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
}

// zipped returns a compressed body.
func zipped(body io.Reader) []byte {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	_, _ = io.Copy(writer, body)
	_ = writer.Close()
	return out.Bytes()
}

// endless writes a text until the reader has had enough.
func endless(head, text string) func(io.Writer) {
	return func(out io.Writer) {
		_, err := io.WriteString(out, head)
		for block := strings.Repeat(text, 1+1<<16/len(text)); err == nil; {
			_, err = io.WriteString(out, block)
		}
	}
}

// What arrives is not HTTP, not all of it, too much of it, or not JSON: an error of the
// documented kind says so, soon and with little memory. A write is sent once and not
// believed.
func TestBrokenResponses(t *testing.T) {
	packed := string(zipped(strings.NewReader(okBody)))
	bomb := zipped(io.LimitReader(letters{}, 128<<20))
	fixed := func(text string) func(io.Writer) {
		return func(out io.Writer) { _, _ = io.WriteString(out, text) }
	}
	for name, tc := range map[string]struct {
		answer func(io.Writer)
		kind   Kind // of a read; -1: it succeeds
		says   string
	}{
		"whole":               {fixed(sized(okHead, okBody)), -1, ""},
		"packed":              {fixed(sized(okHead+"Content-Encoding: gzip\r\n", packed)), -1, ""},
		"packed, half":        {fixed(sized(okHead+"Content-Encoding: gzip\r\n", packed[:len(packed)/2])), Network, "unexpected EOF"},
		"packed, wrong sum":   {fixed(sized(okHead+"Content-Encoding: gzip\r\n", packed[:len(packed)-8]+"12345678")), Network, "checksum"},
		"not packed":          {fixed(sized(okHead+"Content-Encoding: gzip\r\n", okBody)), Network, "gzip"},
		"packed twice":        {fixed(sized(okHead+"Content-Encoding: gzip, gzip\r\n", packed)), NotJSON, "JSON"},
		"a bomb":              {fixed(sized(okHead+"Content-Encoding: gzip\r\n", string(bomb))), NotJSON, "larger than 32 MiB"},
		"a bomb with a 500":   {fixed(sized("HTTP/1.1 500 X\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n", string(bomb))), Server, "500"},
		"endless blanks":      {endless(okHead+"\r\n", " "), NotJSON, "larger than 32 MiB"},
		"longer than said":    {fixed(okHead + "Content-Length: 10\r\n\r\n" + okBody), NotJSON, "JSON"},
		"shorter than said":   {fixed(okHead + "Content-Length: 1000\r\n\r\n" + okBody), Network, "unexpected EOF"},
		"two lengths":         {fixed(okHead + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"), Network, "Content-Length"},
		"negative length":     {fixed(okHead + "Content-Length: -1\r\n\r\n{}"), Network, "Content-Length"},
		"bad chunk":           {fixed(chunked + "zz\r\n" + okBody), Network, "chunk"},
		"chunk without end":   {fixed(chunked + fmt.Sprintf("%x\r\n%s\r\n", len(okBody), okBody)), Network, "unexpected EOF"},
		"chunk of 16 EiB":     {fixed(chunked + "ffffffffffffffff\r\n{}"), Network, "EOF"},
		"long chunk line":     {fixed(chunked + "5;" + strings.Repeat("x", 1<<17) + "\r\n"), Network, "too long"},
		"endless header":      {endless("HTTP/1.1 200 OK\r\n", "X-A: "+strings.Repeat("b", 4000)+"\r\n"), Network, "headers exceeded"},
		"endless 103":         {endless("", "HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("a", 4000)+"\r\n\r\n"), Network, "headers exceeded"},
		"101":                 {fixed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), Unexpected, "101"},
		"nothing":             {fixed(""), Network, "EOF"},
		"HTTP/0.9":            {fixed(okBody), Network, "malformed"},
		"HTTP/2 unasked":      {fixed("\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x00"), Network, "malformed"},
		"NUL in the header":   {fixed("HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n{}"), Network, "malformed"},
		"status abc":          {fixed("HTTP/1.1 abc OK\r\n\r\n{}"), Network, "malformed"},
		"status 000":          {fixed("HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n"), Network, "no response"},
		"NUL":                 {fixed(sized(okHead, "\x00"+okBody)), NotJSON, "JSON"},
		"NaN":                 {fixed(sized(okHead, `{"tasks":[{"id":"T","sampling_rate":NaN}]}`)), NotJSON, "JSON"},
		"UTF-16":              {fixed(sized(okHead, "\xff\xfe{\x00}\x00")), NotJSON, "JSON"},
		"half":                {fixed(sized(okHead, okBody[:40])), NotJSON, "JSON"},
		"two values":          {fixed(sized(okHead, okBody+okBody)), NotJSON, "JSON"},
		"deep":                {fixed(sized(okHead, strings.Repeat("[", 1<<20))), NotJSON, "JSON"},
		"too many":            {fixed(sized(okHead, `{"tasks":[`+strings.Repeat(`{},`, 1<<19)+`{}]}`)), NotJSON, "more objects"},
		"to another host":     {fixed("HTTP/1.1 302 X\r\nLocation: http://127.0.0.2:1/v2/tasks\r\nContent-Length: 0\r\n\r\n"), Unexpected, "redirects to http://127.0.0.2:1; the key is not sent there"},
		"to //host":           {fixed("HTTP/1.1 307 X\r\nLocation: //127.0.0.2:1/v2/tasks\r\nContent-Length: 0\r\n\r\n"), Unexpected, "redirects to 127.0.0.2:1; the key is not sent there"},
		"to a file":           {fixed("HTTP/1.1 301 X\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), Unexpected, "not followed"},
		"another key's scope": {fixed(sized("HTTP/1.1 403 X\r\nContent-Type: application/problem+json\r\n", `{"detail":"the key `+testKey+` may not"}`)), Forbidden, "the key [key] may not"},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := newWire(t, tc.answer)
			client, err := New(Options{BaseURL: address, Key: testKey, Retries: -1, Transport: &http.Transport{DisableKeepAlives: true}})
			if err != nil {
				t.Fatal(err)
			}
			began, before := time.Now(), allocated()
			_, err = client.ListTasks(t.Context(), TaskQuery{})
			if used := allocated() - before; used > 300<<20 { // by the server and for released buffers, too
				t.Errorf("%d MiB were allocated", used>>20)
			}
			switch {
			case tc.kind < 0:
				if err != nil {
					t.Error(err)
				}
			case !Is(err, tc.kind) || !strings.Contains(err.Error(), tc.says):
				t.Errorf("%v; want %v with %q", err, kinds[tc.kind].name, tc.says)
			case strings.Contains(tc.says, "larger") && strings.Contains(mustFail(t, err).Advice(), "another server"):
				t.Errorf("a large response is blamed on the address: %s", mustFail(t, err).Advice())
			}
			requests.Store(0)
			_, err = client.CancelRun(t.Context(), "R")
			if apiErr := mustFail(t, err); requests.Load() != 1 || apiErr.Lost == (tc.kind == Forbidden) || strings.Contains(err.Error(), testKey) {
				t.Errorf("a write was sent %d times, lost %t: %v", requests.Load(), apiErr.Lost, err)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// letters is an endless JSON string.
type letters struct{}

func (letters) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = 'a'
	}
	return len(into), nil
}

// allocated returns the bytes that were allocated so far.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}
