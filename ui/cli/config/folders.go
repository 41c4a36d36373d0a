package config

import (
	"os"
	"path/filepath"
	"runtime"
)

// Path returns the path of the settings file, "" if there is no home folder.
func Path(env func(string) string) string {
	return configFile(runtime.GOOS, env, func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
}

// configFile is Path for one operating system. On Windows a file at the old place,
// below %USERPROFILE%\.config, is used if there is none at the current place.
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

// StateDir returns the folder for drafts and the log: $XDG_STATE_HOME/ax-tui, else
// ~/.local/state/ax-tui, on macOS too; %LocalAppData%\ax-tui on Windows; "" if
// there is no home folder.
func StateDir(env func(string) string) string {
	return appDir(runtime.GOOS, env, "XDG_STATE_HOME", "LOCALAPPDATA", filepath.Join(".local", "state"))
}

// appDir returns the ax-tui folder below $xdg, which must be absolute as the XDG
// specification demands; on Windows, or without a home folder, below %windows%;
// else below inHome in the home folder.
func appDir(system string, env func(string) string, xdg, windows, inHome string) string {
	if dir := env(xdg); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ax-tui")
	}
	if dir := env(windows); dir != "" && (system == "windows" || env("HOME") == "") {
		return filepath.Join(dir, "ax-tui")
	}
	if home := env("HOME"); home != "" {
		return filepath.Join(home, inHome, "ax-tui")
	}
	return ""
}
