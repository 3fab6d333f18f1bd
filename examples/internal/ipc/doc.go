// Package ipc is the channel between a Node.js process and the children that it
// forks, in Go: Go forks Go, Go forks a Node.js script, Node.js forks a Go
// program, and none of them can tell.
//
// The channel is a socket pair. A message is a line of JSON; a connection can go
// with it, as a descriptor that travels beside the bytes. A parent calls [Fork]
// and its child [Parent]; both get a [Channel], whose events are callbacks of a
// [loop.Loop]. All of it needs Unix, and in a page a host that starts processes,
// where no connection can be sent. Structured clones are left out, and servers and
// UDP sockets as handles.
package ipc
