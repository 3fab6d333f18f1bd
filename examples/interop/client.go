//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"
)

// get sends requests, one after another and each over a new connection, and returns
// the answers: who has given them.
func get(addr string, n int) (served []string, err error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range n {
		res, err := client.Get("http://" + addr)
		if err != nil {
			return nil, fmt.Errorf("request: %w", err)
		}
		answer, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		served = append(served, string(answer))
	}
	return served, nil
}

// report prints how many requests each worker has served.
func report(served []string) {
	counts := map[string]int{}
	for _, worker := range served {
		counts[worker]++
	}
	for _, n := range counts {
		if n*len(counts) != len(served) {
			fmt.Println("  unequal shares:", counts)
			return
		}
	}
	fmt.Println("  each worker served", len(served)/max(1, len(counts)))
}
