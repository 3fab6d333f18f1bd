package highlight

import "sync"

// maxCached bounds the source and HTML that one generation of the cache
// holds, in bytes.
const maxCached = 16 << 20

// A cache remembers what sources became, so that a block of code is read
// once however often a site is built while somebody works on it. It has two
// generations: when the young one is full it becomes the old one, and what
// was not asked for since goes with the one before.
type cache struct {
	mu         sync.Mutex
	young, old map[cacheKey][]string
	size       int // of young
}

type cacheKey struct{ lang, source string }

func (c *cache) get(k cacheKey) ([]string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if lines, ok := c.young[k]; ok {
		return lines, true
	}
	lines, ok := c.old[k]
	if ok {
		c.add(k, lines)
	}
	return lines, ok
}

func (c *cache) put(k cacheKey, lines []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(k, lines)
}

func (c *cache) add(k cacheKey, lines []string) {
	size := len(k.source)
	for _, line := range lines {
		size += len(line) + 16
	}
	if c.young == nil || c.size+size > maxCached {
		c.young, c.old, c.size = map[cacheKey][]string{}, c.young, 0
	}
	if size <= maxCached {
		c.young[k] = lines
		c.size += size
	}
}
