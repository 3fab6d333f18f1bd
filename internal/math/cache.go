package math

import "sync"

// maxCached bounds the TeX and HTML that one generation of the cache holds,
// in bytes.
const maxCached = 4 << 20

// A cache remembers what formulas became. It has two generations: when the
// young one is full it becomes the old one, and what was not asked for since
// goes with the one before.
type cache struct {
	mu         sync.Mutex
	young, old map[cacheKey]result
	size       int // of young
}

type cacheKey struct {
	tex     string
	display bool
}

type result struct {
	html string
	err  error
}

func (c *cache) get(k cacheKey) (result, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if res, ok := c.young[k]; ok {
		return res, true
	}
	res, ok := c.old[k]
	if ok {
		c.add(k, res)
	}
	return res, ok
}

func (c *cache) put(k cacheKey, res result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.young[k]; !ok {
		c.add(k, res)
	}
}

func (c *cache) add(k cacheKey, res result) {
	size := len(k.tex) + len(res.html) + 100
	if size > maxCached {
		return
	}
	if c.young == nil || c.size+size > maxCached {
		c.young, c.old, c.size = map[cacheKey]result{}, c.young, 0
	}
	c.young[k] = res
	c.size += size
}
