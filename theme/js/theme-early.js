// @ts-check
// Puts on what a reader chose with theme.js, before anything is shown: this is
// the one script that a page waits for. What is chosen are attributes of the
// root element, which the style sheet reads:
//
//   <html data-scheme="dark" data-width="wide" data-text="large">

(() => {
  const site = /** @type {any} */ (globalThis).notesite ??= {}
  const { dataset } = document.documentElement
  /** @type {Record<string, string[]>} */
  const choices = { scheme: ['light', 'dark'], width: ['narrow', 'wide'], text: ['small', 'large'] }
  /** What is chosen, also where nothing can be kept. @type {Record<string, string>} */
  const chosen = {}

  function wear() {
    try {
      Object.assign(chosen, JSON.parse(localStorage.getItem('notesite.reading') ?? '{}'))
    } catch {
      // Storage is refused, or what is in it is not of our making.
    }
    for (const [name, values] of Object.entries(choices)) {
      if (values.includes(chosen[name])) dataset[name] = chosen[name]
      else delete dataset[name]
    }
    // Before there is a style sheet.
    document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', dataset.scheme ?? 'light dark')
  }

  /** @param {string} name @param {string} value empty for how the page comes */
  function choose(name, value) {
    chosen[name] = value
    try {
      localStorage.setItem('notesite.reading', JSON.stringify(chosen))
    } catch {
      // For this page, then.
    }
    wear()
  }

  Object.assign(site, { choose, wear })
  wear()
})()
