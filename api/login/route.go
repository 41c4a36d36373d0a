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

// DefaultHost is the host of the API when none is set.
const DefaultHost = "api.arize.com"

// regionHost returns the host of a region by name or alias in any case, the default
// host for "".
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
	return "", fmt.Errorf("there is no region %s; the regions are %s", quoteSafe(region), strings.Join(known, ", "))
}

// webOf returns the address of the web app for a host of Arize's own API; "" for another
// host, which need not have one (contract section 1).
func webOf(host string) string {
	domain, isAPI := strings.CutPrefix(host, "api.")
	known := host == DefaultHost || slices.ContainsFunc(Regions(), func(region Region) bool { return domain == region.Name+".arize.com" })
	if !isAPI || !known {
		return ""
	}
	return "https://app." + domain
}

// setting is a value, the name of the setting for users, and its file; path "" is the
// environment.
type setting struct{ value, from, path string }

// routing holds the settings of one source for the address of the API, by their keys
// in a profile.
type routing map[string]setting

// set sets a value. The official clients write an unset port as 0.
func (r routing) set(key string, entry setting) {
	if entry.value != "" && (entry.value != "0" || key != "single_port" && key != "api_port") {
		r[key] = entry
	}
}

// has reports whether one of the keys is set.
func (r routing) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return r[key].value != "" })
}

// hasHost reports whether it sets the host, not only scheme or port.
func (r routing) hasHost() bool {
	return r.has("region", "single_host", "single_port", "base_domain", "api_host")
}

// routingKeys lists the keys of a routing; api_host comes after those that override
// it.
func routingKeys() []string {
	return []string{"region", "single_host", "single_port", "base_domain", "api_host", "api_scheme", "api_port"}
}

func (s *settings) envRouting() routing {
	found := routing{}
	for _, key := range routingKeys() {
		name := "ARIZE_" + strings.ToUpper(key)
		found.set(key, setting{value: s.env(name), from: name})
	}
	return found
}

func (s *settings) profileRouting() (routing, error) {
	found := routing{}
	for _, key := range routingKeys() {
		if key == "api_host" && found.has("region", "single_host", "base_domain") {
			continue // ax writes it together with the others, which override it
		}
		value, from, err := s.profileValue("routing", key)
		if err != nil {
			return found, err
		}
		if value != "" {
			found.set(key, setting{value: value, from: from + ", routing." + key, path: s.profile.path})
		}
	}
	return found, nil
}

// usesProfileRouting reports whether the profile sets the address of the API.
func (s *settings) usesProfileRouting() bool {
	routing, err := s.profileRouting()
	return err != nil || !s.envRouting().hasHost() && len(routing) > 0
}

// address sets the address. It comes from one source: a host of the environment is not
// combined with a region of the profile. Scheme and port of the environment override
// those of a profile that is not selected by name.
func (s *settings) address() error {
	env := s.envRouting()
	if !s.chosen() && env.hasHost() {
		return s.setAddress(env)
	}
	routing, err := s.profileRouting()
	if err != nil {
		return err
	}
	if !s.chosen() {
		routing.set("api_scheme", env["api_scheme"])
		routing.set("api_port", env["api_port"])
	}
	return s.setAddress(routing)
}

