// @ts-check
// Opens the search: with a button, Ctrl-K (Cmd-K) or "/". search.js, which
// lies beside this file, is loaded when it is opened first. A page has
//
//   <button type="button" data-search hidden>Search</button>

(() => {
  const own = /** @type {HTMLScriptElement} */ (document.currentScript)
  const site = /** @type {any} */ (globalThis).notesite ??= {}
  /** @type {Promise<void> | undefined} */
  let loaded

  async function open() {
    loaded ??= new Promise((resolve, reject) => {
      const script = document.createElement('script')
      script.src = new URL('search.js', own.src).href
      script.onload = () => resolve()
      script.onerror = reject
      document.head.append(script)
    })
    try {
      await loaded
      site.openSearch()
    } catch {
      loaded = undefined // and the next try loads it again
    }
  }

  for (const button of document.querySelectorAll('button[data-search]')) {
    button.removeAttribute('hidden')
    button.addEventListener('click', open)
  }
  document.addEventListener('keydown', event => {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event
    const target = /** @type {HTMLElement} */ (event.target)
    const asked = ctrlKey || metaKey
      ? key.toLowerCase() === 'k' && !altKey && !shiftKey
      : key === '/' && !altKey && !target.isContentEditable && !target.closest('input, textarea, select')
    if (!asked || event.defaultPrevented) return
    event.preventDefault()
    open()
  })
})()
