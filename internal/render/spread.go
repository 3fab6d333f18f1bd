package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"
)

// A spread is what pages can ask for by a key, too much for any one of them:
// scripts with some values each, since from file:// a page can load scripts and
// nothing else. theme/js/load.js finds them.
type spread[V any] struct {
	dir   string // of the scripts: "assets/previews/"
	name  string // of the function that each of them calls: "previews"
	files int    // over how many it is spread

	mu    sync.Mutex
	parts []map[string]V // by file, by key
}

// newSpread makes a spread for about so many values, about perFile to a script.
func newSpread[V any](dir, name string, values, perFile int) *spread[V] {
	s := &spread[V]{dir: dir, name: name, files: 1}
	for s.files*perFile < values {
		s.files *= 2
	}
	s.parts = make([]map[string]V, s.files)
	for i := range s.parts {
		s.parts[i] = map[string]V{}
	}
	return s
}

// add adds a value, in the script of the number that the key's FNV-1a hash
// leaves when it is divided by their number.
func (s *spread[V]) add(key string, value V) {
	h := fnv.New32a()
	h.Write([]byte(key))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts[int(h.Sum32()%uint32(s.files))][key] = value
}

// scripts adds the scripts to files, by address.
func (s *spread[V]) scripts(files map[string][]byte) error {
	for i, part := range s.parts {
		var b bytes.Buffer
		fmt.Fprintf(&b, "notesite.%s(", s.name)
		w := json.NewEncoder(&b)
		w.SetEscapeHTML(false)
		if err := w.Encode(part); err != nil {
			return fmt.Errorf("write %s: %w", s.name, err)
		}
		b.WriteString(")\n")
		files[s.dir+strconv.Itoa(i)+".js"] = b.Bytes()
	}
	return nil
}
