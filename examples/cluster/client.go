//go:build unix || (wasip1 && notesite)

package main

import (
	"fmt"
	"io"
	"net/http"
)

// request is the client. It sends one request after another, each over a new
// connection, and returns the answers: each says which worker gave it.
func request(addr string, n int) (answers []string, err error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range n {
		res, err := client.Get("http://" + addr)
		if err != nil {
			return nil, fmt.Errorf("request: %w", err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		answers = append(answers, string(body))
	}
	return answers, nil
}

// report prints whether all workers had equal shares.
func report(answers []string) {
	counts := map[string]int{}
	for _, worker := range answers {
		counts[worker]++
	}
	for _, n := range counts {
		if n*len(counts) != len(answers) {
			fmt.Println("unequal shares:", counts)
			return
		}
	}
	fmt.Println("each worker served", len(answers)/max(1, len(counts)))
}
