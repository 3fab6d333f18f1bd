// @ts-check
// Shows a picture or a diagram that is wider than its place in the whole
// window: a click or Enter opens it, Escape or another click closes. On a phone
// it is as large as it was made, and scrolls.

(() => {
  const { say } = /** @type {any} */ (globalThis).notesite
  const FIGURES = '.text :is(img, .mermaid-frame, .canvas-frame):not(a *, .canvas *)'

  /** @param {HTMLElement} figure */
  function isWide(figure) {
    if (figure instanceof HTMLImageElement) {
      return figure.naturalWidth > figure.clientWidth + 1 && figure.clientWidth > 0
    }
    const svg = (figure.shadowRoot ?? figure).querySelector('svg')
    return figure.scrollWidth > figure.clientWidth + 1 || !!svg && svg.viewBox.baseVal?.width > svg.clientWidth + 1
  }

  /** Says of each figure whether it can be enlarged, in the window as it is. */
  function look() {
    for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(FIGURES))) {
      const wide = isWide(figure)
      if (wide === figure.classList.contains('zoomable')) continue
      figure.classList.toggle('zoomable', wide)
      if (!(figure instanceof HTMLImageElement)) {
        // It can have the focus already, and holds links.
        if (wide) figure.setAttribute('aria-description', say('enlarge'))
        else figure.removeAttribute('aria-description')
      } else if (wide) {
        figure.tabIndex = 0
        figure.setAttribute('role', 'button')
        figure.setAttribute('aria-label', `${say('enlarge')}: ${figure.alt}`)
      } else {
        for (const name of ['tabindex', 'role', 'aria-label']) figure.removeAttribute(name)
      }
    }
  }

  const close = document.createElement('button')
  close.type = 'button'
  close.textContent = say('close')
  const dialog = document.createElement('dialog')
  dialog.className = 'zoom'
  dialog.append(close)
  document.body.append(dialog)
  /** The figure that is in the dialog. @type {HTMLElement | null} */
  let shown = null
  let place = document.createElement('span') // that it left

  /** @param {HTMLElement} figure */
  function open(figure) {
    // The figure itself, not a copy: ids stay unique, and so do shadow trees.
    place = document.createElement(figure.localName === 'img' ? 'span' : 'div')
    place.className = 'zoomed'
    const { marginBlock } = getComputedStyle(figure)
    Object.assign(place.style, { inlineSize: `${figure.offsetWidth}px`, blockSize: `${figure.offsetHeight}px`, marginBlock })
    shown = figure
    // A window that is hardly wider than the place shows it as large as it is.
    dialog.classList.toggle('natural', innerWidth < 1.2 * figure.clientWidth)
    dialog.setAttribute('aria-label', figure.getAttribute('alt') ?? figure.getAttribute('aria-label') ?? say('enlarge'))
    figure.replaceWith(place)
    dialog.append(figure)
    dialog.showModal()
    close.focus()
  }

  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => {
    if (!shown) return
    place.replaceWith(shown)
    shown.focus({ preventScroll: true })
    shown = null
    look()
  })
  dialog.addEventListener('click', event => {
    const target = /** @type {Element} */ (event.target)
    if (target === dialog || target === shown) dialog.close()
  })

  /**
   * The figure at an element that can be enlarged.
   * @param {Event} event
   * @returns {HTMLElement | null}
   */
  const figureAt = event => shown ? null : /** @type {Element} */ (event.target).closest('.zoomable')

  document.addEventListener('click', event => {
    const figure = figureAt(event)
    const inside = event.composedPath()[0]
    if (figure && !/** @type {Element} */ (inside).closest('a, button, summary') && getSelection()?.type !== 'Range') open(figure)
  })
  document.addEventListener('keydown', event => {
    const figure = figureAt(event)
    if (event.target !== figure || !figure || event.key !== 'Enter' && (event.key !== ' ' || figure.localName !== 'img')) return
    event.preventDefault()
    open(figure)
  })
  document.addEventListener('load', look, true) // of pictures
  const sizes = new ResizeObserver(look)
  for (const text of document.querySelectorAll('.text')) sizes.observe(text)
})()
