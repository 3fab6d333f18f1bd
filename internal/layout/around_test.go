package layout

import (
	"fmt"
	"reflect"
	"testing"
	"unicode/utf8"
)

// sketched checks what every sketch has in common and returns it.
func sketched(t *testing.T, labels []string, edges [][2]int, width int) Sketch {
	t.Helper()
	s := Around(labels, edges, width)
	rows := map[string]bool{}
	for i, spot := range s.Spots {
		switch {
		case spot.X < 0 || spot.X > s.Width || spot.Y < 0 || spot.Y > s.Height:
			t.Errorf("spot %d is outside of the picture: %+v", i, spot)
		case i == 0:
			if spot.Step != 0 || spot.Label != "" {
				t.Errorf("in the middle: %+v", spot)
			}
			continue
		case spot.Anchor == "start" && spot.TextX < s.Width/2, spot.Anchor == "end" && spot.TextX > s.Width/2:
			t.Errorf("label %d is on the wrong side: %+v", i, spot)
		case utf8.ValidString(labels[i]) && !utf8.ValidString(spot.Label):
			t.Errorf("label %d is %q", i, spot.Label)
		}
		key := fmt.Sprint(spot.Anchor, spot.TextY)
		if rows[key] {
			t.Errorf("two labels in one row: %+v", spot)
		}
		rows[key] = true
	}
	if !reflect.DeepEqual(s, Around(labels, edges, width)) {
		t.Error("not the same twice")
	}
	return s
}

func TestAround(t *testing.T) {
	labels := []string{"Event loop", "Blocking", "Promise", "A title that is much too long for the margin", "事件循环与微任务队列和其他", "Timers", "alone"}
	edges := [][2]int{{0, 1}, {2, 0}, {0, 3}, {0, 4}, {1, 5}, {5, 5}, {9, 1}}
	s := sketched(t, labels, edges, 272)
	for i, want := range []int{0, 1, 1, 1, 1, 2, 2} {
		if s.Spots[i].Step != want {
			t.Errorf("%q is %d steps away, want %d", labels[i], s.Spots[i].Step, want)
		}
	}
	for i, want := range map[int]string{1: "Blocking", 3: "A title that…", 4: "事件循环与微任…"} {
		if got := s.Spots[i].Label; got != want {
			t.Errorf("label %d is %q, want %q", i, got, want)
		}
	}
	// What is linked stands together.
	if d := s.Spots[1].Y - s.Spots[5].Y; s.Spots[1].Anchor != s.Spots[5].Anchor || d*d > row*row {
		t.Errorf("linked: %+v and %+v", s.Spots[1], s.Spots[5])
	}

	for n := range 70 {
		labels := make([]string, n)
		var edges [][2]int
		for i := range labels {
			labels[i] = fmt.Sprintf("Label number %d", i)
			edges = append(edges, [2]int{i / 4, i})
		}
		sketched(t, labels, edges, 240)
	}
}

func BenchmarkAround(b *testing.B) {
	labels := make([]string, 30)
	var edges [][2]int
	for i := range labels {
		labels[i] = fmt.Sprintf("Label number %d", i)
		edges = append(edges, [2]int{0, i % 12}, [2]int{i * 7 % 30, i}, [2]int{i * 11 % 30, i})
	}
	for b.Loop() {
		Around(labels, edges, 272)
	}
}
