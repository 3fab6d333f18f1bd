// @ts-check
// Shows where a link leads, in a card beside it: when it is pointed at for a
// moment, or reached with the keyboard. What pages have to show lies in scripts,
// a few pages in each, since those can be loaded from a server and from file://
// alike. assets/previews/7.js makes one call:
//
//   notesite.previews({
//     'event-loop.html': {
//       title: 'Event loop',
//       intro: '<p>The event loop is …</p>',
//       parts: { phases: '<h2>Phases</h2><p>A turn visits …</p>', '^definition': '<p>…</p>' },
//     },
//   })
//
// Pages are named by their address in the site. Parts are by fragment, not
// escaped: headings, blocks, and lines of programs by the id of their first
// line. URLs are those of the page. <body data-previews> says how many such
// scripts there are. What is on the same page is taken from the page, unless it
// can be seen.

/**
 * @typedef {object} Preview
 * @property {string} title
 * @property {string} [lang] where it is not that of the site
 * @property {string} [dir]
 * @property {string} intro
 * @property {Record<string, string>} [parts]
 */
/** @typedef {{ title: string, lang?: string, dir?: string, nodes: Node[], base: string }} Shown */

(() => {
  const files = Number(document.body.dataset.previews)
  if (!files || !('popover' in HTMLElement.prototype)) return
  const site = /** @type {any} */ (globalThis).notesite
  const root = new URL(site.root)

  const LINKS = 'a.internal[href], a.footnote-ref, a.name[href]'
  const DELAY = 250 // before a card is shown
  const GRACE = 300 // to get from the link to the card
  const LONG = 1000 // characters, of what is taken from this page
  const LINES = 14

  /** @type {Map<string, Preview>} */
  const known = new Map()
  /** @param {Record<string, Preview>} previews */
  site.previews = previews => {
    for (const [address, preview] of Object.entries(previews)) known.set(address, preview)
  }

  /** What a page has to show. @param {string} address of the page in the site */
  async function load(address) {
    await site.load('previews', files, address)
    return known.get(address)
  }

  /** The first of several lines that a fragment names. @param {string} fragment */
  const firstLine = fragment => fragment.replace(/-[Ll](\d+)-[Ll]?\d+$/, '-L$1')

  /**
   * Finds what another page has to show.
   * @param {URL} to
   * @param {string} fragment
   * @returns {Promise<Shown | null>}
   */
  async function there(to, fragment) {
    let path = to.pathname.slice(root.pathname.length)
    if (to.host !== root.host || to.protocol !== root.protocol || !to.pathname.startsWith(root.pathname)) return null
    if (!path || path.endsWith('/')) path += 'index.html'
    const preview = await load(decodeURIComponent(path))
    if (!preview) return null
    const html = preview.parts?.[fragment] ?? preview.parts?.[firstLine(fragment)] ?? preview.intro
    const { body } = new DOMParser().parseFromString(html, 'text/html')
    return { ...preview, nodes: [...body.childNodes], base: to.href }
  }

  /**
   * Finds what this page has to show, unless it can be seen.
   * @param {string} fragment
   * @returns {Shown | null}
   */
  function here(fragment) {
    const target = document.getElementById(fragment) ?? document.getElementById(firstLine(fragment))
    if (!target) return null
    const { top, bottom } = target.getBoundingClientRect()
    if (target.getClientRects().length && bottom > 0 && top < innerHeight) return null
    /** @type {Node[]} */
    let nodes = [target]
    if (target.matches('.line')) {
      nodes = [listing(target, Number(/-L?(\d+)$/i.exec(fragment)?.[1]))]
    } else if (/^H[1-6]$/.test(target.tagName)) {
      nodes = section(target)
    } else if (target.localName === 'li') {
      nodes = [...target.childNodes]
    }
    return { title: '', nodes: nodes.map(node => node.cloneNode(true)), base: document.baseURI }
  }

  /**
   * A heading and what stands under it, up to the next of its rank.
   * @param {Element} heading
   */
  function section(heading) {
    const nodes = [heading]
    let length = 0
    for (let next = heading.nextElementSibling; next && length < LONG; next = next.nextElementSibling) {
      if (/^H[1-6]$/.test(next.tagName) && next.tagName <= heading.tagName) break
      length += next.textContent?.length ?? 0
      nodes.push(next)
    }
    return nodes
  }

  /**
   * A declaration, or the lines that are named.
   * @param {Element} first
   * @param {number} last number of a line
   */
  function listing(first, last) {
    const lines = [...first.closest('.walk, .listing')?.querySelectorAll('.line') ?? []]
    const start = lines.indexOf(first)
    const number = Number(/\d+$/.exec(first.id)?.[0])
    const text = first.textContent ?? ''
    let count = last - number + 1
    if (count < 2) {
      // Up to the bracket that closes what the line opens.
      const indent = /^\s*/.exec(text)?.[0]
      const closes = ['}', ')'].map(bracket => indent + bracket)
      const end = /[{(]\s*$/.test(text) ? lines.findIndex((line, i) => i > start && closes.some(text => line.textContent?.startsWith(text))) : start
      count = end < 0 ? LINES : end - start + 1
    }
    const code = document.createElement('code')
    code.append(...lines.slice(start, start + Math.min(count, LINES)).map((line, i) => {
      const clone = /** @type {HTMLElement} */ (line.cloneNode(true))
      clone.classList.remove('silent', 'chosen')
      clone.dataset.n = String(number + i)
      return clone
    }))
    const pre = document.createElement('pre')
    pre.className = 'listing'
    pre.append(code)
    return pre
  }

  const DROPPED = 'script, style, link, meta, base, iframe, object, embed, video, audio, svg, form, input, button, nav, dialog, '
    + '.anchor, .footnote-back, .tabs > label, .panel ~ .panel'

  /**
   * Takes from nodes what a card is no place for.
   * @param {Shown} shown
   */
  function tidy({ nodes, base }) {
    // In a document where nothing loads or runs.
    const holder = document.implementation.createHTMLDocument('').createElement('div')
    holder.append(...nodes)
    for (const el of holder.querySelectorAll(DROPPED)) el.remove()
    for (const heading of holder.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      const line = holder.ownerDocument.createElement('p')
      line.className = 'preview-heading'
      line.append(...heading.childNodes)
      heading.replaceWith(line)
    }
    for (const el of holder.querySelectorAll('*')) {
      for (const { name } of [...el.attributes]) {
        if (/^(id|name|for|style|tabindex|srcset|aria-.*|role|on.*)$/.test(name)) el.removeAttribute(name)
      }
      for (const name of ['href', 'src']) {
        const url = el.getAttribute(name)
        if (url === null) continue
        const whole = URL.parse ? URL.parse(url, base) : new URL(url, base)
        if (whole && /^(https?|file|mailto|data):$/.test(whole.protocol)) el.setAttribute(name, whole.href)
        else el.removeAttribute(name)
      }
    }
    return [...holder.childNodes]
  }

  const card = document.createElement('div')
  card.className = 'preview'
  card.popover = 'manual'
  const main = document.querySelector('main') ?? document.body
  main.append(card)

  /** The link whose card is shown, or will be. @type {HTMLAnchorElement | null} */
  let link = null
  /** The link whose card was closed with Escape. @type {HTMLAnchorElement | null} */
  let dismissed = null
  let opening = 0
  let closing = 0
  let round = 0

  /** @param {HTMLAnchorElement} asked */
  async function show(asked) {
    hide()
    link = asked
    const mine = round
    const to = new URL(asked.href)
    const page = new URL(location.href)
    let fragment = to.hash.slice(1)
    try {
      fragment = decodeURIComponent(fragment)
    } catch {
      // As it is, then.
    }
    to.hash = page.hash = ''
    const same = to.href === page.href
    // The signature of a name is part of the card.
    if (!same) asked.classList.add('previewing')
    const shown = same ? here(fragment) : await there(to, fragment)
    if (mine !== round) return
    asked.classList.toggle('previewing', !!shown)
    if (!shown) return
    const nodes = tidy(shown)
    if (shown.title) nodes.unshift(paragraph('preview-title', shown.title))
    const told = asked.matches('.name') && asked.getAttribute('aria-description')
    if (told) nodes.unshift(paragraph('preview-told', told))
    card.replaceChildren(...nodes)
    card.lang = shown.lang ?? ''
    card.dir = shown.dir ?? ''
    card.scrollTop = 0
    card.showPopover()
    place(asked)
    if (told) return
    const said = card.querySelector('p:not([class^="preview"]), pre') ?? card
    said.id = 'page.preview'
    asked.setAttribute('aria-describedby', said.id)
  }

  /** @param {string} name @param {string} text */
  function paragraph(name, text) {
    const made = document.createElement('p')
    made.className = name
    made.textContent = text
    return made
  }

  /**
   * Puts the card below the link, or above it, where the style sheet cannot.
   * @param {Element} asked
   */
  function place(asked) {
    if (CSS.supports('position-area', 'block-end')) return
    const box = asked.getClientRects()[0]
    const left = Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 16))
    const above = box.bottom + card.offsetHeight > innerHeight && box.top > card.offsetHeight
    Object.assign(card.style, {
      inset: 'auto', left: `${left}px`, top: `${above ? box.top - card.offsetHeight : box.bottom}px`,
    })
  }

  function hide() {
    round++
    clearTimeout(opening)
    stay()
    if (!link) return
    link.classList.remove('previewing')
    if (link.getAttribute('aria-describedby') === 'page.preview') link.removeAttribute('aria-describedby')
    link = null
    if (card.matches(':popover-open')) card.hidePopover()
    card.removeAttribute('id')
  }

  /** @param {Element} el @returns {HTMLAnchorElement | null} */
  const linkAt = el => card.contains(el) ? null : el.closest(LINKS)

  /** @param {HTMLAnchorElement} asked */
  function aim(asked) {
    stay()
    clearTimeout(opening)
    if (asked !== link && asked !== dismissed) opening = window.setTimeout(show, DELAY, asked)
  }

  function stay() {
    clearTimeout(closing)
    closing = 0
  }

  function leave() {
    clearTimeout(opening)
    dismissed = null
    closing ||= window.setTimeout(() => {
      closing = 0
      if (!card.matches(':hover') && !link?.matches(':focus-visible')) hide()
    }, GRACE)
  }

  document.addEventListener('pointerover', event => {
    if (event.pointerType === 'touch') return
    const target = /** @type {Element} */ (event.target)
    const asked = linkAt(target)
    if (asked) aim(asked)
    else if (card.contains(target)) stay()
    else leave()
  })
  document.documentElement.addEventListener('pointerleave', leave)
  document.addEventListener('focusin', event => {
    const asked = linkAt(/** @type {Element} */ (event.target))
    if (asked?.matches(':focus-visible')) aim(asked)
  })
  document.addEventListener('focusout', leave)
  document.addEventListener('pointerdown', event => {
    if (!card.contains(/** @type {Element} */ (event.target))) hide()
  })
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    dismissed = link
    hide()
  })
  addEventListener('hashchange', hide)
  addEventListener('pagehide', hide)
})()
