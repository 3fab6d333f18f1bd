// @ts-check
// Runs a program in the page, by js/sandbox.js, and compares what it prints with
// what the page shows, by js/compare.js. Nothing is loaded before somebody wants to run it.
//
//   notesite.module(hash, base64)   called by a module's own script: a page
//                                   cannot fetch anything from file://
//
// The panel is .output, where a program can run: its data say what the module is
// and what a reader can give it, and data-state how far it is: idle, loading,
// running; identical or different; stopped, failed.

/**
 * @typedef {{ time: number, stream: number, text: string }} Piece of the output, at a time of the program's clock, in nanoseconds
 * @typedef {{ time: number, exit: number, stop: string }} Ending
 */

(() => {
  const site = /** @type {any} */ (globalThis).notesite
  const { say, compare } = site
  if (!('DecompressionStream' in globalThis) || !('WebAssembly' in globalThis)) return

  // What sandbox.Default has as well.
  const limits = { virtual: 24 * 3600e9, output: 1 << 20 }
  const REAL = 10e3 // milliseconds

  // Modules, each loaded and compiled once.

  /** @type {Map<string, (base64: string) => void>} */
  const waiting = new Map()
  site.module = (/** @type {string} */ hash, /** @type {string} */ base64) => waiting.get(hash)?.(base64)

  /** By hash. @type {Map<string, Promise<WebAssembly.Module>>} */
  const modules = new Map()

  /** @param {string} hash @param {string} address */
  function load(hash, address) {
    let module = modules.get(hash)
    if (!module) {
      module = fetched(hash, address).then(async base64 => {
        const packed = Uint8Array.from(atob(base64), c => c.charCodeAt(0))
        const code = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
        return WebAssembly.compile(await new Response(code).arrayBuffer())
      })
      module.catch(() => modules.delete(hash)) // another try may do better
      modules.set(hash, module)
    }
    return module
  }

  /** @param {string} hash @param {string} address @returns {Promise<string>} */
  const fetched = (hash, address) => new Promise((resolve, reject) => {
    const script = document.createElement('script')
    waiting.set(hash, resolve)
    script.src = address
    script.onload = script.onerror = () => {
      script.remove()
      reject(new Error(address)) // unless it is resolved
    }
    document.head.append(script)
  })

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  function element(name, attributes, ...children) {
    const made = document.createElement(name)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  let panels = 0

  /** @param {HTMLElement} panel */
  function add(panel) {
    const { program = '', module: address = '', hash = '', args, stdin, seed } = panel.dataset
    const samp = /** @type {HTMLElement} */ (panel.querySelector('samp'))
    const proof = /** @type {HTMLElement} */ (panel.querySelector('.proof'))
    if ('forks' in panel.dataset && !('Suspending' in WebAssembly)) {
      proof.after(element('p', { class: 'no-run' }, say('noForks')))
      panel.classList.add('has-run')
      return
    }
    const checked = samp.textContent ?? ''
    const id = `page.run.${++panels}`

    const start = element('button', { name: 'run', type: 'submit' }, say('run'))
    const stop = element('button', { name: 'stop', type: 'button', hidden: '' }, say('stop'))
    const back = element('button', { name: 'checked', type: 'button', hidden: '' }, say('checkedOutput'))
    const speed = element('select', { name: 'speed' },
      element('option', { value: '' }, say('speedOnce')), element('option', { value: '10' }, say('speedTen')), element('option', { value: '1' }, say('speedReal')))
    const time = element('input', { name: 'time', type: 'range', min: '0', step: 'any', 'aria-label': say('time') })
    const clock = element('output', { for: id + '.time' })
    const scrubber = element('p', { class: 'run-time', hidden: '' }, time, clock)
    time.id = id + '.time'
    const status = element('p', { class: 'run-status', role: 'status' })
    /** What a reader can give it, by names. @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    const given = {}
    if (args !== undefined) given.args = element('input', { name: 'args', value: args, spellcheck: 'false', autocapitalize: 'off' })
    if (stdin !== undefined) given.stdin = element('textarea', { name: 'stdin', rows: '3', spellcheck: 'false' }, stdin)
    if (seed !== undefined) given.seed = element('input', { name: 'seed', type: 'number', min: '0', max: '4294967295', value: seed })
    const form = element('form', { class: 'run' },
      ...Object.entries(given).map(([name, field]) => element('label', { class: `run-${name}` }, say(name), field)),
      element('p', { class: 'run-tools' }, start, stop, element('label', {}, say('speed'), ' ', speed), back), scrubber, status)
    proof.before(form)
    panel.classList.add('has-run')

    /** @param {string} state @param {string} told what is said of it */
    function enter(state, told) {
      panel.dataset.state = state
      status.textContent = told
      const busy = state === 'loading' || state === 'running'
      const focused = document.activeElement === (busy ? start : stop)
      start.hidden = busy
      stop.hidden = !busy
      if (focused) (busy ? stop : start).focus()
      back.hidden = busy || state === 'idle' || state === 'identical'
    }

    // Showing.

    /** @type {Piece[]} */
    let pieces = []
    let length = 0 // pieces that are shown
    const blocks = /** @type {NodeListOf<HTMLElement | SVGElement>} */ (panel.querySelectorAll('.lanes [data-time]'))

    /** Moves the picture so that the last thing that has run is in sight. */
    function follow() {
      const frame = panel.querySelector('.lanes-frame')
      const last = [...blocks].findLast(block => !block.classList.contains('later'))
      if (!frame || !last) return
      const [seen, at] = [frame.getBoundingClientRect(), last.getBoundingClientRect()]
      const margin = seen.width / 4
      if (at.right > seen.right) frame.scrollLeft += at.right - seen.right + margin
      else if (at.left < seen.left) frame.scrollLeft -= seen.left - at.left + margin
    }

    /** Shows the output as it was at a time. @param {number} now */
    function show(now) {
      let n = pieces.length
      while (n && pieces[n - 1].time > now) n--
      if (n < length) {
        samp.replaceChildren()
        length = 0
      }
      for (; length < n; length++) {
        const { stream, text } = pieces[length]
        const last = samp.lastChild
        if (stream === 2) {
          if (last instanceof HTMLElement) last.append(text)
          else samp.append(element('span', { class: 'stderr' }, text))
        } else if (last instanceof Text) {
          last.appendData(text)
        } else {
          samp.append(text)
        }
      }
      for (const block of blocks) block.classList.toggle('later', Number(block.dataset.time) > now)
      const ms = now / 1e6
      clock.value = `${ms.toLocaleString(document.documentElement.lang || 'en', { maximumFractionDigits: 3 })} ms`
      time.setAttribute('aria-valuetext', clock.value)
    }

    time.addEventListener('input', () => {
      show(Number(time.value))
      follow()
    })

    /** Keeps the height of the output, so that nothing below moves with the slider. @param {boolean} on */
    function keepHeight(on) {
      const pre = /** @type {HTMLElement} */ (samp.parentElement)
      pre.style.minBlockSize = on ? `${pre.getBoundingClientRect().height}px` : ''
    }

    function restore() {
      keepHeight(false)
      pieces = []
      length = 0
      scrubber.hidden = true
      samp.textContent = checked
    }

    back.addEventListener('click', () => {
      restore()
      enter('idle', '')
      start.focus()
    })

    // Running.

    let round = 0 // counts the runs
    /** Ends the run that is going on. @type {(why: string) => void} */
    let halt = () => {}
    stop.addEventListener('click', () => halt('user'))

    async function run() {
      const mine = ++round
      let canceled = false
      halt = () => {
        canceled = true
        enter('stopped', say('stopped.user'))
      }
      enter('loading', say('loading'))
      let module
      try {
        module = await load(hash, address)
      } catch {
        if (mine === round && !canceled) enter('failed', say('notLoaded'))
        return
      }
      if (mine !== round || canceled) return
      const worker = /** @type {Worker} */ (site.sandbox())
      pieces = []
      length = 0
      samp.replaceChildren()
      scrubber.hidden = true
      keepHeight(false)
      enter('running', say('running'))

      const otherInput = [given.args, given.stdin].some(field => field && field.value !== field.defaultValue)
      const began = performance.now()
      const pace = Number(speed.value) || Infinity
      /** @type {Ending | undefined} */
      let ending
      const decoders = [new TextDecoder(), new TextDecoder(), new TextDecoder()]
      halt = why => {
        worker.terminate()
        ending = { time: pieces.at(-1)?.time ?? 0, exit: 0, stop: why }
        finish(ending)
      }
      const late = setTimeout(() => halt('real'), REAL)
      worker.onmessage = ({ data }) => {
        for (const { time, stream, data: bytes } of data.writes) pieces.push({ time, stream, text: decoders[stream].decode(bytes, { stream: true }) })
        if (data.end) {
          ending = data.end
          clearTimeout(late)
          worker.terminate()
        }
        play()
      }
      worker.onerror = () => halt('crashed')
      worker.postMessage({
        module, limits, env: [], stdin: given.stdin?.value ?? '', seed: Number(given.seed?.value ?? 1) >>> 0,
        args: [program.slice(program.lastIndexOf('/') + 1), ...(given.args?.value ?? '').split(/\s+/).filter(Boolean)],
      })

      let asked = false
      /** Shows what there is by now; the end comes when all is shown. */
      function play() {
        if (asked || mine !== round) return
        asked = true
        requestAnimationFrame(() => {
          asked = false
          if (mine !== round || panel.dataset.state !== 'running') return
          const now = pace === Infinity ? pieces.at(-1)?.time ?? 0 : (performance.now() - began) * 1e6 * pace
          show(now)
          if (pace !== Infinity) follow()
          if (ending && (pace === Infinity || now >= ending.time)) finish(ending)
          else if (pace !== Infinity) play()
        })
      }

      /** @param {Ending} end */
      function finish(end) {
        clearTimeout(late)
        show(Infinity)
        time.max = String(end.time)
        time.value = time.max
        scrubber.hidden = !pieces.length || end.time < 1e6 // too short to go through
        show(end.time)
        keepHeight(true)
        if (end.stop) {
          enter(end.stop === 'crashed' ? 'failed' : 'stopped', say(`stopped.${end.stop}`, { n: REAL / 1e3 }))
          return
        }
        const stdout = pieces.filter(({ stream }) => stream === 1).map(({ text }) => text).join('')
        const [state, told] = compare(stdout, checked, end.exit, otherInput)
        enter(state, told)
      }
    }

    // The address says what is run, so that it can be passed on.

    function remember() {
      const query = new URLSearchParams({ run: program })
      for (const [name, field] of Object.entries(given)) if (field.value !== field.defaultValue) query.set(name, field.value)
      if (speed.value) query.set('speed', speed.value)
      try {
        history.replaceState(history.state, '', `?${query}${location.hash}`)
      } catch {
        // Some browsers forbid it from file://.
      }
    }

    const query = new URLSearchParams(location.search)
    if (query.get('run') === program) {
      for (const [name, field] of Object.entries(given)) field.value = query.get(name) ?? field.value
      speed.value = query.get('speed') ?? ''
      if (speed.selectedIndex < 0) speed.value = ''
    }

    form.addEventListener('submit', event => {
      event.preventDefault()
      remember()
      void run()
    })
    enter('idle', '')
  }

  for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.output[data-module]'))) add(panel)
})()
