// Hello is a web server as [[Node.js]] introduces itself: one function, called
// back for each request.
//
// Between two requests nothing of it runs. The [[event loop]] waits for what it
// was told to wait for, here for a listening socket, and calls the function when
// a request is there. The client is part of the same program, so both take turns
// on one loop. Nobody says when the program ends: it asks three times, closes
// the server, and then the loop has nothing left to wait for.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"notesite/examples/internal/loop"
)

func main() {
	l := loop.New()
	l.OnExit(func() { fmt.Println("nothing left to do") })
	l.Run(func() { hello(l) })
}

// hello is the main script. It returns before the first request has been sent;
// all the rest happens in callbacks.
func hello(l *loop.Loop) {
	requests := 0
	s := createServer(l, func(res http.ResponseWriter, _ *http.Request) {
		requests++ // one callback runs at a time, so this needs no lock
		fmt.Println("request", requests)
		fmt.Fprintln(res, "Hello World")
	})
	s.listen("127.0.0.1:0", func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		fmt.Println("listening")
		ask(l, s.url, 3, func(err error) {
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			s.close(func() { fmt.Println("closed") })
		})
	})
}

// ask sends n requests, each when the one before was answered.
func ask(l *loop.Loop, url string, n int, done func(err error)) {
	if n == 0 {
		done(nil)
		return
	}
	get(l, url, func(err error, body string) {
		if err != nil {
			done(err)
			return
		}
		fmt.Print(body)
		ask(l, url, n-1, done)
	})
}

// get fetches a page off the loop and calls back with it, or with the error.
func get(l *loop.Loop, url string, callback func(err error, body string)) {
	var body []byte
	var err error
	l.Go(func() { body, err = fetch(url) }, func() { callback(err, string(body)) })
}

// fetch uses a new connection each time. One that was kept open would make no
// difference to the server: it is called for each request, not each connection.
func fetch(url string) ([]byte, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		return nil, fmt.Errorf("send request: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	return body, nil
}

// A server is Go's, which runs a goroutine for each connection, turned into one
// of Node.js, which calls back on its loop.
type server struct {
	loop      *loop.Loop
	http      http.Server
	url       string
	onRequest http.HandlerFunc
}

func createServer(l *loop.Loop, onRequest http.HandlerFunc) *server {
	s := &server{loop: l, onRequest: onRequest}
	s.http.Handler = http.HandlerFunc(s.request)
	return s
}

// listen opens the server and calls back when it is open. From now on it is
// something to wait for, and keeps the loop alive.
func (s *server) listen(address string, callback func(err error)) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		s.loop.NextTick(func() { callback(fmt.Errorf("listen on %q: %w", address, err)) })
		return
	}
	s.url = "http://" + ln.Addr().String()
	s.loop.Go(func() { err = s.http.Serve(ln) }, func() {
		if !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, fmt.Errorf("serve: %w", err))
		}
	})
	s.loop.NextTick(func() { callback(nil) })
}

// request hands a request to the loop and waits, in the goroutine of its
// connection, until the callback has answered it.
func (s *server) request(res http.ResponseWriter, req *http.Request) {
	answered := make(chan struct{})
	s.loop.Post(func() {
		s.onRequest(res, req)
		close(answered)
	})
	<-answered
}

// close takes no more connections, and calls back when those there were are done.
func (s *server) close(callback func()) {
	s.loop.Go(func() { _ = s.http.Shutdown(context.Background()) }, callback)
}
