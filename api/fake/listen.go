package fake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// The timeouts of a listener. A fault can delay a response for up to two
// minutes, so the write timeout is a little longer.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = maxHang + 30*time.Second
	idleTimeout   = 2 * time.Minute
	closeTimeout  = time.Second
)

// Listener serves a handler on a port until it is closed.
type Listener struct {
	net    net.Listener
	server *http.Server
	cancel context.CancelFunc
	done   chan struct{}
}

// Listen serves handler on addr until ctx ends or Close is called. addr is
// host:port; "" and a missing host mean 127.0.0.1, port 0 a free port. It listens
// beyond loopback only if addr names such a host.
func Listen(ctx context.Context, addr string, handler http.Handler) (*Listener, error) {
	if addr == "" {
		addr = ":0"
	}
	if strings.HasPrefix(addr, ":") {
		addr = "127.0.0.1" + addr
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		if op, ok := errors.AsType[*net.OpError](err); ok {
			err = op.Err // the address is named here
		}
		return nil, fmt.Errorf("cannot listen on %s; choose another address or port: %w", addr, err)
	}
	base, cancel := context.WithCancel(ctx)
	listener := &Listener{net: ln, cancel: cancel, done: make(chan struct{})}
	listener.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    log.New(io.Discard, "", 0), // output on stderr would break the screen
	}
	go func() {
		defer close(listener.done)
		_ = listener.server.Serve(ln) // returns ErrServerClosed
	}()
	context.AfterFunc(base, func() { _ = listener.server.Close() })
	return listener, nil
}

// URL returns the base address, such as http://127.0.0.1:43210. It is the loopback
// address for a server that listens on all of them.
func (l *Listener) URL() string {
	address := l.net.Addr().String()
	if l.Public() {
		_, port, _ := net.SplitHostPort(address)
		address = net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + address
}

// Public reports whether the server listens on all addresses of the machine.
func (l *Listener) Public() bool {
	tcp, ok := l.net.Addr().(*net.TCPAddr)
	return ok && tcp.IP.IsUnspecified()
}

// Close waits up to one second for active requests, then aborts them. It may be
// called more than once.
//
//nolint:contextcheck // active requests get their second even if the context has ended
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	err := l.server.Shutdown(ctx)
	l.cancel() // ends delayed responses
	if err != nil {
		err = l.server.Close()
	}
	<-l.done
	return err
}
