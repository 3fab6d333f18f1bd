package build

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"notesite/internal/sandbox"
)

// moduleFile names a file of the cache.
func (c *compiler) moduleFile(key, ext string) string {
	return filepath.Join(c.cache, "modules", key+ext)
}

// known returns the module with a key, if it is in the cache.
func (c *compiler) known(key string) *module {
	if c.cache == "" || key == "" {
		return nil
	}
	data, err := os.ReadFile(c.moduleFile(key, ".json"))
	m := &module{file: c.moduleFile(key, ".gz")}
	if err != nil || json.Unmarshal(data, m) != nil {
		return nil
	}
	now := time.Now()
	for _, name := range []string{m.file, c.moduleFile(key, ".json")} { // used now, and not to be forgotten
		if os.Chtimes(name, now, now) != nil {
			return nil
		}
	}
	return m
}

// moduleAge is how long a module stays in the cache that nobody asks for.
const moduleAge = 30 * 24 * time.Hour

// forget removes the modules that nobody has asked for in a long time.
func (c *compiler) forget() {
	entries, _ := os.ReadDir(filepath.Join(c.cache, "modules"))
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > moduleAge {
			_ = os.Remove(filepath.Join(c.cache, "modules", e.Name()))
		}
	}
}

// keep remembers a module. That it cannot is no reason to fail.
func (c *compiler) keep(m *module, key string) error {
	if c.cache == "" || key == "" || m.Stop == sandbox.RealTime {
		return nil // that it took too long may be the machine's fault
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	file := c.moduleFile(key, ".gz")
	if os.MkdirAll(filepath.Dir(file), 0o755) != nil || replaceFile(file, m.packed) != nil || replaceFile(c.moduleFile(key, ".json"), data) != nil {
		return nil
	}
	m.packed, m.file = nil, file
	return nil
}
