// @ts-check
// Draws the whole graph of the site on a canvas. assets/graph-data.js, written
// by package layout, says what there is and where it stands; the page without
// this script has a list of the same pages (theme/graph.html).
//
// Lines are many and slow to draw, so they and the nodes are drawn to bitmaps,
// some of them in each frame: one of the whole graph, and one of what is seen
// and a margin around it. A frame shows the bitmaps, moved and stretched to
// where the view is by then, with the labels and what is chosen above them.

/**
 * What package layout writes; encode.go says what is in each column.
 * @typedef {{ size: number, titles: string[], urls: string[], tags: string[], folders: string[], nodes: string, edges: string[] }} Packed
 * The point of the graph in the middle of a picture, and how many pixels wide the whole graph is.
 * @typedef {{ x: number, y: number, scale: number }} View
 * @typedef {{ canvas: HTMLCanvasElement, view: View, width: number, height: number }} Bitmap
 */

(() => {
  const packed = /** @type {{ notesiteGraph?: Packed }} */ (globalThis).notesiteGraph
  const frame = /** @type {HTMLElement | null} */ (document.querySelector('.graph'))
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript)
  if (!frame || !script) return
  if (!packed) {
    frame.hidden = true
    return
  }
  document.documentElement.classList.add('has-graph')
  const { say } = /** @type {any} */ (globalThis).notesite

  // What there is.

  const kinds = ['note', 'program', 'tag', 'attachment']
  const root = new URL('../', script.src) // of the site
  const { titles, tags, folders } = packed
  const count = titles.length
  const [kind, folder] = [new Uint8Array(count), new Uint32Array(count)]
  const [x, y] = [new Float32Array(count), new Float32Array(count)]
  /** @type {number[][]} */
  const tagsOf = []

  /** What a digit stands for. @param {number} code */
  const digit = code => code > 96 ? code - 71 : code > 64 ? code - 65 : code > 47 ? code + 4 : code === 43 ? 62 : 63

  /** The numbers in a text of digits. @param {string} text */
  function numbers(text) {
    const out = []
    for (let i = 0, n = 0, shift = 0; i < text.length; i++) {
      const d = digit(text.charCodeAt(i))
      n |= (d & 31) << shift
      shift += 5
      if (d < 32) {
        out.push(n)
        n = shift = 0
      }
    }
    return out
  }

  const column = numbers(packed.nodes)
  for (let i = 0, at = 0; i < count; i++) {
    kind[i] = column[at]
    x[i] = column[at + 1] / packed.size
    y[i] = column[at + 2] / packed.size
    folder[i] = column[at + 3]
    const end = at + 5 + column[at + 4]
    tagsOf.push(column.slice(at + 5, end))
    at = end
  }
  let last = ''
  const addresses = packed.urls.map(text => last = last.slice(0, digit(text.charCodeAt(0))) + text.slice(1))

  /** Both ends of every edge, one after the other. @type {number[]} */
  const ends = []
  for (const text of packed.edges) {
    const list = numbers(text)
    for (let at = 0, from = 0; at < list.length;) {
      from += list[at++]
      for (let left = list[at++], to = 0; left > 0; left--) ends.push(from, to += list[at++])
    }
  }
  /** The nodes next to each. @type {number[][]} */
  const beside = titles.map(() => [])
  for (let i = 0; i < ends.length; i += 2) {
    beside[ends[i]].push(ends[i + 1])
    beside[ends[i + 1]].push(ends[i])
  }
  beside.forEach((list, i) => { beside[i] = [...new Set(list)].sort((a, b) => a - b) })
  const byDegree = titles.map((_, i) => i).sort((a, b) => beside[b].length - beside[a].length || a - b)

  // What is to be seen, and what is chosen.

  /** @template {Element} T @param {string} selector @returns {T} */
  const find = selector => /** @type {T} */ (frame.querySelector(selector))
  const canvas = /** @type {HTMLCanvasElement} */ (find('canvas'))
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  const here = /** @type {HTMLElement} */ (find('.graph-here'))
  const said = /** @type {HTMLElement} */ (find('.graph-said'))
  const search = /** @type {HTMLInputElement} */ (find('.graph-find input'))
  const checks = /** @type {HTMLInputElement[]} */ ([...frame.querySelectorAll('.graph-kinds input')])
  const tagged = /** @type {HTMLSelectElement} */ (find('.graph-tagged select'))
  const within = /** @type {HTMLSelectElement} */ (find('.graph-folder select'))

  const shown = new Uint8Array(count).fill(1)
  const found = new Uint8Array(count).fill(1) // what the search did not dim
  let searching = false
  let edgesShown = 0
  let [width, height, ratio] = [0, 0, 1]
  /** @type {View} */
  const view = { x: .5, y: .5, scale: 1 }
  let chosen = -1 // the node that keys or a tap chose
  let anchor = -1 // the node whose neighbours Tab goes through
  let over = -1 // the node under the pointer

  const fitting = () => Math.max(1, Math.min(width, height) * .94)
  const zoom = () => view.scale / fitting()

  /** How big a node is: more with more edges, and a little with the room there is. @param {number} i @param {number} closer */
  function radius(i, closer) {
    const room = Math.min(1.5, Math.max(.35, fitting() / Math.sqrt(count) / 18))
    return (1.2 + .55 * Math.sqrt(Math.min(beside[i].length, 150))) * Math.min(2.2, Math.max(.35, Math.sqrt(closer) * room))
  }

  let colours = { nodes: kinds, line: '', ink: '', ground: '', font: '' }
  function readColours() {
    const style = getComputedStyle(canvas)
    colours = {
      nodes: kinds.map(name => getComputedStyle(find(`.graph-key.graph-${name}`)).color),
      line: style.borderTopColor, ink: style.color, ground: style.backgroundColor, font: `${style.fontSize} ${style.fontFamily}`,
    }
  }

  // Drawing.

  /**
   * Adds the shape of a kind to a path.
   * @param {CanvasRenderingContext2D} c @param {number} what @param {number} px @param {number} py @param {number} r
   */
  function shape(c, what, px, py, r) {
    if (what === 0) {
      c.moveTo(px + r, py)
      c.arc(px, py, r, 0, 7)
    } else if (what === 1) {
      c.rect(px - r * .9, py - r * .9, r * 1.8, r * 1.8)
    } else if (what === 2) {
      c.moveTo(px, py - r * 1.3)
      c.lineTo(px + r * 1.3, py)
      c.lineTo(px, py + r * 1.3)
      c.lineTo(px - r * 1.3, py)
      c.closePath()
    } else {
      c.moveTo(px, py - r * 1.2)
      c.lineTo(px + r * 1.2, py + r)
      c.lineTo(px - r * 1.2, py + r)
      c.closePath()
    }
  }

  let pace = 800 // how many lines are drawn in a frame: fewer when frames come late
  let lastFrame = 0 // when it was

  /**
   * Draws the graph to a bitmap; after each yield a frame may end.
   * @param {Bitmap} bitmap
   */
  function* draw(bitmap) {
    const { view: { x: cx, y: cy, scale }, width: w, height: h } = bitmap
    bitmap.canvas.width = Math.round(w * ratio)
    bitmap.canvas.height = Math.round(h * ratio)
    const c = /** @type {CanvasRenderingContext2D} */ (bitmap.canvas.getContext('2d'))
    c.scale(ratio, ratio)
    const [left, top] = [w / 2 - cx * scale, h / 2 - cy * scale]
    const closer = scale / fitting()
    c.lineWidth = 1 / ratio
    c.strokeStyle = colours.line
    c.globalAlpha = Math.min(.4, 9 / Math.sqrt(edgesShown + 1) * Math.min(2, closer ** .5)) * (searching ? .4 : 1)
    let room = pace
    c.beginPath()
    for (let i = 0; i < ends.length; i += 2) {
      const [a, b] = [ends[i], ends[i + 1]]
      if (!shown[a] || !shown[b]) continue
      const [ax, ay, bx, by] = [x[a] * scale + left, y[a] * scale + top, x[b] * scale + left, y[b] * scale + top]
      if (ax < 0 && bx < 0 || ay < 0 && by < 0 || ax > w && bx > w || ay > h && by > h) continue
      c.moveTo(ax, ay)
      c.lineTo(bx, by)
      if (--room <= 0) {
        c.stroke()
        yield
        c.beginPath()
        room = pace
      }
    }
    c.stroke()
    // What the search dims lies below what it found.
    for (const bright of searching ? [0, 1] : [1]) {
      for (let k = kinds.length - 1; k >= 0; k--) {
        c.fillStyle = colours.nodes[k]
        c.globalAlpha = bright ? 1 : .15
        c.beginPath()
        let room = 800
        for (let i = 0; i < count; i++) {
          if (kind[i] !== k || !shown[i] || found[i] !== bright) continue
          const [px, py] = [x[i] * scale + left, y[i] * scale + top]
          if (px < -20 || py < -20 || px > w + 20 || py > h + 20) continue
          shape(c, k, px, py, radius(i, closer))
          room--
          if (room % 100 === 0) {
            c.fill()
            c.beginPath()
          }
          if (room === 0) {
            yield
            room = 800
          }
        }
        c.fill()
      }
    }
  }

  /** @type {Bitmap | null} */
  let whole = null
  /** @type {Bitmap | null} */
  let near = null
  /** The one that near had before, to be drawn to again. @type {HTMLCanvasElement | null} */
  let spare = null
  /** What is being drawn. @type {{ bitmap: Bitmap, steps: Generator, whole: boolean } | null} */
  let job = null
  let stale = true // the bitmaps show what is no more

  /** Whether a bitmap shows all that is seen, sharp enough. @param {Bitmap | null} bitmap */
  function serves(bitmap) {
    if (!bitmap) return false
    const { view: v, width: w, height: h } = bitmap
    const [dx, dy] = [Math.abs(v.x - view.x) * v.scale, Math.abs(v.y - view.y) * v.scale]
    const stretch = view.scale / v.scale
    return stretch > .8 && stretch < 1.25 && dx + width / stretch / 2 <= w / 2 && dy + height / stretch / 2 <= h / 2
  }

  /** A length in whole dots of the screen: what is between two is blurred. @param {number} length */
  const inDots = length => Math.round(length * ratio) / ratio

  /** Goes on with a bitmap for some of a frame, or begins one. Reports whether more is to do. */
  function work() {
    if (!width) return false
    if (stale) {
      stale = false
      near = null
      const side = inDots(fitting() * 1.06)
      const bitmap = { canvas: document.createElement('canvas'), view: { x: .5, y: .5, scale: fitting() }, width: side, height: side }
      job = { bitmap, steps: draw(bitmap), whole: true }
    } else if (!job && zoom() > 1.1 && !serves(near)) {
      const bitmap = { canvas: spare ?? document.createElement('canvas'), view: { ...view }, width: inDots(width * 1.5), height: inDots(height * 1.5) }
      spare = null
      job = { bitmap, steps: draw(bitmap), whole: false }
    }
    if (!job || !job.steps.next().done) return job !== null
    if (job.whole) {
      whole = job.bitmap
    } else {
      spare = near?.canvas ?? null
      near = job.bitmap
    }
    job = null
    return zoom() > 1.1 && !serves(near)
  }

  /** Shows a bitmap where it belongs in the view. @param {Bitmap | null} bitmap */
  function show(bitmap) {
    if (!bitmap) return
    const stretch = view.scale / bitmap.view.scale
    const [w, h] = [bitmap.width * stretch, bitmap.height * stretch]
    let left = (bitmap.view.x - view.x) * view.scale + (width - w) / 2
    let top = (bitmap.view.y - view.y) * view.scale + (height - h) / 2
    if (Math.abs(stretch - 1) < 1e-6) [left, top] = [inDots(left), inDots(top)]
    context.clearRect(left, top, w, h)
    context.drawImage(bitmap.canvas, left, top, w, h)
  }

  /** @param {number} i */
  const across = i => (x[i] - view.x) * view.scale + width / 2
  /** @param {number} i */
  const down = i => (y[i] - view.y) * view.scale + height / 2

  /** @type {Map<number, number>} */
  const widths = new Map() // of labels

  /** Writes the titles of the nodes that have most edges, and of none two that overlap. @param {number[]} first */
  function label(first) {
    context.font = colours.font
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    context.lineWidth = 3
    context.strokeStyle = colours.ground
    context.fillStyle = colours.ink
    /** @type {number[][]} */
    const taken = []
    let room = Math.min(60, Math.round((12 + 14 * Math.log2(Math.max(1, zoom()))) * Math.min(1, width / 700)))
    let tries = 250
    /** @param {number} i */
    const put = i => {
      const [px, py] = [across(i), down(i)]
      if (px < 0 || px > width || py < 0 || py > height) return
      tries--
      const title = titles[i].length > 40 ? titles[i].slice(0, 39) + '…' : titles[i]
      let w = widths.get(i)
      if (w === undefined) widths.set(i, w = context.measureText(title).width)
      const at = py - radius(i, zoom()) - 9
      const mine = [px - w / 2 - 4, at - 9, px + w / 2 + 4, at + 9]
      if (taken.some(t => mine[0] < t[2] && mine[2] > t[0] && mine[1] < t[3] && mine[3] > t[1])) return
      taken.push(mine)
      room--
      context.strokeText(title, px, at)
      context.fillText(title, px, at)
    }
    for (const i of first) put(i)
    for (const i of byDegree) {
      if (room <= 0 || tries <= 0) break
      if (shown[i] && found[i]) put(i)
    }
  }

  /** Draws a node, what it is linked with and the lines to it above all else. @param {number} i */
  function lift(i) {
    const others = beside[i].filter(j => shown[j])
    const closer = zoom()
    context.strokeStyle = context.fillStyle = colours.nodes[kind[i]]
    context.lineWidth = 1
    context.globalAlpha = others.length > 200 ? .3 : .8
    context.beginPath()
    for (const j of others) {
      context.moveTo(across(i), down(i))
      context.lineTo(across(j), down(j))
    }
    context.stroke()
    context.globalAlpha = 1
    for (const j of [...others, i]) {
      context.fillStyle = colours.nodes[kind[j]]
      context.beginPath()
      shape(context, kind[j], across(j), down(j), radius(j, closer) + 1)
      context.fill()
    }
    context.strokeStyle = colours.ink
    context.lineWidth = 2
    context.beginPath()
    shape(context, kind[i], across(i), down(i), radius(i, closer) + 4)
    context.stroke()
    return others
  }

  let asked = false
  function ask() {
    if (asked) return
    asked = true
    requestAnimationFrame(now => {
      asked = false
      if (now - lastFrame < 200) pace = Math.min(1600, Math.max(200, pace * (now - lastFrame > 20 ? .5 : 1.03)))
      lastFrame = now
      const more = work()
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      // A browser may put off drawing to a bitmap until it is shown: show some.
      if (job) context.drawImage(job.bitmap.canvas, 0, 0, 1, 1, 0, 0, 1, 1)
      context.clearRect(0, 0, width, height)
      show(whole ?? job?.bitmap ?? null)
      if (zoom() > 1.1) show(near)
      const node = over >= 0 ? over : chosen
      const others = node < 0 ? [] : lift(node).sort((a, b) => beside[b].length - beside[a].length)
      label(node < 0 ? [] : [node, ...others.slice(0, 12)])
      if (more) ask()
    })
  }

  function redraw() {
    stale = true
    ask()
  }

  // Choosing.

  /** @param {number} i */
  const href = i => new URL(addresses[i].split('/').map(encodeURIComponent).join('/'), root).href
  /** @param {number} i */
  const about = i => [say(`kind.${kinds[kind[i]]}`), say('graphLinks', { n: beside[i].length })].join(say('comma'))

  /** Names the node that is pointed at or chosen, with a link to it. */
  function name() {
    const i = over >= 0 ? over : chosen
    if (i < 0) {
      here.replaceChildren()
      return
    }
    const a = document.createElement('a')
    a.href = href(i)
    a.tabIndex = -1
    a.textContent = titles[i]
    const more = document.createElement('span')
    more.textContent = about(i)
    here.replaceChildren(a, more)
  }

  /** @param {number} i the node, or -1 @param {string[]} where what else is said of it */
  function choose(i, ...where) {
    chosen = i
    over = -1
    name()
    if (i >= 0) {
      said.textContent = [titles[i], about(i), ...where].join(say('comma'))
      const [px, py] = [across(i), down(i)]
      if (px < 40 || py < 40 || px > width - 40 || py > height - 40) [view.x, view.y] = [x[i], y[i]]
    } else {
      said.textContent = say('graphNothing')
    }
    ask()
  }

  /** @param {number} i @param {boolean} beyond in a tab of its own */
  function open(i, beyond) {
    if (beyond) globalThis.open(href(i), '_blank', 'noopener')
    else location.href = href(i)
  }

  /** The node at a point of the canvas, or -1. @param {number} px @param {number} py @param {number} reach */
  function nodeAt(px, py, reach) {
    let best = -1
    let least = Infinity
    for (let i = 0; i < count; i++) {
      if (!shown[i]) continue
      const d = Math.hypot(across(i) - px, down(i) - py) - radius(i, zoom())
      if (d < least) [best, least] = [i, d]
    }
    return least <= reach ? best : -1
  }

  /** The neighbour of a node that lies most in some direction, or -1. @param {number} i @param {number} dx @param {number} dy */
  function toward(i, dx, dy) {
    let best = -1
    let least = Infinity
    for (const j of beside[i]) {
      if (!shown[j]) continue
      const [ax, ay] = [x[j] - x[i], y[j] - y[i]]
      const along = ax * dx + ay * dy
      if (along <= 0) continue
      const cost = Math.hypot(ax, ay) * (1 + 2 * Math.abs(ax * dy - ay * dx) / along)
      if (cost < least) [best, least] = [j, cost]
    }
    return best
  }

  // Moving.

  /** @param {number} dx @param {number} dy in pixels */
  function pan(dx, dy) {
    view.x = Math.min(1.1, Math.max(-.1, view.x - dx / view.scale))
    view.y = Math.min(1.1, Math.max(-.1, view.y - dy / view.scale))
    ask()
  }

  /** @param {number} factor @param {number} [px] @param {number} [py] what stays where it is */
  function zoomBy(factor, px = width / 2, py = height / 2) {
    const scale = Math.min(fitting() * 60, Math.max(fitting() * .6, view.scale * factor))
    view.x += (px - width / 2) * (1 / view.scale - 1 / scale)
    view.y += (py - height / 2) * (1 / view.scale - 1 / scale)
    view.scale = scale
    pan(0, 0)
  }

  function seeAll() {
    Object.assign(view, { x: .5, y: .5, scale: fitting() })
    ask()
  }

  canvas.addEventListener('wheel', event => {
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1
    zoomBy(Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) * (event.ctrlKey ? .01 : .002)), event.offsetX, event.offsetY)
  }, { passive: false })

  /** Where each pointer is that is down. @type {Map<number, { x: number, y: number }>} */
  const pointers = new Map()
  let moved = 0 // how far, since the first of them came down

  canvas.addEventListener('pointerdown', event => {
    if (event.button) return
    canvas.setPointerCapture(event.pointerId)
    if (!pointers.size) moved = 0
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY })
  })

  canvas.addEventListener('pointermove', event => {
    const was = pointers.get(event.pointerId)
    const now = { x: event.offsetX, y: event.offsetY }
    if (!was) {
      const i = event.pointerType === 'touch' ? -1 : nodeAt(now.x, now.y, 6)
      if (i === over) return
      over = i
      canvas.classList.toggle('over-node', i >= 0)
      name()
      ask()
      return
    }
    moved += Math.hypot(now.x - was.x, now.y - was.y)
    canvas.classList.toggle('dragged', moved > 5)
    pointers.set(event.pointerId, now)
    if (pointers.size === 1) {
      pan(now.x - was.x, now.y - was.y)
    } else if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p)
      pan((now.x - was.x) / 2, (now.y - was.y) / 2)
      const [before, after] = [Math.hypot(was.x - other.x, was.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)]
      if (before > 0) zoomBy(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2)
    }
  })

  /** @param {PointerEvent} event */
  function release(event) {
    if (!pointers.delete(event.pointerId)) return
    canvas.classList.remove('dragged')
    if (event.type === 'pointercancel' || moved > 5 || pointers.size) return
    const touch = event.pointerType === 'touch'
    const i = nodeAt(event.offsetX, event.offsetY, touch ? 20 : 6)
    // A finger cannot point at a node first, so it needs two taps.
    if (i < 0 || touch && i !== chosen) choose(anchor = i)
    else open(i, event.ctrlKey || event.metaKey)
  }
  canvas.addEventListener('pointerup', release)
  canvas.addEventListener('pointercancel', release)
  canvas.addEventListener('pointerleave', () => {
    over = -1
    name()
    ask()
  })
  canvas.addEventListener('auxclick', event => {
    const i = event.button === 1 ? nodeAt(event.offsetX, event.offsetY, 6) : -1
    if (i >= 0) open(i, true)
  })

  /** @type {Record<string, [number, number]>} */
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

  /**
   * Does what a key says, and reports whether it says anything.
   * @param {KeyboardEvent} event
   */
  function press(event) {
    const { key } = event
    const arrow = arrows[key]
    if (key === '+' || key === '=') zoomBy(1.4)
    else if (key === '-') zoomBy(1 / 1.4)
    else if (key === '0') seeAll()
    else if (arrow && (chosen < 0 || event.shiftKey)) pan(-60 * arrow[0], -60 * arrow[1])
    else if (arrow) {
      const next = toward(chosen, arrow[0], arrow[1])
      if (next >= 0) choose(anchor = next)
      else said.textContent = say('graphNoWay')
    } else if (key === 'Escape' && chosen >= 0) choose(anchor = -1)
    else if (key === 'Enter' && chosen >= 0) open(chosen, event.ctrlKey || event.metaKey)
    else if (key === 'Enter' && count) {
      const seen = byDegree.filter(i => shown[i] && found[i])
      const i = seen.find(i => across(i) > 0 && across(i) < width && down(i) > 0 && down(i) < height) ?? seen[0] ?? -1
      if (i >= 0) choose(anchor = i)
    } else if (key === 'Tab' && chosen >= 0) {
      // Behind the last neighbour, and before the first, Tab leaves the graph.
      const list = beside[anchor].filter(j => shown[j])
      const at = list.indexOf(chosen) + (event.shiftKey ? -1 : 1)
      const next = at < 0 || at >= list.length ? -1 : list[at]
      if (next < 0) return false
      choose(next, say('graphNeighbour', { n: at + 1, total: list.length, title: titles[anchor] }))
    } else return false
    return true
  }
  canvas.addEventListener('keydown', event => {
    const plain = event.key === 'Enter' || !event.ctrlKey && !event.metaKey
    if (!event.altKey && plain && press(event)) event.preventDefault()
  })

  const buttons = frame.querySelectorAll('.graph-zoom button')
  buttons[0].addEventListener('click', () => zoomBy(1.5))
  buttons[1].addEventListener('click', () => zoomBy(1 / 1.5))
  buttons[2].addEventListener('click', seeAll)

  // Searching and filtering.

  function filter() {
    const words = search.value.trim().toLowerCase()
    searching = words !== ''
    const [tag, place] = [tagged.value, within.value]
    const inTag = tags.map(t => t === tag || t.startsWith(tag + '/'))
    const inPlace = folders.map(f => f === place || f.startsWith(place + '/'))
    let [seen, matching] = [0, 0]
    for (let i = 0; i < count; i++) {
      shown[i] = Number(checks[kind[i]].checked && (!tag || tagsOf[i].some(t => inTag[t])) && (!place || inPlace[folder[i]]))
      found[i] = Number(!searching || titles[i].toLowerCase().includes(words))
      seen += shown[i]
      matching += shown[i] & found[i]
    }
    edgesShown = 0
    for (let i = 0; i < ends.length; i += 2) edgesShown += shown[ends[i]] & shown[ends[i + 1]]
    if (chosen >= 0 && !shown[chosen]) choose(anchor = -1)
    said.textContent = searching ? say('graphFound', { n: matching, total: seen }) : say('graphShown', { n: seen, total: count })
    redraw()
  }

  for (const t of tags) tagged.add(new Option('#' + t, t))
  for (const f of folders) if (f) within.add(new Option(f, f))
  for (const select of [tagged, within]) {
    if (select.options.length < 2 && select.parentElement) select.parentElement.hidden = true
  }
  checks.forEach((check, k) => {
    if (!kind.includes(k) && check.parentElement) check.parentElement.hidden = true
  })
  for (const field of [search, ...checks, tagged, within]) field.addEventListener('input', filter)

  /** How well the title of a node fits what is searched for: 0 is best. @param {number} i @param {string} words */
  function rank(i, words) {
    const title = titles[i].toLowerCase()
    return title === words ? 0 : title.startsWith(words) ? 1 : title.includes(' ' + words) ? 2 : 3
  }

  // The arrows go through what was found, Enter goes on to the graph.
  search.addEventListener('keydown', event => {
    const step = { Enter: 0, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || event.isComposing || !searching) return
    const words = search.value.trim().toLowerCase()
    const list = byDegree.filter(i => shown[i] && found[i]).sort((a, b) => rank(a, words) - rank(b, words))
    if (!list.length) return
    event.preventDefault()
    const at = list.indexOf(chosen)
    const i = list[at < 0 ? step < 0 ? list.length - 1 : 0 : (at + step + list.length) % list.length]
    if (!step) canvas.focus()
    if (i === chosen) return
    view.scale = Math.max(view.scale, fitting() * 3)
    ;[view.x, view.y] = [x[i], y[i]]
    choose(anchor = i, ...list.length > 1 ? [say('graphFound', { n: list.indexOf(i) + 1, total: list.length })] : [])
  })

  // What the window does.

  /** The page that the reader comes from, if its address says so. */
  let start = addresses.indexOf(new URLSearchParams(location.search).get('page') ?? '')

  new ResizeObserver(() => {
    const before = width ? zoom() : 1
    ;[width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1]
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    view.scale = fitting() * before
    if (start >= 0 && width) {
      Object.assign(view, { x: x[start], y: y[start], scale: fitting() * 2 })
      choose(anchor = start)
      start = -1
    }
    redraw()
  }).observe(canvas)
  addEventListener('resize', () => {
    if (devicePixelRatio === ratio) return
    ratio = devicePixelRatio
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    redraw()
  })
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', () => {
      readColours()
      redraw()
    })
  }
  // And what a reader chooses on the page.
  new MutationObserver(() => {
    readColours()
    redraw()
  }).observe(document.documentElement, { attributeFilter: ['data-scheme'] })
  readColours()
  filter()
  said.textContent = ''
})()
