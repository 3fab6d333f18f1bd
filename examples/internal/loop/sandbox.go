//go:build wasip1 && notesite

package loop

// watch tells the host of a callback before it runs: the queue that it comes from.
// The host draws a block for each.
//
//go:wasmimport notesite watch
func watch(queue string)
