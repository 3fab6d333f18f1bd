// @ts-check
// Looks with axe-core at one page of each kind, light and dark, on a desk and
// on a phone, and at what readers open there; and sees that no page asks another host for
// anything.

import axe from 'axe-core'
import { launch } from './machine.mjs'
import { pages, serve } from './site.mjs'

/** @typedef {{ text: string, seen: string[] }} Finding what is wrong, and where it was seen */

const screens = ['light', 'dark'].flatMap(scheme => [
  { name: `${scheme}, 1440 px`, scheme, width: 1440, height: 900 },
  { name: `${scheme}, 390 px`, scheme, width: 390, height: 844 },
])

/** @returns {Promise<import('./check.mjs').Outcome>} */
export async function access() {
  const browser = await launch()
  const site = await serve()
  /** @type {Map<string, Finding>} */
  const findings = new Map()
  let at = ''
  /**
   * @param {string} rule
   * @param {string} element
   * @param {string} todo
   */
  const report = (rule, element, todo) => {
    const text = `${rule}: ${element}\n  ${todo.replaceAll('\n', '\n  ')}`
    const finding = findings.get(text) ?? { text, seen: [] }
    findings.set(text, finding)
    if (!finding.seen.includes(at)) finding.seen.push(at)
  }
  let looks = 0
  try {
    const tab = await browser.newPage()
    tab.on('request', request => {
      const { origin, protocol } = new URL(request.url())
      if (origin !== site.origin && protocol !== 'data:' && protocol !== 'blob:') {
        report('other-host', request.url(), 'A page asks no other host for anything: keep the file in the vault.')
      }
    })
    const look = async () => {
      looks++
      for (const { id, help, helpUrl, nodes } of await violations(tab)) {
        for (const { target, html, failureSummary = '' } of nodes) {
          report(id, `${target.join(' ')} in ${html.replace(/\s+/g, ' ')}`, `${help}. ${failureSummary}\n${helpUrl}`)
        }
      }
    }
    for (const screen of screens) {
      await tab.setViewport(screen)
      await tab.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: screen.scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ])
      for (const { path } of pages) {
        at = `${path} (${screen.name})`
        await tab.goto(`${site.origin}/${path}`)
        await look()
      }
      for (const { name, path, selector, open, shown } of opened.filter(({ upTo = screen.width }) => screen.width <= upTo)) {
        at = `${name} on ${path} (${screen.name})`
        await tab.goto(`${site.origin}/${path}`)
        await open(tab, selector)
        await tab.waitForSelector(shown)
        await look()
      }
    }
  } finally {
    await browser.close()
    site.close()
  }
  const problems = [...findings.values()].map(({ text, seen: [first, ...more] }) => `${first}${more.length ? ` and ${more.length} more` : ''}: ${text}`)
  return { passed: `${pages.length} pages and what opens on them, on ${screens.length} screens (${looks} looks)`, problems }
}

/**
 * What axe finds wrong with the page that is open. Its script goes in by the
 * debugger, where the page's policy has no say.
 * @param {import('puppeteer-core').Page} tab
 */
async function violations(tab) {
  await tab.evaluate(() => {
    for (const late of document.querySelectorAll('[loading=lazy]')) late.setAttribute('loading', 'eager')
  })
  await tab.evaluate(axe.source)
  // axe leaves out target-size if not asked for it; Lighthouse asks.
  const results = await tab.evaluate(() => /** @type {any} */ (globalThis).axe.run({
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true } },
  }))
  return /** @type {import('axe-core').AxeResults} */ (results).violations
}

/**
 * What a reader opens: how, on which page, and what is there then; upTo: on
 * windows of that many pixels at most.
 * @typedef {{ name: string, path: string, selector: string, open: (tab: import('puppeteer-core').Page, selector: string) => Promise<void>, shown: string, upTo?: number }} Opened
 */
/** @type {Opened['open']} */
const click = (tab, selector) => tab.click(selector)

/** The tree of notes stays open from page to page. @type {Opened['open']} */
const clickIfThere = async (tab, selector) => (await tab.$(selector))?.click()

/** @type {Opened[]} */
const opened = [
  { name: 'the search', path: 'index.html', selector: 'dialog[open] input', open: search, shown: 'dialog[open] [role=option]' },
  { name: 'the reading settings', path: 'event-loop.html', selector: '.reading-open', open: click, shown: '.reading:popover-open' },
  { name: 'the tree of notes', path: 'event-loop.html', selector: '.explorer:not([open]) summary', open: clickIfThere, shown: '.explorer[open] a' },
  { name: 'a preview', path: 'event-loop.html', selector: '.text a.internal', open: focus, shown: '.preview:popover-open' },
  { name: 'the menu', path: 'event-loop.html', selector: '.drawer summary', open: click, shown: '.drawer[open] .sheet', upTo: 800 },
]

/**
 * Comes to an element with the keyboard.
 * @type {Opened['open']}
 */
async function focus(tab, selector) {
  await tab.keyboard.press('Tab')
  await tab.focus(selector)
}

/**
 * Opens the search as a reader does, and asks for something that is there.
 * @type {Opened['open']}
 */
async function search(tab, selector) {
  await tab.keyboard.press('/')
  await tab.waitForSelector(selector)
  await tab.keyboard.type('loop')
}
