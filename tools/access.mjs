// @ts-check
// Looks with axe-core at one page of each kind, light and dark, on a desk and
// on a phone, and at the search; and sees that no page asks another host for
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
      at = `the search on ${pages[0].path} (${screen.name})`
      await tab.goto(`${site.origin}/${pages[0].path}`)
      await search(tab)
      await look()
    }
  } finally {
    await browser.close()
    site.close()
  }
  const problems = [...findings.values()].map(({ text, seen: [first, ...more] }) => `${first}${more.length ? ` and ${more.length} more` : ''}: ${text}`)
  return { passed: `${pages.length} pages and the search, on ${screens.length} screens (${looks} looks)`, problems }
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
 * Opens the search as a reader does, and asks for something that is there.
 * @param {import('puppeteer-core').Page} tab
 */
async function search(tab) {
  await tab.keyboard.press('/')
  await tab.waitForSelector('dialog[open] input')
  await tab.keyboard.type('loop')
  await tab.waitForSelector('dialog[open] [role=option]')
}
