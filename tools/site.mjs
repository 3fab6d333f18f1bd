// @ts-check
// The site that is judged: one page of each kind, and a server for them.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** @typedef {{ kind: string, path: string, measured?: boolean }} Page measured: by Lighthouse too */

/** @type {Page[]} */
export const pages = [
  { kind: 'home', path: 'index.html', measured: true },
  { kind: 'note', path: 'event-loop.html', measured: true },
  { kind: 'note with all that a note can say', path: 'syntax.html' },
  { kind: 'program', path: 'examples/loop.html' },
  { kind: 'package of programs', path: 'examples/internal/loop.html' },
  { kind: 'list of programs', path: 'examples/index.html' },
  { kind: 'list of tags', path: 'tags/index.html' },
  { kind: 'tag', path: 'tags/concurrency.html' },
  { kind: 'graph', path: 'graph.html', measured: true },
  { kind: 'canvas', path: 'processes.canvas.html' },
  { kind: 'latest notes', path: 'recent.html' },
  { kind: 'not found', path: '404.html' },
]

export const root = fileURLToPath(new URL('../public', import.meta.url))

/** Says which pages of the list are not there, so that the list stays true. */
export function missingPages() {
  if (!existsSync(join(root, 'index.html'))) return ['public/index.html is not there; build the site first: go run ./cmd/notesite build']
  return pages.filter(({ path }) => !existsSync(join(root, path)))
    .map(({ kind, path }) => `public/${path} is not there; list another page of the kind "${kind}" in tools/site.mjs`)
}

/** @type {Record<string, string>} */
const textTypes = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}
/** @type {Record<string, string>} */
const otherTypes = { '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.woff2': 'font/woff2' }

/**
 * Serves public/ as a static host does: text in gzip, 404.html for what is
 * not there.
 */
export async function serve() {
  const compress = promisify(gzip)
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = decodeURIComponent(pathname).replace(/\/$/, '/index.html')
    const found = await readFile(join(root, path)).catch(() => undefined)
    const body = found ?? await readFile(join(root, '404.html'))
    const type = extname(found ? path : '404.html')
    const isText = type in textTypes
    response.writeHead(found ? 200 : 404, {
      'Content-Type': textTypes[type] ?? otherTypes[type] ?? 'application/octet-stream',
      ...isText && { 'Content-Encoding': 'gzip' },
    })
    response.end(isText ? await compress(body) : body)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { origin: `http://127.0.0.1:${port}`, close }
}
