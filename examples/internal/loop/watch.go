//go:build !(wasip1 && notesite)

package loop

// watch is called before each callback, with the queue that it comes from. Nobody
// watches but a page that shows them.
func watch(string) {}
