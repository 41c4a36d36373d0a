package login

import (
	"fmt"
	"strings"
	"time"
)

// key sets the key: of the profile selected by name, else of the environment, else
// of the active profile.
func (s *settings) key() error {
	if !s.chosen() {
		if key, from := s.firstVariable("ARIZE_API_KEY"); key != "" {
			s.login.Key, s.login.Variable = key, from
			s.record("key", "set", from)
			if s.profile != nil {
				s.login.Unused = s.profile.name
			}
			if s.profile != nil && !s.usesProfileRouting() {
				s.login.Name, s.login.Path = environment, ""
			}
			return nil
		}
	}
	if s.profile == nil {
		s.record("key", "not set", "")
		return ErrNoKey
	}
	method, _, err := s.profileValue("auth", "auth_method")
	if err != nil {
		return err
	}
	switch method = strings.ToLower(method); method {
	case "", "api-key", "api_key", "oauth":
	default:
		return &Fault{Setting: "auth.auth_method", From: s.profile.path, Why: "is " + quoteSafe(method) + "; it must be api-key or oauth"}
	}
	if method != "oauth" {
		key, from, err := s.profileValue("auth", "api_key")
		if err != nil {
			return err
		}
		if key != "" {
			s.login.Key = key
			s.record("key", "set", from)
			return nil
		}
	}
	return s.accessToken(method)
}

// accessToken sets the key to the access token of ax auth login, which is not refreshed.
func (s *settings) accessToken(method string) error {
	token, from, err := s.profileValue("auth.oauth", "access_token")
	if err != nil {
		return err
	}
	if token == "" {
		s.record("key", "not set", "profile "+s.profile.name)
		if method == "oauth" {
			return &Fault{Setting: "auth.oauth", From: s.profile.path, Why: "the profile " + s.profile.name + " is logged out", Next: renew, Err: ErrNoKey}
		}
		return fmt.Errorf("the profile %s has no key: %w", s.profile.name, ErrNoKey)
	}
	s.login.Key, s.login.OAuth = token, true
	s.login.Expires = s.profile.time("auth.oauth", "expires_at")
	text := "set (ax auth login"
	if !s.login.Expires.IsZero() {
		text += ", expires " + s.login.Expires.UTC().Format(time.RFC3339)
	}
	s.record("key", text+")", from)
	return nil
}

// Expired reports whether the access token of an OAuth login has expired. ax-tui does
// not refresh it: ax auth login does.
func (l *Login) Expired(now time.Time) bool {
	return l.OAuth && !l.Expires.IsZero() && !now.Before(l.Expires)
}

// ErrExpired returns an error that says since when the access token has expired and
// what to do; nil if it has not.
func (l *Login) ErrExpired(now time.Time) error {
	if !l.Expired(now) {
		return nil
	}
	reason, advice := l.Refused(now)
	return &Fault{Why: reason, Next: advice}
}

const renew = "Run: ax auth login"

// Refused returns what is known here about a key that the server has refused: the
// reason, "" if it is unknown, and what to do, one sentence.
func (l *Login) Refused(now time.Time) (reason, advice string) {
	switch {
	case l.Expired(now):
		return "the access token of the profile " + l.Name + " expired at " + l.Expires.UTC().Format("2006-01-02 15:04 MST"), renew
	case l.OAuth:
		return "", renew
	case l.Unused != "":
		return "", "Check the key in " + l.Variable + "; the key of the profile " + l.Unused + " was not used."
	case l.Variable != "":
		return "", "Check the key in " + l.Variable + "."
	case l.Path != "":
		return "", "Check the key of the profile " + l.Name + "."
	}
	return "", "Check the key."
}
