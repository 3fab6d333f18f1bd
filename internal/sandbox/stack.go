package sandbox

import _ "unsafe" // for go:linkname

// interpreterFrames bounds the calls within calls of wazero's interpreter. It has
// no other setting, and its 2,000 are too few: encoding/json finds a circle by
// going round it a thousand times, with several calls each time. Browsers allow
// some ten thousand calls of Go code. If the name is gone from a later wazero, this
// does not link.
//
//go:linkname interpreterFrames github.com/tetratelabs/wazero/internal/engine/interpreter.callStackCeiling
var interpreterFrames int

func init() { interpreterFrames = 20_000 }
