package config

import (
	"os"
	"path/filepath"
	"runtime"
)

// Path is where the file is looked for, "" when there is no home.
func Path(env func(string) string) string {
	return configFile(runtime.GOOS, env, func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
}

// file is Path on a system. On Windows a file below %USERPROFILE%\.config, where
// it once was, counts while there is none in the folder of today.
func configFile(system string, env func(string) string, exists func(path string) bool) string {
	dir := appDir(system, env, "XDG_CONFIG_HOME", "APPDATA", ".config")
	if dir == "" {
		return ""
	}
	path := filepath.Join(dir, "config.toml")
	if home := env("USERPROFILE"); system == "windows" && home != "" && !exists(path) {
		if old := filepath.Join(home, ".config", "ax-tui", "config.toml"); exists(old) {
			return old
		}
	}
	return path
}

// StateDir is the folder of drafts and of the log: $XDG_STATE_HOME/ax-tui, else
// ~/.local/state/ax-tui, on macOS too; %LocalAppData%\ax-tui on Windows; ""
// when there is no home.
func StateDir(env func(string) string) string {
	return appDir(runtime.GOOS, env, "XDG_STATE_HOME", "LOCALAPPDATA", filepath.Join(".local", "state"))
}

// folder is the program's own folder: below the one that a variable of the XDG
// specification names, which counts only when it is absolute; on Windows, or
// without a home, below that of the other variable; else below the home.
func appDir(system string, env func(string) string, xdg, windows, below string) string {
	if dir := env(xdg); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ax-tui")
	}
	if dir := env(windows); dir != "" && (system == "windows" || env("HOME") == "") {
		return filepath.Join(dir, "ax-tui")
	}
	if home := env("HOME"); home != "" {
		return filepath.Join(home, below, "ax-tui")
	}
	return ""
}
