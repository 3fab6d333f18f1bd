package sandbox

// A generator makes random numbers: sfc32 of the PractRand library, which needs
// nothing that a script does not have.
type generator [4]uint32

func newGenerator(seed uint32) generator {
	g := generator{seed, 0x9E3779B9, 0x243F6A88, 1}
	for range 15 {
		g.next()
	}
	return g
}

func (g *generator) next() uint32 {
	n := g[0] + g[1] + g[3]
	g[3]++
	g[0] = g[1] ^ g[1]>>9
	g[1] = g[2] + g[2]<<3
	g[2] = g[2]<<21 | g[2]>>11
	g[2] += n
	return n
}
