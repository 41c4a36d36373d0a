package login

import (
	"errors"
	"fmt"
	"strings"
)

// expand replaces ${VAR} and ${VAR:default} (contract section 2). A name contains
// neither } nor a colon. An empty variable counts as unset. The error names the
// variable.
func expand(text string, env func(string) string) (string, error) {
	var out strings.Builder
	for {
		head, rest, ok := strings.Cut(text, "${")
		out.WriteString(head)
		if !ok {
			return out.String(), nil
		}
		ref, after, closed := strings.Cut(rest, "}")
		if !closed {
			out.WriteString("${" + rest)
			return out.String(), nil
		}
		name, fallback, hasFallback := strings.Cut(ref, ":")
		value := env(name)
		switch {
		case value != "":
			out.WriteString(value)
		case hasFallback:
			out.WriteString(fallback)
		default:
			if !isVarName(name) { // it may be the key itself in ${}
				return "", errors.New("it refers to a variable with an invalid name")
			}
			return "", fmt.Errorf("it refers to ${%s}, which is not set", name)
		}
		text = after
	}
}

const wordChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

// isVarName reports whether a name can be that of a variable.
func isVarName(name string) bool {
	return strings.Trim(name, wordChars) == "" && strings.IndexAny(name+"0", "0123456789") > 0
}

// hasLiteral reports whether a value contains literal text, including a fallback, and
// not only references.
func hasLiteral(text string) bool {
	for {
		head, rest, ok := strings.Cut(text, "${")
		if head != "" || !ok {
			return head != ""
		}
		ref, after, closed := strings.Cut(rest, "}")
		if _, fallback, _ := strings.Cut(ref, ":"); fallback != "" || !closed {
			return true
		}
		text = after
	}
}

// isProfileName reports whether a name can be that of a profile, which becomes a file
// name.
func isProfileName(name string) bool {
	return strings.Trim(name, wordChars+".-") == "" && name != "" && !strings.ContainsAny(name[:1], "_.-")
}
