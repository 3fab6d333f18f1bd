// Odd does what programs should not do, and what only a clock, chance or a
// reader decides.
package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		return
	}
	does[os.Args[1]]()
}

var does = map[string]func(){
	"loop": func() {
		fmt.Println("before")
		for {
		}
	},
	"print": func() {
		for i := 0; ; i++ {
			fmt.Println("line", i)
		}
	},
	"sleep": func() {
		for {
			time.Sleep(time.Hour)
		}
	},
	"clock": func() {
		start := time.Now()
		for time.Since(start) < time.Millisecond {
		}
		fmt.Println(start.UTC(), time.Since(start))
	},
	"deadlock": func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	},
	"panic": func() { panic("no") },
	"exit":  func() { os.Exit(3) },
	"allocate": func() {
		var all [][]byte
		for {
			all = append(all, make([]byte, 1<<20))
		}
	},
	"recurse": func() {
		var f func(n int) int
		f = func(n int) int { return f(n+1) + 1 }
		f(0)
	},
	"read": func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			fmt.Println(strings.ToUpper(in.Text()), os.Args[2:], os.Getenv("HOME"))
		}
		_, err := os.Open("/etc/passwd")
		fmt.Fprintln(os.Stderr, err)
	},
	"chance": func() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(c, c) }()
			}
		}()
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				c, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					panic(err)
				}
				defer c.Close()
				for range 3 {
					time.Sleep(rand.N(time.Second))
					fmt.Fprintf(c, "%d\n", i)
					line, _ := bufio.NewReader(c).ReadString('\n')
					fmt.Print(time.Since(start), " ", line)
				}
			})
		}
		wg.Wait()
		for k := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 4} {
			fmt.Print(k)
		}
		fmt.Println()
	},
}
