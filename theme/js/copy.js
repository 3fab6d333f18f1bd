// @ts-check
// Puts a button at each block of code that copies it: a fence, a listing, or
// all of a file whose page tells it passage by passage, without line numbers.

(() => {
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
   * @param {Element} place where the button comes first
   * @param {string} what is copied, for who does not see where the button stands
   * @param {() => string} text
   */
  function add(place, what, text) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = 'Copy'
    button.setAttribute('aria-label', `Copy ${what}`)
    let shown = 0
    button.addEventListener('click', async () => {
      await copy(text())
      button.textContent = 'Copied'
      status.textContent = `Copied ${what}`
      clearTimeout(shown)
      shown = window.setTimeout(() => {
        button.textContent = 'Copy'
        status.textContent = ''
      }, 2000)
      button.focus()
    })
    place.prepend(button)
  }

  for (const walk of document.querySelectorAll('.walk')) {
    add(walk, walk.getAttribute('aria-label') ?? 'the file',
      () => [...walk.querySelectorAll('.line')].map(line => line.textContent).join(''))
  }
  for (const pre of document.querySelectorAll('.code > pre, .panel > pre.listing, figure.program > pre.listing')) {
    const parent = /** @type {Element} */ (pre.parentElement)
    const what = pre.getAttribute('aria-label') ?? 'the code'
    const holder = document.createElement('div')
    holder.className = 'copied'
    parent.insertBefore(holder, pre)
    holder.append(pre)
    add(holder, what, () => pre.textContent ?? '')
  }
})()
