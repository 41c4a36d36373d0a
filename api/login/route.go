package login

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Region is one of Arize's regions (contract section 1).
type Region struct{ Name, Alias string }

// Regions lists the regions that the official clients know.
func Regions() []Region {
	return []Region{{"us-central-1a", ""}, {"us-east-1b", "US"}, {"eu-west-1a", "EU"}, {"ca-central-1a", "CA"}}
}

// DefaultHost is where the API is when nothing says otherwise.
const DefaultHost = "api.arize.com"

// regionHost gives the host of a region by name or alias in any case; "" is the
// default one.
func regionHost(region string) (string, error) {
	if region == "" {
		return DefaultHost, nil
	}
	var known []string
	for _, candidate := range Regions() {
		for _, name := range []string{candidate.Alias, candidate.Name} {
			if strings.EqualFold(name, region) {
				return "api." + candidate.Name + ".arize.com", nil
			}
			if name != "" {
				known = append(known, name)
			}
		}
	}
	return "", fmt.Errorf("there is no region %s; known are %s", shown(region), strings.Join(known, ", "))
}

// setting is a value, the name that people know its setting by, and the file
// that it stands in; path "" is the environment.
type setting struct{ value, from, path string }

// routing is what one place says about where the API is, by the keys that a
// profile has for it.
type routing map[string]setting

// put sets a value. A port of 0 is how the official clients write "not set".
func (r routing) put(key string, entry setting) {
	if entry.value != "" && (entry.value != "0" || key != "single_port" && key != "api_port") {
		r[key] = entry
	}
}

// has reports whether one of the keys is set.
func (r routing) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return r[key].value != "" })
}

// places reports whether it says where, not only how.
func (r routing) places() bool {
	return r.has("region", "single_host", "single_port", "base_domain", "api_host")
}

// routingKeys are the keys of a routing; api_host goes behind those that leave
// it without meaning.
func routingKeys() []string {
	return []string{"region", "single_host", "single_port", "base_domain", "api_host", "api_scheme", "api_port"}
}

func (s *settings) envRouting() routing {
	found := routing{}
	for _, key := range routingKeys() {
		name := "ARIZE_" + strings.ToUpper(key)
		found.put(key, setting{value: s.env(name), from: name})
	}
	return found
}

func (s *settings) profileRouting() (routing, error) {
	found := routing{}
	for _, key := range routingKeys() {
		if key == "api_host" && found.has("region", "single_host", "base_domain") {
			continue // ax writes it beside the others, where it counts for nothing
		}
		value, from, err := s.ofProfile("routing", key)
		if err != nil {
			return found, err
		}
		if value != "" {
			found.put(key, setting{value: value, from: from + ", routing." + key, path: s.profile.path})
		}
	}
	return found, nil
}

// routed reports whether the profile decides where the API is.
func (s *settings) routed() bool {
	routing, err := s.profileRouting()
	return err != nil || !s.envRouting().places() && len(routing) > 0
}

// route decides the address. One place decides it whole: a host of the
// environment is not joined with a region of the profile. Scheme and port of the
// environment lie over those of a profile that was not chosen.
func (s *settings) route() error {
	env := s.envRouting()
	if !s.chosen() && env.places() {
		return s.address(env)
	}
	routing, err := s.profileRouting()
	if err != nil {
		return err
	}
	if !s.chosen() {
		routing.put("api_scheme", env["api_scheme"])
		routing.put("api_port", env["api_port"])
	}
	return s.address(routing)
}

func (s *settings) address(from routing) error {
	if err := from.exclusive(); err != nil {
		return err
	}
	host, by, err := from.hostname()
	if s.misplaced(host) || err != nil && s.misplaced(err.Error()) {
		return &Fault{Setting: by.from, From: by.path, Why: "holds the key; it must be the name of a host"}
	}
	if err != nil {
		return &Fault{Setting: by.from, From: by.path, Why: err.Error()}
	}
	scheme := strings.ToLower(cmp.Or(from["api_scheme"].value, "https"))
	if scheme != "http" && scheme != "https" {
		return &Fault{Setting: from["api_scheme"].from, Why: "is " + shown(from["api_scheme"].value) + "; it must be http or https"}
	}
	if port := cmp.Or(from["single_port"], from["api_port"]); port.value != "" {
		number, err := strconv.Atoi(port.value)
		if err != nil || number < 1 || number > 65535 {
			return &Fault{Setting: port.from, Why: "is " + shown(port.value) + "; it must be a number from 1 to 65535"}
		}
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = net.JoinHostPort(strings.Trim(host, "[]"), port.value)
	}
	s.login.BaseURL = (&url.URL{Scheme: scheme, Host: host}).String()
	s.tell("address", s.login.BaseURL, by.from)
	return nil
}

