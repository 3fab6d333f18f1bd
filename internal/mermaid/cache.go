package mermaid

import "sync"

// maxCached bounds the sources and pictures that one generation of the cache
// holds, in bytes.
const maxCached = 8 << 20

// A cache remembers what diagrams became. It has two generations: when the
// young one is full it becomes the old one, and what was not asked for since
// goes with the one before.
type cache struct {
	mu         sync.Mutex
	young, old map[string]result
	size       int // of young
}

type result struct {
	pic *picture
	err error
}

func (c *cache) get(source string) (result, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if res, ok := c.young[source]; ok {
		return res, true
	}
	res, ok := c.old[source]
	if ok {
		c.add(source, res)
	}
	return res, ok
}

func (c *cache) put(source string, res result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.young[source]; !ok {
		c.add(source, res)
	}
}

func (c *cache) add(source string, res result) {
	size := len(source) + res.pic.size() + 100
	if size > maxCached {
		return
	}
	if c.young == nil || c.size+size > maxCached {
		c.young, c.old, c.size = map[string]result{}, c.young, 0
	}
	c.young[source] = res
	c.size += size
}
