// @ts-check
// Says what the interface says, and loads what a page does not wait for: the looks of what scripts put into it, and
// what is too much for it: values by key, spread over scripts that
// call back, since from file:// a page can load scripts and nothing else. Each
// script has the keys whose FNV-1a hash leaves its number when it is divided by
// how many there are, as in internal/render/spread.go.
//
//   notesite.root                                      address of the site
//   notesite.say('openFolder', { folder: 'runtime' })  "Open runtime", from theme/words
//   await notesite.load('folders', 4, 'runtime/deep')  loads assets/folders/2.js

(() => {
  const own = /** @type {HTMLScriptElement} */ (document.currentScript)
  const site = /** @type {any} */ (globalThis).notesite ??= {}
  site.root = new URL('..', own.src).href

  const plural = new Intl.PluralRules(document.documentElement.lang || 'en')

  /**
   * A phrase with its values, each behind its name; the number n chooses the form.
   * @param {string} key @param {Record<string, string | number>} [values]
   */
  site.say = (key, values = {}) => {
    const phrase = site.words[key]
    const text = typeof phrase === 'string' ? phrase : phrase[plural.select(Number(values.n))] ?? phrase.other
    return text.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => values[name] ?? whole)
  }

  // The looks of what scripts put into the page. They stand before those of the
  // page, where a theme of one's own has the last word.
  const looks = document.createElement('link')
  looks.rel = 'stylesheet'
  looks.href = new URL('later.css', own.src).href
  document.querySelector('link[rel="stylesheet"]')?.before(looks)

  /** @param {string} key */
  function hash(key) {
    let hash = 0x811c9dc5
    for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
    return hash
  }

  /** By address. @type {Map<string, Promise<void>>} */
  const loading = new Map()

  /**
   * @param {string} folder of the scripts, in assets/
   * @param {number} files how many scripts there are
   * @param {string} key
   */
  site.load = (folder, files, key) => {
    const address = new URL(`assets/${folder}/${hash(key) % files}.js`, site.root).href
    let loaded = loading.get(address)
    if (!loaded) {
      loaded = new Promise(resolve => {
        const script = document.createElement('script')
        script.src = address
        script.onload = script.onerror = () => {
          script.remove()
          resolve()
        }
        document.head.append(script)
      })
      loading.set(address, loaded)
    }
    return loaded
  }
})()
