// @ts-check
// Compares what a program has printed with what was checked, for js/run.js and
// js/native.js.
//
//   const [state, told] = notesite.compare(stdout, checked, exit, otherInput)
//
// The state is "identical" or "different"; told says it to a reader. What was checked
// may be for other arguments, or another standard input, than the reader's.

(() => {
  const site = /** @type {any} */ (globalThis).notesite
  const { say } = site

  /** As go test does: without space around it, or at the ends of lines. @param {string} text */
  const lines = text => text.trim().split('\n').map(line => line.trimEnd())

  /** @param {string} stdout @param {string} checked @param {number} exit @param {boolean} otherInput @returns {[state: string, told: string]} */
  site.compare = (stdout, checked, exit, otherInput) => {
    const [got, want] = [lines(stdout), lines(checked)]
    const same = got.length === want.length && got.every((line, i) => line === want[i])
    if (same && !exit) return ['identical', say('identical', { n: new TextEncoder().encode(stdout).length })]
    const told = exit ? [say('exited', { status: exit })] : []
    if (!same && otherInput) told.push(say('otherInput'))
    else if (!same) told.push(say('differs', { line: got.findIndex((line, i) => line !== want[i]) + 1 || got.length + 1 }))
    return ['different', told.join(' · ')]
  }
})()
