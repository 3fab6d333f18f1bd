// @ts-check
// Judges the site in public/ and the theme's scripts, one job after another:
//
//   npm --prefix tools run check              # all of them
//   npm --prefix tools run check -- access    # those that are named
//
// A job whose program is not on this machine is skipped, and fails where
// CI=true.

import { access } from './access.mjs'
import { html } from './html.mjs'
import { lighthouse } from './lighthouse.mjs'
import { Missing } from './machine.mjs'
import { missingPages } from './site.mjs'
import { types } from './types.mjs'

/** @typedef {{ passed: string, problems: string[] }} Outcome what a job looked at, and what is wrong with it */

/** @type {Record<string, () => Promise<Outcome>>} */
const jobs = { types, html, access, lighthouse }

/**
 * @param {string} name
 * @returns {Promise<boolean>} whether there is nothing wrong
 */
async function run(name) {
  const start = performance.now()
  /** @param {string} text */
  const say = text => console.log(`${name}: ${text} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  try {
    const { passed, problems } = await jobs[name]()
    for (const problem of problems) console.log(`${name}: ${problem}\n`)
    say(problems.length ? `${passed}; problems: ${problems.length}` : passed)
    return problems.length === 0
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    const failed = process.env.CI === 'true'
    say(`${failed ? 'failed' : 'skipped'}: ${error.message}`)
    return !failed
  }
}

const asked = process.argv.slice(2)
const wrong = [
  ...asked.filter(name => !Object.hasOwn(jobs, name)).map(name => `no job is named ${name}; there are ${Object.keys(jobs).join(', ')}`),
  ...missingPages(),
]
let good = wrong.length === 0
for (const text of wrong) console.log(text)
if (good) {
  for (const name of asked.length ? asked : Object.keys(jobs)) good = await run(name) && good
}
process.exitCode = good ? 0 : 1
