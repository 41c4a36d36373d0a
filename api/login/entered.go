package login

import (
	"errors"
	"strings"
	"unicode"
)

// Entered is a login with a key that a person has just entered, at a region by
// name or alias, "" for the default one, or at an address. TLS and proxy come
// from the environment. The error is a *Fault.
func Entered(request Request, key, where string) (Login, error) {
	key, where = strings.TrimSpace(key), strings.TrimSpace(where)
	if err := usable(key); err != nil {
		return Login{}, &Fault{Setting: "key", Why: err.Error()}
	}
	login := Login{Name: "entered key", Key: key}
	env := clean(request.Env)
	reader := &settings{env: env, login: &login, home: request.home(env)}
	if reader.misplaced(where) {
		return Login{}, &Fault{Setting: "address", Why: "holds the key; it must be a region or the address of the server"}
	}
	base, _, err := routeTo(where)
	if err != nil {
		return Login{}, err
	}
	login.BaseURL = base
	reader.tell("key", "set", "entered")
	reader.tell("address", login.BaseURL, "entered")
	if err := reader.net(); err != nil {
		return Login{}, err
	}
	return login, nil
}

// usable refuses a key that no header could carry. The error does not repeat it.
func usable(key string) error {
	if key == "" {
		return errors.New("is missing")
	}
	if strings.ContainsFunc(key, func(char rune) bool {
		return unicode.IsSpace(char) || unicode.IsControl(char) || char > unicode.MaxASCII
	}) {
		return errors.New("holds a space, a line break or a character that no key has")
	}
	return nil
}
