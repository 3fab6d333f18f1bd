// @ts-check
// Checks the HTML of every page with the Nu HTML checker.

import { spawnSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { java } from './machine.mjs'
import { root } from './site.mjs'

/**
 * @typedef {{ type: string, url?: string, lastLine?: number, lastColumn?: number, message: string, extract?: string }} Message
 */

/** @param {Message} message */
function describe({ url, lastLine = 0, lastColumn = 0, message, extract }) {
  const page = url ? relative(root, fileURLToPath(url)) : 'the site'
  return `public/${page}:${lastLine}:${lastColumn}: ${message}${extract ? `\n  at ${extract.trim()}` : ''}\n  mend the template in theme/, or what internal/render writes there`
}

/** @returns {Promise<import('./check.mjs').Outcome>} */
export async function html() {
  const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url))
  const { stdout, stderr, error } = spawnSync(java(),
    ['-jar', jar, '--errors-only', '--skip-non-html', '--stdout', '--format', 'json', root],
    { encoding: 'utf8', maxBuffer: 64 << 20 })
  if (error) throw error
  if (!stdout.startsWith('{')) throw new Error(`vnu.jar said ${stdout}${stderr}`)
  /** @type {{ messages: Message[] }} */
  const { messages } = JSON.parse(stdout)
  return { passed: 'every page of public/', problems: messages.map(describe) }
}
