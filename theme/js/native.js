// @ts-check
// Runs a program on the machine that serves the preview, where the preview allows
// it: notesite serve adds this script to its pages, with a token, and it is no part
// of a site. What a program prints streams into the place of its checked output, and
// is compared with that by js/compare.js, which comes with it.

(() => {
  const site = /** @type {any} */ (globalThis).notesite
  const token = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="notesite-token"]'))?.content
  if (!site?.say || !token) return
  const { say, compare } = site

  // What runTime in serve/run.go has as well, in seconds.
  const LIMIT = 30

  /** @param {HTMLElement} panel */
  function add(panel) {
    const samp = panel.querySelector('samp')
    const checked = samp?.textContent ?? ''
    const start = document.createElement('button')
    const stop = document.createElement('button')
    const status = document.createElement('p')
    start.name = 'native'
    start.type = stop.type = 'button'
    start.textContent = say('native')
    stop.textContent = say('stop')
    stop.hidden = true
    status.className = 'run-status'
    status.setAttribute('role', 'status')
    let tools = panel.querySelector('.run-tools')
    if (tools) {
      tools.append(start, stop)
      tools.after(status)
    } else {
      const run = document.createElement('div')
      run.className = 'run'
      tools = document.createElement('p')
      tools.className = 'run-tools'
      tools.append(start, stop)
      run.append(tools, status)
      panel.append(run)
    }
    const out = samp ?? panel.appendChild(document.createElement('pre')).appendChild(document.createElement('samp'))

    let abort = new AbortController()
    stop.addEventListener('click', () => abort.abort())
    start.addEventListener('click', async () => {
      abort = new AbortController()
      start.hidden = true
      stop.hidden = false
      stop.focus()
      panel.dataset.state = 'running'
      status.textContent = say('running')
      try {
        const [state, told] = await run(out, checked)
        panel.dataset.state = state
        status.textContent = told
      } catch (err) {
        panel.dataset.state = abort.signal.aborted ? 'stopped' : 'failed'
        status.textContent = abort.signal.aborted ? say('stopped.user') : String(err instanceof Error ? err.message : err)
      }
      stop.hidden = true
      start.hidden = false
      start.focus()
    })

    /** @param {HTMLElement} out @param {string} checked @returns {Promise<[state: string, told: string]>} */
    async function run(out, checked) {
      const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | HTMLTextAreaElement | null} */ (panel.querySelector(`.run [name="${name}"]`))
      const [args, stdin] = [field('args'), field('stdin')]
      const otherInput = [args, stdin].some(field => field && field.value !== field.defaultValue)
      const response = await fetch('/-/run', {
        method: 'POST', signal: abort.signal, headers: { 'Content-Type': 'application/json', 'Notesite-Token': token ?? '' },
        body: JSON.stringify({ program: panel.dataset.program, args: args?.value.split(/\s+/).filter(Boolean) ?? [], stdin: stdin?.value ?? '' }),
      })
      if (!response.ok || !response.body) throw new Error(await response.text())
      out.replaceChildren()
      let [rest, stdout] = ['', '']
      const decoders = [new TextDecoder(), new TextDecoder(), new TextDecoder()]
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { value, done } = await reader.read()
        if (done) throw new Error(say('previewEnded'))
        const lines = (rest + value).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          const { stream, data, end, exit = 0, stop, fault } = JSON.parse(line)
          if (data) {
            const text = decoders[stream].decode(Uint8Array.from(atob(data), c => c.charCodeAt(0)), { stream: true })
            const piece = stream === 2 ? document.createElement('span') : document.createTextNode('')
            if (piece instanceof HTMLElement) piece.className = 'stderr'
            else stdout += text
            piece.textContent = text
            out.append(piece)
          }
          if (!end) continue
          if (fault) throw new Error(fault)
          if (stop) return ['stopped', say(`stopped.${stop}`, { n: LIMIT })]
          return compare(stdout, checked, exit, otherInput)
        }
      }
    }
  }

  for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.output[data-program]'))) add(panel)
})()
