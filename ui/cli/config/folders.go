package config

import (
	"path/filepath"
	"runtime"
)

// Path is where the file is looked for, "" when there is no home.
func Path(env func(string) string) string {
	if dir := folder(runtime.GOOS, env, "XDG_CONFIG_HOME", "APPDATA", ".config"); dir != "" {
		return filepath.Join(dir, "config.toml")
	}
	return ""
}

// StateDir is the folder of drafts and of the log: $XDG_STATE_HOME/ax-tui, else
// ~/.local/state/ax-tui, on macOS too; %LocalAppData%\ax-tui on Windows; ""
// when there is no home.
func StateDir(env func(string) string) string {
	return folder(runtime.GOOS, env, "XDG_STATE_HOME", "LOCALAPPDATA", filepath.Join(".local", "state"))
}

// folder is the program's own folder: below the one that a variable of the XDG
// specification names, which counts only when it is absolute; on Windows, or
// without a home, below that of the other variable; else below the home.
func folder(system string, env func(string) string, xdg, windows, below string) string {
	if d := env(xdg); filepath.IsAbs(d) {
		return filepath.Join(d, "ax-tui")
	}
	if d := env(windows); d != "" && (system == "windows" || env("HOME") == "") {
		return filepath.Join(d, "ax-tui")
	}
	if h := env("HOME"); h != "" {
		return filepath.Join(h, below, "ax-tui")
	}
	return ""
}
