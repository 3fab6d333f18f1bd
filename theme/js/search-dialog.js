// @ts-check
// The dialog of the search: a combobox with a listbox under it, as the ARIA Authoring
// Practices have it. The focus stays in the field. What it shows, js/search.js finds.

(() => {
  const site = /** @type {any} */ (globalThis).notesite
  if (typeof document === 'undefined') return // tests under Node.js want the rest alone
  const { say, Index, search, PAGE } = site

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {Record<string, string>} [attributes]
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  /** @param {Marked} pieces */
  const nodes = pieces => pieces.map(({ text, mark }) => mark ? element('mark', {}, text) : text)

  /** @type {Map<string, (data: any) => void>} */
  const waiting = new Map()
  /** @param {string} name @param {any} data */
  site.shard = (name, data) => waiting.get(name)?.(data)

  const index = new Index((/** @type {string} */ name) => new Promise((resolve, reject) => {
    waiting.set(name, resolve)
    const script = element('script', { src: new URL(`assets/search/${name}.js`, site.root).href })
    script.onload = () => script.remove()
    script.onerror = () => {
      script.remove()
      reject(new Error(name))
    }
    document.head.append(script)
  }))

  const list = element('div', { id: 'search.results', role: 'listbox', 'aria-label': say('search') })
  const input = element('input', {
    type: 'text', role: 'combobox', 'aria-label': say('search'), 'aria-expanded': 'false', 'aria-controls': list.id,
    'aria-autocomplete': 'list', placeholder: say('searchHint'), autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search',
  })
  const close = element('button', { type: 'button', class: 'search-close' }, say('close'))
  const more = element('button', { type: 'button', class: 'search-more', hidden: '' }, say('searchMore'))
  const status = element('p', { class: 'search-status', role: 'status' })
  const dialog = element('dialog', { class: 'search', 'aria-label': say('search') },
    element('div', { class: 'search-bar' }, input, close), element('div', { class: 'search-found' }, list, more), status)
  document.body.append(dialog)

  let limit = PAGE
  let round = 0 // of asking: an answer to an earlier question comes too late
  let chosen = -1

  /** @param {number} i which option Enter will open, or -1 */
  function choose(i) {
    list.children[chosen]?.setAttribute('aria-selected', 'false')
    chosen = i
    const option = list.children[i]
    if (option) {
      option.setAttribute('aria-selected', 'true')
      option.scrollIntoView({ block: 'nearest' })
      input.setAttribute('aria-activedescendant', option.id)
    } else {
      input.removeAttribute('aria-activedescendant')
    }
  }

  /** @param {Result} result @param {number} i */
  function option({ url, fragment, kind, title, heading, excerpt }, i) {
    const to = new URL(url, site.root)
    if (fragment) to.hash = fragment
    const made = element('a', { id: `search.${i + 1}`, role: 'option', 'aria-selected': 'false', tabindex: '-1', href: to.href })
    const parts = { title, kind: kind && kind !== 'note' ? [{ text: say(`kind.${kind}`), mark: false }] : [], heading, excerpt }
    for (const [name, pieces] of Object.entries(parts)) {
      if (pieces.length) made.append(element('span', { class: 'search-' + name }, ...nodes(pieces)), ' ')
    }
    return made
  }

  async function ask() {
    const mine = ++round
    const question = input.value.trim()
    /** @type {Answer} */
    let answer = { total: 0, results: [] }
    let said = ''
    try {
      if (question) {
        answer = await search(index, input.value, limit)
        said = answer.total ? say('searchResults', { n: answer.total }) : say('searchNone')
      }
    } catch {
      said = say('searchFailed')
    }
    if (mine !== round) return
    const kept = limit > PAGE ? chosen : -1
    choose(-1)
    list.replaceChildren(...answer.results.map(option))
    choose(kept)
    input.setAttribute('aria-expanded', String(answer.results.length > 0))
    more.hidden = answer.results.length >= answer.total
    // Said once the reader pauses, not after each letter.
    setTimeout(() => { if (mine === round) status.textContent = said }, said && status.textContent ? 250 : 0)
  }

  let asking = Promise.resolve()

  async function open() {
    await asking // what was typed last, not what is shown yet
    const option = /** @type {HTMLElement | undefined} */ (list.children[Math.max(chosen, 0)])
    option?.click()
  }

  input.addEventListener('input', () => {
    limit = PAGE
    asking = ask()
  })
  more.addEventListener('click', () => {
    limit += PAGE
    asking = ask()
    input.focus()
  })
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close() })
  list.addEventListener('click', event => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close() })
  // A press on a result must not take the focus from the field.
  list.addEventListener('mousedown', event => event.preventDefault())

  input.addEventListener('keydown', event => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event
    const count = list.children.length
    if (isComposing || altKey || ctrlKey || metaKey || shiftKey) return
    /** @type {Record<string, () => void>} */
    const keys = {
      Enter: open,
      ...count && { ArrowDown: () => choose((chosen + 1) % count), ArrowUp: () => choose((chosen > 0 ? chosen : count) - 1) },
      ...chosen >= 0 && { Home: () => choose(0), End: () => choose(count - 1) },
    }
    if (keys[key]) {
      event.preventDefault()
      keys[key]()
    } else if (/^Arrow/.test(key)) {
      choose(-1) // back in the text
    }
  })

  site.openSearch = () => {
    if (!dialog.open) dialog.showModal()
    input.focus()
    input.select()
    index.manifest().catch(() => {}) // before the first letter is typed
  }
})()