func (s *settings) setAddress(from routing) error {
	if err := from.checkExclusive(); err != nil {
		return err
	}
	host, by, err := from.hostname()
	if s.holdsKey(host) || err != nil && s.holdsKey(err.Error()) {
		return &Fault{Setting: by.from, From: by.path, Why: "contains the key; it must be the name of a host"}
	}
	if err != nil {
		return &Fault{Setting: by.from, From: by.path, Why: err.Error()}
	}
	scheme := strings.ToLower(cmp.Or(from["api_scheme"].value, "https"))
	if scheme != "http" && scheme != "https" {
		return &Fault{Setting: from["api_scheme"].from, Why: "is " + quoteSafe(from["api_scheme"].value) + "; it must be http or https"}
	}
	if port := cmp.Or(from["single_port"], from["api_port"]); port.value != "" {
		number, err := strconv.Atoi(port.value)
		if err != nil || number < 1 || number > 65535 {
			return &Fault{Setting: port.from, Why: "is " + quoteSafe(port.value) + "; it must be a number from 1 to 65535"}
		}
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = net.JoinHostPort(strings.Trim(host, "[]"), port.value)
	}
	base := url.URL{Scheme: scheme, Host: host}
	s.login.BaseURL = base.String()
	switch domain, isAPI := strings.CutPrefix(base.Hostname(), "api."); {
	case from.has("single_host") && !from.has("region"):
		s.login.Web = s.login.BaseURL
	case from.has("base_domain") && isAPI:
		s.login.Web = "https://app." + domain
	default:
		s.login.Web = webOf(base.Hostname())
	}
	s.record("address", s.login.BaseURL, by.from)
	return nil
}

// checkExclusive refuses settings that exclude each other (contract section 1).
func (r routing) checkExclusive() error {
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
	return &Fault{Setting: strings.Join(names, " and "), From: path, Why: "they exclude each other", Next: "Set only one of region, single host and base domain."}
}

// hostname returns the host and the setting it comes from, also with an error.
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
	host, err = checkHost(host)
	return host, by, err
}

// checkHost checks a host name. A scheme in front is a common mistake and has its own error.
func checkHost(host string) (string, error) {
	if _, rest, ok := strings.Cut(host, "://"); ok {
		return "", fmt.Errorf("is an address; set only the host, for example %s, and the scheme in its own setting", safeHost(rest))
	}
	if strings.ContainsAny(host, "/ \t@?#\\") || host == "" {
		return "", fmt.Errorf("is not a host name; set only the host, for example %s", DefaultHost)
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil && ip.To4() == nil {
		return "[" + strings.Trim(host, "[]") + "]", nil
	}
	parsed, err := url.Parse("https://" + host)
	if err != nil || parsed.Host != host || parsed.Hostname() == "" || strings.ContainsFunc(host, unicode.IsControl) {
		return "", fmt.Errorf("is not a host name; set only the host, for example %s", DefaultHost)
	}
	if port := parsed.Port(); port != "" || strings.HasSuffix(host, ":") {
		if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
			return "", errors.New("has an invalid port; it must be a number from 1 to 65535")
		}
	}
	return host, nil
}

// parseTarget parses a region by name or alias, "" for the default one, or an address
// such as https://arize.example.com:8443. It returns the base URL and the routing
// settings of a profile for it.
func parseTarget(where string) (base string, settings map[string]string, err error) {
	scheme, host, isAddress := strings.Cut(where, "://")
	if !isAddress {
		if host, err = regionHost(where); err != nil {
			return "", nil, &Fault{Setting: "region", Why: err.Error()}
		}
		settings = map[string]string{}
		if where != "" {
			settings["region"] = where
		}
		return "https://" + host, settings, nil
	}
	if host, err = checkHost(strings.TrimRight(host, "/")); err != nil {
		return "", nil, &Fault{Setting: "address", Why: err.Error()}
	}
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		return "", nil, &Fault{Setting: "address", Why: "must begin with https:// or http://"}
	}
	return scheme + "://" + host, map[string]string{"api_host": host, "api_scheme": scheme}, nil
}

// safeHost returns the host of an address without user, password and path.
func safeHost(rest string) string {
	if _, after, ok := strings.Cut(rest, "@"); ok {
		rest = after
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// quoteSafe quotes a value for an error, unless it may be a secret in the wrong
// setting: an address with a password, or a key.
func quoteSafe(value string) string {
	isWordChar := func(char rune) bool {
		return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9' || strings.ContainsRune("._-", char)
	}
	if len(value) > 40 || strings.HasPrefix(strings.ToLower(value), "ak-") || strings.ContainsFunc(value, func(char rune) bool { return !isWordChar(char) }) {
		return "(value hidden)"
	}
	return strconv.Quote(value)
}
