// @ts-check
// Draws the diagrams that could not be drawn while the site was built. A page
// that has one loads vendor/mermaid/mermaid.min.js and then this file, both
// with defer; without them the source is there to be read:
//
//   <pre class="mermaid-source"><code>pie …</code></pre>
//
// The page's Content-Security-Policy refuses style elements and style
// attributes, which Mermaid's drawings are full of, but not what a script
// sets: rules become a constructed style sheet, attributes become properties.

/**
 * @typedef {object} Mermaid
 * @property {(config: object) => void} initialize
 * @property {(id: string, text: string) => Promise<{ svg: string }>} render
 */

(() => {
  const loaded = /** @type {{ mermaid?: Mermaid }} */ (globalThis).mermaid
  if (!loaded) return
  const mermaid = loaded
  const { say } = /** @type {any} */ (globalThis).notesite
  const system = matchMedia('(prefers-color-scheme: dark)')
  let round = 0 // of drawing: a later one ends an earlier one

  /** A diagram: where its source is, and where its drawing goes. */
  const diagrams = [...document.querySelectorAll('pre.mermaid-source')].map((source, i) => ({
    source, id: `mermaid-drawn-${i + 1}`, text: source.textContent ?? '', frame: /** @type {HTMLElement | null} */ (null),
  }))

  /**
   * Renames style attributes and style elements, so that markup can be parsed
   * without being refused. An SVG shows nothing of a desc element.
   * @param {string} markup
   */
  const defuse = markup => markup.replace(/<\/?[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi, tag => tag
    .replace(/^<style(?=[\s>])/i, '<desc data-rules=""').replace(/^<\/style>/i, '</desc>')
    .replace(/("[^"]*"|'[^']*')|\sstyle(?==)/gi, (_, quoted) => quoted ?? ' data-style'))

  /** While Mermaid draws, it sets styles in ways that are not refused. */
  function allowStyles() {
    const { setAttribute } = Element.prototype
    const { createElement, createElementNS } = Document.prototype
    const { parseFromString } = DOMParser.prototype
    /** @param {Document} document */
    const rules = document => {
      const element = createElementNS.call(document, 'http://www.w3.org/2000/svg', 'desc')
      element.setAttribute('data-rules', '')
      return element
    }
    Element.prototype.setAttribute = function (name, value) {
      if (name === 'style' && 'style' in this) {
        /** @type {HTMLElement} */ (this).style.cssText = value
      } else {
        setAttribute.call(this, name, value)
      }
    }
    Object.assign(Document.prototype, {
      /** @this {Document} @param {[string]} args */
      createElement(...args) { return args[0] === 'style' ? rules(this) : createElement.apply(this, args) },
      /** @this {Document} @param {[string, string]} args */
      createElementNS(...args) { return args[1] === 'style' ? rules(this) : createElementNS.apply(this, args) },
    })
    DOMParser.prototype.parseFromString = function (markup, type) {
      return parseFromString.call(this, defuse(String(markup)), type)
    }
    return () => {
      Object.assign(Element.prototype, { setAttribute })
      Object.assign(Document.prototype, { createElement, createElementNS })
      Object.assign(DOMParser.prototype, { parseFromString })
    }
  }

  /**
   * Takes the rules and the style attributes out of a drawing.
   * @param {string} svg
   */
  function withoutStyles(svg) {
    const root = new DOMParser().parseFromString(defuse(svg), 'text/html').body.firstElementChild ?? document.createElement('svg')
    const rules = [...root.querySelectorAll('[data-rules]')].map(element => {
      element.remove()
      return element.textContent
    })
    const attributes = [...root.querySelectorAll('[data-style]'), root].map(element => {
      const style = element.getAttribute('data-style') ?? ''
      element.removeAttribute('data-style')
      return { element: /** @type {SVGElement} */ (element), style }
    })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules.join('\n'))
    return { root, sheet, attributes }
  }

  /**
   * Draws twice: the second time with the rules that the first has made, so
   * that texts are measured as they will be shown.
   * @param {string} id
   * @param {string} text
   */
  async function draw(id, text) {
    const first = withoutStyles((await mermaid.render(id, text)).svg)
    document.adoptedStyleSheets.push(first.sheet)
    try {
      return withoutStyles((await mermaid.render(id, text)).svg)
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== first.sheet)
    }
  }

  /**
   * Shows a drawing in a tree of its own, and folds the source away.
   * @param {typeof diagrams[number]} diagram
   * @param {ReturnType<typeof withoutStyles>} drawing
   */
  function show(diagram, { root, sheet, attributes }) {
    if (!diagram.frame) {
      diagram.frame = document.createElement('div')
      diagram.frame.className = 'mermaid-frame'
      diagram.frame.tabIndex = 0
      diagram.frame.setAttribute('role', 'group')
      diagram.frame.setAttribute('aria-label', say('diagram'))
      diagram.frame.attachShadow({ mode: 'open' })
      const details = document.createElement('details')
      details.className = 'mermaid-details'
      const summary = document.createElement('summary')
      summary.textContent = say('diagramSource')
      diagram.source.replaceWith(diagram.frame, details)
      details.append(summary, diagram.source)
    }
    const shadow = /** @type {ShadowRoot} */ (diagram.frame.shadowRoot)
    shadow.adoptedStyleSheets = [sheet]
    shadow.replaceChildren(document.importNode(root, false))
    const shown = /** @type {SVGElement} */ (shadow.firstElementChild)
    shown.append(...root.childNodes)
    for (const { element, style } of attributes) {
      const target = element === root ? shown : element
      target.style.cssText = style
    }
    if (!shown.hasAttribute('role')) shown.setAttribute('role', 'img')
  }

  /**
   * Says under the source what Mermaid says of it.
   * @param {Element} source
   * @param {unknown} err
   */
  function complain(source, err) {
    const note = document.createElement('p')
    note.className = 'mermaid-error'
    note.textContent = say('diagramWrong', { why: (err instanceof Error ? err.message : String(err)).split('\n')[0] })
    if (!source.nextElementSibling?.matches('.mermaid-error')) source.after(note)
  }

  async function drawAll() {
    const mine = ++round
    const { scheme } = document.documentElement.dataset // the one that the reader chose
    const dark = scheme ? scheme === 'dark' : system.matches
    const style = getComputedStyle(document.documentElement)
    const probe = document.createElement('span')
    document.body.append(probe)
    /** A colour of the scheme as it is. @param {string} token */
    const colour = token => {
      probe.style.color = `var(--${token})`
      return getComputedStyle(probe).color
    }
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      theme: 'base',
      themeVariables: {
        darkMode: dark,
        background: colour('paper'),
        primaryColor: dark ? '#1f5660' : '#b5dbe0',
        secondaryColor: dark ? '#6b4322' : '#f3d3ba',
        tertiaryColor: dark ? '#5a3550' : '#e6c9dc',
        primaryTextColor: colour('ink'),
        secondaryTextColor: colour('ink'),
        tertiaryTextColor: colour('ink'),
        lineColor: colour('quiet'),
        textColor: colour('ink'),
        fontFamily: style.getPropertyValue('--sans').trim(),
        // Mermaid makes these black in the dark.
        ...dark && Object.fromEntries([190, 25, 310, 220, 130, 50].map((hue, i) => [`cScale${i}`, `hsl(${hue}, 40%, 32%)`])),
      },
      suppressErrorRendering: true,
    })
    probe.remove()
    const forbid = allowStyles()
    try {
      for (const diagram of diagrams) {
        try {
          const drawing = await draw(diagram.id, diagram.text)
          if (mine !== round) return
          show(diagram, drawing)
        } catch (err) {
          complain(diagram.source, err)
        }
      }
    } finally {
      forbid()
    }
  }

  let drawn = drawAll()
  const again = () => { drawn = drawn.then(drawAll) }
  system.addEventListener('change', again)
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-scheme'] })
})()
