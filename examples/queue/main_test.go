package main

import (
	"math"
	"testing"
)

func Example() {
	main()
	// Output:
	// busy   time   99 % within   under way
	//  50 %    2.0           9.6         1.0
	//  80 %    5.1          23.5         4.0
	//  90 %   10.0          47.8         9.0
	//  95 %   19.9          99.1        18.9
}

// The mean is what theory says, within what so many requests allow.
func TestTheory(t *testing.T) {
	for _, load := range []float64{0.1, 0.5, 0.8, 0.9} {
		mean, slow := simulate(load)
		want := 1 / (1 - load)
		if math.Abs(mean/want-1) > 0.05 {
			t.Errorf("at the load %v the mean is %v, want about %v", load, mean, want)
		}
		// The time in the system is exponential as well.
		if want *= math.Log(100); math.Abs(slow/want-1) > 0.15 {
			t.Errorf("at the load %v, 99 of 100 are done within %v, want about %v", load, slow, want)
		}
	}
}
