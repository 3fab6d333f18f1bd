// @ts-check
// Opens the folders of the tree of notes. A page has those above it and what
// stands beside it; what is in the others is loaded. What a reader opened stays
// open on the next page.

(() => {
  const explorer = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.explorer'))
  const rootList = explorer?.querySelector('ul')
  if (!explorer || !rootList) return
  const site = /** @type {any} */ (globalThis).notesite
  const { say } = site

  /**
   * What a folder holds: path, address, name and size of folders, address and
   * title of pages.
   * @typedef {{ folders?: [string, string, string, number][], pages?: [string, string][] }} Folder
   */
  /** @type {Map<string, Folder>} */
  const known = new Map()
  /** @param {Record<string, Folder>} folders */
  site.folders = folders => {
    for (const [path, folder] of Object.entries(folders)) known.set(path, folder)
  }

  const KEY = 'notesite.explorer'
  /** Paths of the folders that are open; null while the tree is not. @type {string[] | null} */
  let open = null
  try {
    open = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
  } catch {
    // Storage is refused.
  }

  function keep() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(open))
    } catch {
      // For this page, then.
    }
  }

  /** @param {string} address in the site, escaped */
  const whole = address => new URL(address, site.root).href

  /** @param {string} address @param {string} text */
  function link(address, text) {
    const made = document.createElement('a')
    made.href = whole(address)
    made.textContent = text
    if (made.href === location.href.replace(/#.*/, '')) made.setAttribute('aria-current', 'page')
    return made
  }

  /** All that a folder holds. @param {string} path */
  async function contents(path) {
    await site.load('folders', Number(explorer?.dataset.files), path)
    return known.get(path) ?? {}
  }

  /**
   * Puts all that a folder holds into its list, and leaves open what is open.
   * @param {HTMLUListElement} list
   */
  async function fill(list) {
    const { folders = [], pages = [] } = await contents(list.dataset.path ?? '')
    const there = new Map([...list.querySelectorAll(':scope > .folder')].map(item => [item.querySelector('a')?.href, item]))
    const items = folders.map(([path, address, name, size]) => {
      const item = there.get(whole(address)) ?? document.createElement('li')
      if (!item.firstChild) {
        item.className = 'folder'
        const count = document.createElement('span')
        count.className = 'count'
        count.textContent = String(size)
        item.append(link(address, name), ' ', count)
      }
      addButton(/** @type {HTMLElement} */ (item), path)
      return item
    })
    list.replaceChildren(...items, ...pages.map(([address, title]) => {
      const item = document.createElement('li')
      item.append(link(address, title))
      return item
    }))
    list.classList.remove('part')
  }

  /**
   * Puts a button at a folder that opens and closes it.
   * @param {HTMLElement} item
   * @param {string} path
   */
  function addButton(item, path) {
    if (item.querySelector(':scope > button')) return
    const button = document.createElement('button')
    button.type = 'button'
    button.setAttribute('aria-label', say('openFolder', { folder: item.querySelector('a')?.textContent ?? '' }))
    item.prepend(button)

    /** @param {boolean} wanted */
    async function set(wanted) {
      button.setAttribute('aria-expanded', String(wanted))
      let list = /** @type {HTMLUListElement | null} */ (item.querySelector(':scope > ul'))
      if (!wanted) {
        if (list) list.hidden = true
        return
      }
      if (!list) {
        list = document.createElement('ul')
        list.dataset.path = path
        item.append(list)
        await fill(list)
      } else if (list.classList.contains('part') || list.querySelector(':scope > .folder:not(:has(> button))')) {
        await fill(list)
      }
      list.hidden = false
    }

    button.addEventListener('click', () => {
      const wanted = button.getAttribute('aria-expanded') !== 'true'
      open = (open ?? []).filter(other => other !== path)
      if (wanted) open.push(path)
      keep()
      set(wanted)
    })
    set(!!item.querySelector(':scope > ul') || !!open?.includes(path))
  }

  /** Completes the tree when it is opened first, and shows where the reader is. */
  async function complete() {
    if (!rootList) return
    await fill(rootList)
    const current = rootList.querySelector('[aria-current]')
    const frame = rootList.closest('nav')
    if (current && frame) frame.scrollTop += current.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 2
  }

  let completed = false
  explorer.addEventListener('toggle', () => {
    if (explorer.open && !completed) {
      completed = true
      complete()
    }
    open = explorer.open ? open ?? [] : null
    keep()
  })
  // On a phone it would push the text away.
  if (open && matchMedia('(min-width: 75rem)').matches) explorer.open = true
})()
