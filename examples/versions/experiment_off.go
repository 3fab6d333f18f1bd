//go:build !goexperiment.arenas

package main

func experiment() string { return "off" }
