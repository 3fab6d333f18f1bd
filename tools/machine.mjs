// @ts-check
// What has to be on the machine besides Node.js: Java and Chromium.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import puppeteer from 'puppeteer-core'

/** A program that a job needs is not on this machine. */
export class Missing extends Error {}

/**
 * @param {string} what as people call it
 * @param {string} debian its package
 * @param {string[]} names of the command
 */
function find(what, debian, names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  for (const path of names.flatMap(name => folders.map(folder => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  throw new Missing(`no ${what} on this machine (Debian: apt-get install ${debian})`)
}

export const java = () => find('Java', 'default-jre-headless', ['java'])

// The names are those of internal/browsertest.
const chromium = () => find('Chromium', 'chromium',
  ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'])

/** Starts a browser. It opens our own pages only, so it needs no sandbox. */
export const launch = () => puppeteer.launch({
  executablePath: chromium(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-component-update', '--disable-quic'],
})