// exclusive refuses what excludes one another (contract section 1).
func (r routing) exclusive() error {
	var names []string
	path := ""
	for _, entry := range []setting{r["region"], cmp.Or(r["single_host"], r["single_port"]), r["base_domain"]} {
		if entry.value != "" {
			names, path = append(names, entry.from), entry.path
		}
	}
	if len(names) < 2 {
		return nil
	}
	return &Fault{Setting: strings.Join(names, " and "), From: path, Why: "they exclude one another", Next: "Leave only one of region, single host and base domain."}
}

// hostname gives the host and the setting that decided it, also with an error.
func (r routing) hostname() (host string, by setting, err error) {
	switch {
	case r.has("region"):
		host, err = regionHost(r["region"].value)
		return host, r["region"], err
	case r.has("single_host"):
		by = r["single_host"]
		host = by.value
	case r.has("base_domain"):
		by = r["base_domain"]
		host = "api." + strings.TrimPrefix(by.value, ".")
	case r.has("api_host"):
		by = r["api_host"]
		host = by.value
	default:
		return DefaultHost, setting{from: "default"}, nil
	}
	host, err = bare(host)
	return host, by, err
}

// bare checks a host name. A scheme in front is a common accident and told as such.
func bare(host string) (string, error) {
	if _, rest, ok := strings.Cut(host, "://"); ok {
		return "", fmt.Errorf("is an address; give the host alone, for example %s, and the scheme in its own setting", safeHost(rest))
	}
	if strings.ContainsAny(host, "/ \t@?#\\") || host == "" {
		return "", fmt.Errorf("is not a host name; give the host alone, for example %s", DefaultHost)
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil && ip.To4() == nil {
		return "[" + strings.Trim(host, "[]") + "]", nil
	}
	parsed, err := url.Parse("https://" + host)
	if err != nil || parsed.Host != host || parsed.Hostname() == "" || strings.ContainsFunc(host, unicode.IsControl) {
		return "", fmt.Errorf("is not a host name; give the host alone, for example %s", DefaultHost)
	}
	if port := parsed.Port(); port != "" || strings.HasSuffix(host, ":") {
		if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
			return "", errors.New("has a port that is none; it must be a number from 1 to 65535")
		}
	}
	return host, nil
}

// routeTo tells where a person wants to go: to a region by name or alias, "" for
// the default one, or to an address such as https://arize.example.com:8443. The
// settings are those of a profile that goes there.
func routeTo(where string) (base string, settings map[string]any, err error) {
	scheme, host, isAddress := strings.Cut(where, "://")
	if !isAddress {
		if host, err = regionHost(where); err != nil {
			return "", nil, &Fault{Setting: "region", Why: err.Error()}
		}
		settings = map[string]any{}
		if where != "" {
			settings["region"] = where
		}
		return "https://" + host, settings, nil
	}
	if host, err = bare(strings.TrimRight(host, "/")); err != nil {
		return "", nil, &Fault{Setting: "address", Why: err.Error()}
	}
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		return "", nil, &Fault{Setting: "address", Why: "must begin with https:// or http://"}
	}
	return scheme + "://" + host, map[string]any{"api_host": host, "api_scheme": scheme}, nil
}

// safeHost is the host of an address without what may be secret in it.
func safeHost(rest string) string {
	if _, after, ok := strings.Cut(rest, "@"); ok {
		rest = after
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// shown quotes a value for an error, unless it may hold a secret: an address
// with a password, or a key, that has slipped into the wrong setting.
func shown(value string) string {
	plain := func(char rune) bool {
		return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9' || strings.ContainsRune("._-", char)
	}
	if len(value) > 40 || strings.HasPrefix(strings.ToLower(value), "ak-") || strings.ContainsFunc(value, func(char rune) bool { return !plain(char) }) {
		return "something else"
	}
	return strconv.Quote(value)
}
