package login

import (
	"errors"
	"strings"
	"unicode"
)

// Entered returns a login for a key that the user entered. where is a region by name
// or alias, "" for the default one, or an address. TLS and proxy settings come from
// the environment. The error is a *Fault.
func Entered(request Request, key, where string) (Login, error) {
	key, where = strings.TrimSpace(key), strings.TrimSpace(where)
	if err := checkKey(key); err != nil {
		return Login{}, &Fault{Setting: "key", Why: err.Error()}
	}
	login := Login{Name: "entered key", Key: key}
	env := trimmedEnv(request.Env)
	reader := &settings{env: env, login: &login, home: request.home(env)}
	if reader.holdsKey(where) {
		return Login{}, &Fault{Setting: "address", Why: "contains the key; it must be a region or the address of the server"}
	}
	base, _, err := parseTarget(where)
	if err != nil {
		return Login{}, err
	}
	login.BaseURL = base
	if _, host, _ := strings.Cut(base, "://"); strings.HasPrefix(base, "https:") {
		login.Web = webOf(host)
	}
	reader.record("key", "set", "entered")
	reader.record("address", login.BaseURL, "entered")
	if err := reader.networkSettings(); err != nil {
		return Login{}, err
	}
	return login, nil
}

// checkKey refuses a key that cannot be sent in a header. The error does not contain it.
func checkKey(key string) error {
	if key == "" {
		return errors.New("is missing")
	}
	if strings.ContainsFunc(key, func(char rune) bool {
		return unicode.IsSpace(char) || unicode.IsControl(char) || char > unicode.MaxASCII
	}) {
		return errors.New("contains a space, a line break or a character that a key cannot have")
	}
	return nil
}
