// @ts-check
// Puts a button at each block of code that copies it: a fence, a listing, an
// output, or all of a file whose page tells it passage by passage, without line
// numbers. The mark at a heading copies the address of its section.

(() => {
  const { say } = /** @type {any} */ (globalThis).notesite
  const status = document.createElement('p')
  status.className = 'copy-status'
  status.setAttribute('role', 'status')
  document.body.append(status)

  /** @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text)
      return
    } catch {
      // Not allowed, or not there: as it was done before.
    }
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }

  /**
   * @param {(button: Element) => void} place puts the button somewhere
   * @param {string} what is copied, for who does not see where the button stands
   * @param {() => string} text
   */
  function add(place, what, text) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = say('copy')
    button.setAttribute('aria-label', say('copyWhat', { what }))
    let shown = 0
    button.addEventListener('click', async () => {
      await copy(text())
      button.textContent = say('copied')
      status.textContent = say('copiedWhat', { what })
      clearTimeout(shown)
      shown = window.setTimeout(() => {
        button.textContent = say('copy')
        status.textContent = ''
      }, 2000)
      button.focus()
    })
    place(button)
  }

  for (const walk of document.querySelectorAll('.walk')) {
    add(button => walk.prepend(button), walk.getAttribute('aria-label') ?? say('theFile'),
      () => [...walk.querySelectorAll('.line')].map(line => line.textContent).join(''))
  }
  for (const pre of document.querySelectorAll('.code > pre, .panel > pre.listing, figure.program > pre.listing, .output > pre')) {
    // The style sheet sets it over the block, which stays where it is: to move it
    // would have the browser lay it out again.
    add(button => pre.before(button), pre.getAttribute('aria-label') ?? say('theCode'), () => pre.textContent ?? '')
  }
  for (const command of document.querySelectorAll('.output > .command')) {
    add(button => command.append(button), say('theCommand'), () => command.querySelector('code')?.textContent ?? '')
  }

  // Headings of the theme have no mark of their own.
  for (const heading of document.querySelectorAll('main :is(h2, h3, h4, h5, h6)[id]:not([id^="page."], :has(> .anchor))')) {
    const anchor = document.createElement('a')
    anchor.className = 'anchor'
    anchor.href = `#${encodeURIComponent(heading.id)}`
    anchor.setAttribute('aria-label', say('linkTo', { heading: heading.textContent ?? '' }))
    heading.append(anchor)
  }
  for (const anchor of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('main .anchor'))) {
    let shown = 0
    anchor.addEventListener('click', async event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      await copy(anchor.href)
      anchor.dataset.copied = say('copied')
      status.textContent = say('copiedWhat', { what: say('theLink') })
      clearTimeout(shown)
      shown = window.setTimeout(() => {
        delete anchor.dataset.copied
        status.textContent = ''
      }, 2000)
      anchor.focus({ preventScroll: true })
    })
  }
})()
