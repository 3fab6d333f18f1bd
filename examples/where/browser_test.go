//go:build !wasip1

package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
)

// A browser that loads the ES module finds there what the first column says.
func TestPage(t *testing.T) {
	ctx := browsertest.New(t)
	server := httptest.NewServer(http.FileServer(http.Dir(".")))
	defer server.Close()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatalf("open a page: %v", err)
	}
	answers, err := chromedp.Run(ctx, chromedp.Evaluate[map[string]string](
		`import('/module.mjs').then((module) => module.default)`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("ask the browser: %v", err)
	}
	want := map[string]string{}
	for _, name := range names {
		want[name] = places[0].find(name)
	}
	if !maps.Equal(answers, want) {
		t.Errorf("the page answers %v, want %v", answers, want)
	}
}
