package cli

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/api/resolve"
	"ax-tui/api/weblink"
	"ax-tui/ui/app"
	"ax-tui/ui/box/filter"
)

// connector opens the connections of the full screen: the first one and those that
// the user switches to.
type connector struct {
	conn connFlags
	env  func(string) string
	log  *slog.Logger
	base context.Context // of the program; embedded servers run until it ends
}

// first opens the initial connection. Without any key it returns an empty one, for
// the welcome screen. A profile that was requested by name must exist.
func (o *connector) first(ctx context.Context) (app.Connection, error) {
	account, stop, err := o.conn.connect(ctx, o.env)
	if errors.Is(err, login.ErrNoKey) && o.conn.profile == "" {
		return app.Connection{NoLogin: err}, nil
	}
	if err != nil {
		return app.Connection{}, err
	}
	return o.open(&account, stop)
}

// open creates the connection of a login.
func (o connector) open(account *login.Login, stop func()) (app.Connection, error) {
	client, err := o.conn.client(*account, o.log)
	if err != nil {
		stop()
		return app.Connection{}, err
	}
	settings, readOnly := o.conn.settingsFor(account)
	drafts := "" // named after the login, except in the demo, whose address changes
	if o.conn.demo {
		drafts = demoName
	}
	return app.Connection{
		Client: client, Profile: account.Name, Host: hostOf(account.BaseURL), BaseURL: account.BaseURL, Drafts: drafts, Demo: o.conn.demo,
		ReadOnly: readOnly, Filter: filter.Filter{Space: resolve.Ref(cmp.Or(account.Space, settings.Space))}, OAuth: account.OAuth, Expires: account.Expires, Close: stop,
		Warnings: account.Warnings, Web: weblink.App{Base: account.Web, Organization: settings.OrgID},
	}, nil
}

func (o connector) logins() app.Logins {
	return app.Logins{
		Profiles: o.profiles,
		Connect: func(ctx context.Context, profile string) (app.Connection, error) {
			switch {
			case profile == demoName && o.conn.demo:
				return o.demo(ctx)
			case profile == environmentName && o.env("ARIZE_API_KEY") != "":
				profile = "" // what Load takes by itself
			}
			account, err := login.Load(login.Request{Profile: profile, Env: o.env})
			if err != nil {
				return app.Connection{}, err
			}
			return o.verify(ctx, &account)
		},
		Try: o.connectWithKey, Demo: o.demo,
	}
}

// The logins that are not ax profiles.
const (
	environmentName = "environment"
	demoName        = "demo"
)

// profiles lists the available logins: the ax profiles, the environment if it has
// a key, and the demo if the program started with it.
func (o connector) profiles() []login.Profile {
	out := login.Profiles(login.Request{Env: o.env})
	has := func(name string) bool {
		return slices.ContainsFunc(out, func(profile login.Profile) bool { return profile.Name == name })
	}
	if o.env("ARIZE_API_KEY") != "" && !has(environmentName) {
		profile := login.Profile{Name: environmentName, Auth: "API key"}
		account, err := login.Load(login.Request{Env: o.env})
		profile.Host, profile.Err = hostOf(account.BaseURL), err
		out = append(out, profile)
	}
	if o.conn.demo && !has(demoName) {
		out = append(out, login.Profile{Name: demoName, Auth: "no key, no network"})
	}
	return out
}

// connectWithKey connects with an entered key and, if requested, saves the key after
// the server has accepted it.
func (o connector) connectWithKey(ctx context.Context, ask app.Ask) (app.Connection, error) {
	account, err := login.Entered(login.Request{Env: o.env}, ask.Key, ask.Host)
	if err != nil {
		return app.Connection{}, err
	}
	connection, err := o.verify(ctx, &account)
	if err != nil || ask.Save == "" {
		return connection, err
	}
	if _, err := login.Save(login.Request{Env: o.env}, ask.Save, ask.Key, ask.Host); err != nil {
		connection.Client.Close()
		return app.Connection{}, err
	}
	connection.Profile = ask.Save
	return connection, nil
}

// verify opens a login and sends one cheap request. A key that may not list spaces
// is valid too (contract section 3).
func (o connector) verify(ctx context.Context, account *login.Login) (app.Connection, error) {
	o.conn.demo = false
	connection, err := o.open(account, func() {})
	if err != nil {
		return connection, err
	}
	_, err = connection.Client.ListSpaces(api.NoRetry(ctx), api.SpaceQuery{Limit: 1})
	if err != nil && !api.Is(err, api.Forbidden, api.NotFound) {
		connection.Client.Close()
		return app.Connection{}, err
	}
	return connection, nil
}

// demo starts the embedded server and connects to it.
func (o connector) demo(context.Context) (app.Connection, error) {
	o.conn.demo = true
	return o.first(o.base) //nolint:contextcheck // the server outlives this call
}
