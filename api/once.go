package api

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// errClosed is the error of a request whose kept connection was closed without a response.
var errClosed = errors.New("the server closed it without a response")

// once sends a request at most once. net/http repeats a read by itself when a kept
// connection was closed after the request was written, on each kept one in turn; a server
// that drops connections would get it many times. Only mayRetry and the scheduler of the
// screens repeat, with their waits. A request of which nothing was written may still move
// to another connection, and so may one that HTTP/2 knows was not processed.
func once(transport http.RoundTripper, closeIdle func(), request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(request.Context())
	var wrote, http2 atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			if wrote.Load() && !http2.Load() {
				closeIdle() // else it may be sent before the cancellation is seen
				cancel(errClosed)
			}
		},
		GotConn: func(info httptrace.GotConnInfo) {
			secure, ok := info.Conn.(*tls.Conn)
			http2.Store(ok && secure.ConnectionState().NegotiatedProtocol == "h2")
		},
		WroteRequest: func(info httptrace.WroteRequestInfo) { wrote.Store(info.Err == nil) },
	})
	response, err := transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		if errors.Is(context.Cause(ctx), errClosed) {
			err = errClosed
		}
		cancel(nil)
		return response, err
	}
	response.Body = &releasing{response.Body, func() { cancel(nil) }}
	return response, nil
}

// releasing is a body that ends the context of its request when it is closed.
type releasing struct {
	io.ReadCloser
	release func()
}

// Close implements io.Closer.
func (r *releasing) Close() error {
	defer r.release()
	return r.ReadCloser.Close()
}
