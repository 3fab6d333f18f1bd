package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// MemoryPages is how much memory programs of pages have.
const MemoryPages = 256 << 20 / PageSize

// PageSize is that of WebAssembly's memory, in bytes.
const PageSize = 64 << 10

// LimitMemory returns a module whose memory cannot grow beyond a number of
// pages. No host can say so from outside: a program that asks for more then gets
// the same answer everywhere, and Go says that it is out of memory.
func LimitMemory(module []byte, pages uint32) ([]byte, error) {
	const header, memorySection = 8, 5
	if len(module) < header || string(module[:4]) != "\x00asm" {
		return nil, errors.New("not a WebAssembly module")
	}
	for at := header; at < len(module); {
		size, n := binary.Uvarint(module[at+1:])
		start := at + 1 + n
		end := start + int(size)
		if n <= 0 || end < start || end > len(module) {
			break
		}
		if module[at] != memorySection {
			at = end
			continue
		}
		// One memory, with flags (1: it has a limit) and the pages it begins with.
		if size < 3 || module[start] != 1 {
			break
		}
		least, n := binary.Uvarint(module[start+2 : end])
		if n <= 0 {
			break
		}
		if least > uint64(pages) {
			return nil, fmt.Errorf("the module begins with %d pages of memory; %d are allowed", least, pages)
		}
		memory := binary.AppendUvarint([]byte{1, 1}, least)
		memory = binary.AppendUvarint(memory, uint64(pages))
		limited := append([]byte{}, module[:at+1]...)
		limited = binary.AppendUvarint(limited, uint64(len(memory)))
		limited = append(limited, memory...)
		return append(limited, module[end:]...), nil
	}
	return nil, errors.New("the module has no memory of its own")
}
