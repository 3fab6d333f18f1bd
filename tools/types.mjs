// @ts-check
// Checks the types of the theme's scripts and of these here, as their JSDoc
// tells them.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** @returns {Promise<import('./check.mjs').Outcome>} */
export async function types() {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const problems = ['theme.jsconfig.json', 'jsconfig.json'].flatMap(project => {
    const { status, stdout, error } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', project], { cwd, encoding: 'utf8' })
    if (error) throw error
    return status === 0 ? [] : [stdout.trim()]
  })
  return { passed: 'theme/js and tools', problems }
}
