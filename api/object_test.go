package api

import (
	"context"
	"testing"
)

// A response about another object is not taken for the one that was asked for: it would
// be shown, watched, or changed in its place. The padding of an ID may be missing.
func TestAResponseAboutAnotherObject(t *testing.T) {
	name := "n"
	for what, call := range map[string]func(context.Context, *Client) error{
		"task":   func(ctx context.Context, client *Client) error { return errOnly(client.GetTask(ctx, "dDox==")) },
		"run":    func(ctx context.Context, client *Client) error { return errOnly(client.GetRun(ctx, "dDox==")) },
		"cancel": func(ctx context.Context, client *Client) error { return errOnly(client.CancelRun(ctx, "dDox==")) },
		"update": func(ctx context.Context, client *Client) error {
			return errOnly(client.UpdateTask(ctx, "dDox==", UpdateTask{Name: &name}))
		},
	} {
		_, client := newStage(t, respond(200, `{"id":"dDoy"}`))
		err := call(t.Context(), client)
		if write := what == "cancel" || what == "update"; !Is(err, NotJSON) || Lost(err) != write {
			t.Errorf("%s: %v, lost %t", what, err, Lost(err))
		}
		_, client = newStage(t, respond(200, `{"id":"dDox"}`))
		if err := call(t.Context(), client); err != nil {
			t.Errorf("%s without padding: %v", what, err)
		}
	}
	_, client := newStage(t, respond(200, `{"id":"r","task_id":"t"}`))
	if _, err := client.Trigger(t.Context(), "t", Trigger{}); err != nil {
		t.Error(err)
	}
}
