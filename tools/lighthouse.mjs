// @ts-check
// Measures some pages with Lighthouse, as it does by default: on a slow phone.
// Each of its scores has to be 100.
//
// Performance is measured in time, and machines are noisy: the best of up to
// three runs counts.

import measure from 'lighthouse'
import { launch } from './machine.mjs'
import { pages, serve } from './site.mjs'

/** @typedef {import('lighthouse').Result} Result */
/** @typedef {Result['audits'][string]} Audit */

const runs = 5

/** @returns {Promise<import('./check.mjs').Outcome>} */
export async function lighthouse() {
  const browser = await launch()
  const site = await serve()
  const scores = []
  const problems = []
  try {
    for (const { path } of pages.filter(page => page.measured)) {
      /** @param {string[]} [categories] all, if none is named */
      const once = async categories => {
        const tab = await browser.newPage()
        const run = await measure(`${site.origin}/${path}`, { logLevel: 'error', output: 'json', onlyCategories: categories }, undefined, tab)
        await tab.close()
        if (!run || run.lhr.runtimeError) throw new Error(`Lighthouse cannot measure ${path}: ${run?.lhr.runtimeError?.message}`)
        return run.lhr
      }
      const whole = await once()
      let best = whole
      for (let i = 1; i < runs && score(best, 'performance') < 100; i++) {
        const again = await once(['performance'])
        if (score(again, 'performance') > score(best, 'performance')) best = again
      }
      const results = Object.keys(whole.categories).map(category => ({ category, from: category === 'performance' ? best : whole }))
      scores.push(`${path} ${results.map(({ category, from }) => score(from, category)).join(' ')}`)
      problems.push(...results.flatMap(({ category, from }) => faults(path, from, category)))
    }
  } finally {
    await browser.close()
    site.close()
  }
  return { passed: scores.join(', '), problems }
}

/**
 * @param {Result} result
 * @param {string} category
 */
const score = (result, category) => Math.round((result.categories[category].score ?? 0) * 100)

/**
 * What keeps a category below 100. What counts for performance are times; what
 * would shorten them counts nothing, and is told too.
 * @param {string} path
 * @param {Result} result
 * @param {string} category
 */
function faults(path, result, category) {
  const total = score(result, category)
  if (total === 100) return []
  const audits = result.categories[category].auditRefs
    .map(({ id, weight }) => ({ weight, audit: result.audits[id] }))
    .filter(({ weight, audit }) => audit.score !== null && audit.score < 1 && (weight > 0 || saves(audit)))
  return [`${path}: ${category} is ${total}, not 100\n${audits.map(({ audit }) => describe(audit)).join('\n')}`]
}

/** @param {Audit} audit */
const saves = ({ metricSavings = {} }) => Object.values(metricSavings).some((saved = 0) => saved > 0)

/** @param {Audit} audit */
function describe({ id, title, description, displayValue, details }) {
  const items = details && 'items' in details && Array.isArray(details.items) ? details.items : []
  return [
    `  ${id}: ${title}${displayValue ? ` (${displayValue})` : ''}`,
    `    ${description}`,
    ...items.slice(0, 5).map(item => `    at ${place(item)}`),
  ].join('\n')
}

/** @param {any} item a row of what an audit tells: an element, a link, a file */
function place({ node, href, text, url, groupLabel, duration, ...rest }) {
  if (node) return `${node.selector} in ${node.snippet.replace(/\s+/g, ' ')}`
  const name = href ?? url ?? groupLabel ?? JSON.stringify(rest)
  return [text, name, duration && `${Math.round(duration)} ms`].filter(Boolean).join(' ')
}
