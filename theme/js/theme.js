// @ts-check
// What a reader can choose, behind a button in the header: colours, width and
// size of the text. theme-early.js keeps and applies it.

(() => {
  const site = /** @type {any} */ (globalThis).notesite
  const button = document.querySelector('.reading-open')
  if (!site?.choose || !button || !('popover' in HTMLElement.prototype)) return

  const { say } = site
  const { dataset } = document.documentElement
  const themeColours = [...document.querySelectorAll('meta[name="theme-color"]')].map(meta => ({ meta, media: meta.getAttribute('media') ?? '' }))

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  function element(name, attributes, ...children) {
    const made = document.createElement(name)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  /** @type {HTMLInputElement[]} */
  const inputs = []
  /**
   * @param {string} name
   * @param {[value: string, label: string][]} values
   */
  const group = (name, values) => element('fieldset', {}, element('legend', {}, say(name)), ...values.map(([value, label]) => {
    const input = element('input', { type: 'radio', name: `page.${name}`, value })
    input.addEventListener('change', () => {
      site.choose(name, value)
      show()
    })
    inputs.push(input)
    return element('label', {}, input, label)
  }))

  /** Shows what is chosen, here or in another tab. */
  function show() {
    for (const input of inputs) input.checked = input.value === (dataset[input.name.slice('page.'.length)] ?? '')
    for (const { meta, media } of themeColours) {
      meta.setAttribute('media', dataset.scheme ? media.includes(dataset.scheme) ? 'all' : 'not all' : media)
    }
  }

  const menu = element('div', { id: 'page.reading', class: 'reading', popover: '', role: 'group', 'aria-label': button.getAttribute('aria-label') ?? '' },
    group('scheme', [['light', say('schemeLight')], ['dark', say('schemeDark')], ['', say('schemeAuto')]]),
    group('width', [['narrow', say('widthNarrow')], ['', say('widthAuto')], ['wide', say('widthWide')]]),
    group('text', [['small', say('textSmall')], ['', say('textAuto')], ['large', say('textLarge')]]))
  button.setAttribute('popovertarget', menu.id)
  button.after(menu)
  button.removeAttribute('hidden')

  for (const event of ['storage', 'pageshow']) {
    addEventListener(event, () => {
      site.wear()
      show()
    })
  }
  show()
})()
