// Package fake is the embedded Arize AX REST server: an http.Handler over a
// make-believe account (package world), with faults that can be switched on
// while it runs. The demo serves it on a loopback port; tests mount it the
// same way, so time-outs, cancelling and broken connections are real.
//
// It promises that what goes over the wire follows testdata/openapi.yaml to
// the letter: field names, null or absent, status codes, headers and problem
// bodies. Requests are read strictly. Where the real service is not documented
// the server follows one named choice (see Choices), so that a choice can be
// changed in one place when the truth is known.
//
// It imports the standard library and package world only. It has its own wire
// structs and must never import package api: client and server share no type,
// so that both cannot be wrong together.
package fake
