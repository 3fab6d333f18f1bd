// @ts-check
// Lets lines of a program be chosen by their numbers: a click on a number puts
// the line into the address, a second one with Shift held a range, and an
// address with lines marks them:
//
//   examples/loop.html#main.go-L10-L20
//
// Without it an address with one line leads there; each has its id.

(() => {
  /** The lines that are marked. @type {Element[]} */
  let marked = []

  /**
   * The file and the lines that the address names.
   * @returns {{ file: string, from: number, to: number } | null}
   */
  function named() {
    let hash = location.hash.slice(1)
    try {
      hash = decodeURIComponent(hash)
    } catch {
      return null // not of our making
    }
    const m = /^(.+?)-[Ll](\d+)(?:-[Ll]?(\d+))?$/.exec(hash)
    if (!m) return null
    const [from, to] = [Number(m[2]), Number(m[3] ?? m[2])]
    return { file: m[1].toLowerCase(), from: Math.min(from, to), to: Math.max(from, to) }
  }

  /** @param {string} file @param {number} n */
  const line = (file, n) => document.getElementById(`${file}-L${n}`)

  function mark() {
    for (const el of marked) el.classList.remove('chosen')
    marked = []
    const lines = named()
    if (!lines) return
    for (let n = lines.from; n <= lines.to; n++) {
      const el = line(lines.file, n)
      if (!el) break
      el.classList.add('chosen')
      marked.push(el)
    }
  }

  /** Goes where the browser itself does not: to the first line of a range. */
  function arrive() {
    mark()
    if (marked.length && !document.getElementById(decodeURIComponent(location.hash.slice(1)))) {
      marked[0].scrollIntoView({ block: 'start' })
    }
  }

  document.addEventListener('click', event => {
    const target = /** @type {Element} */ (event.target)
    const el = target.closest('.line[id]')
    const listing = el?.closest('.listing')
    if (!el || !listing || target.closest('a') || event.button) return
    const style = getComputedStyle(el)
    const gutter = parseFloat(style.paddingInlineStart)
    const box = listing.getBoundingClientRect()
    const at = style.direction === 'rtl' ? box.right - event.clientX : event.clientX - box.left
    if (at > gutter) return
    const m = /^(.+)-L(\d+)$/.exec(el.id)
    if (!m) return
    let hash = el.id
    const lines = named()
    if (event.shiftKey && lines && lines.file === m[1]) {
      const [from, to] = [Math.min(lines.from, Number(m[2])), Math.max(lines.from, Number(m[2]))]
      hash = from === to ? hash : `${m[1]}-L${from}-L${to}`
      getSelection()?.removeAllRanges()
    }
    history.replaceState(null, '', `#${hash}`)
    mark()
  })

  addEventListener('hashchange', arrive)
  document.documentElement.classList.add('has-lines')
  arrive()
})()
