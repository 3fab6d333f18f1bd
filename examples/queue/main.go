// Queue shows how long requests wait for one thread, the busier it is.
//
// It works them off as an [[event loop]] does: one at a time, in the order in which
// they come. They come by chance, and the work of each is as long as chance will
// have it, a unit of time on average. Half the time busy, a request takes twice its
// work; nine tenths of the time busy, ten times. That is the formula of
// [[Latency#^queue|the note on latency]], and no thread should be planned for more.
//
// How many are under way is the rate at which they come times the time that each
// stays: [[Little's law]]. Nobody has to count them.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
)

// A reader of the page can choose how busy the thread is, in per cent.
//
//notesite:args "50 80 90 95"

// requests is how many come at each load. The first of them find nobody waiting, and
// are too lucky; among so many it does not show.
const requests = 200_000

func main() {
	flag.Parse()
	loads := flag.Args()
	if len(loads) == 0 {
		loads = []string{"50", "80", "90", "95"}
	}
	fmt.Println("busy   time   99 % within   under way")
	for _, text := range loads {
		percent, err := strconv.Atoi(text)
		if err != nil || percent < 1 || percent > 99 {
			fmt.Fprintf(os.Stderr, "%q is no load from 1 to 99 per cent\n", text)
			os.Exit(2)
		}
		load := float64(percent) / 100
		mean, slow := simulate(load)
		fmt.Printf("%3d %% %6.1f %13.1f %11.1f\n", percent, mean, slow, load*mean)
	}
}

// simulate returns the mean time from a request to its answer, and the time
// within which 99 of 100 are answered. The unit is the mean work, so the rate at
// which requests come is the load.
func simulate(load float64) (mean, slow float64) {
	random := generator(5)
	var counts [10_000]int // of times, in tenths of the unit
	now, free := 0.0, 0.0  // when the next one comes, when the thread is free
	for range requests {
		now += random.exponential() / load
		free = max(free, now) + random.exponential()
		mean += (free - now) / requests
		counts[min(int((free-now)*10), len(counts)-1)]++
	}
	for done := 0; done < requests*99/100; slow += 0.1 {
		done += counts[int(slow*10+0.5)]
	}
	return mean, slow
}

// A generator makes the same random numbers here and in JavaScript: mulberry32.
type generator uint32

// exponential returns a random length of time with the mean 1.
func (g *generator) exponential() float64 {
	*g += 0x6D2B79F5
	n := uint32(*g)
	n = (n ^ n>>15) * (n | 1)
	n ^= n + (n^n>>7)*(n|61)
	n ^= n >> 14
	return -math.Log1p(-float64(n) / (1 << 32))
}
