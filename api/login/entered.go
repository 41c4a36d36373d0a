package login

import "strings"

// Entered is a login with a key that a person has just entered, at a region by
// name or alias, "" for the default one, or at an address. TLS and proxy come
// from the environment. The error is a *Fault.
func Entered(r Request, key, where string) (Login, error) {
	l := Login{Name: "entered key", Key: strings.TrimSpace(key)}
	s := &settings{env: clean(r.Env), login: &l}
	if scheme, host, ok := strings.Cut(where, "://"); ok {
		host, err := bare(strings.TrimRight(host, "/"))
		if err != nil {
			return Login{}, &Fault{Setting: "address", Why: err.Error()}
		}
		if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
			return Login{}, &Fault{Setting: "address", Why: "must begin with https:// or http://"}
		}
		l.BaseURL = scheme + "://" + host
	} else {
		base, err := BaseOf(where)
		if err != nil {
			return Login{}, &Fault{Setting: "region", Why: err.Error()}
		}
		l.BaseURL = base
	}
	return l, s.net()
}
