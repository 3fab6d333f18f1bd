// @ts-check
// The host of a program that was compiled to WebAssembly, in a worker: what
// package sandbox does, done in the same way, so that a program prints here what
// it prints there, at the same time of its virtual clock. The functions below are
// in the order of that package's files.
//
//   notesite.sandbox()   a Worker; post it a Start, and it posts Progress
//
// A page cannot load a worker from file://, so this one is made of its own text:
// host uses nothing that stands outside of it.

/**
 * @typedef {{ virtual: number, output: number }} Limits nanoseconds, bytes; the page keeps the real time
 * @typedef {{ module: WebAssembly.Module, args: string[], env: string[], stdin: string, seed: number, limits: Limits }} Start
 * @typedef {{ time: number, stream: number, data: Uint8Array }} Write in nanoseconds of the virtual clock
 * @typedef {{ time: number, exit: number, stop: string }} End stop is empty if the program ended by itself
 * @typedef {{ time: number, name: string }} Mark
 * @typedef {{ writes: Write[], end?: End, marks?: Mark[] }} Progress marks come with the end
 */

(() => {
  function host() {
    const [SUCCESS, AGAIN, BADF, INVAL, NOSYS, PIPE] = [0, 6, 8, 28, 52, 64]
    const EPOCH = 1257894000n * 1000000000n
    const STOPPED = new Error('stopped')
    /** The status of a process that exits. */
    class Exit {
      /** @param {number} status */
      constructor(status) { this.status = status }
    }

    /**
     * @typedef {{ read?: (to: Uint8Array) => number, write?: (from: Uint8Array) => number, readable: () => boolean, writable: () => boolean, close: () => void, kind: number, process?: Process, from?: Pipe, to?: Pipe, open?: number }} File
     *   read and write return how many bytes, or an errno, negative
     * @typedef {{ ready?: () => boolean, until: number }} Wait
     * @typedef {{ userdata: bigint, tag: number, until: number, file: File | null | undefined }} Subscription
     * @typedef {{ args: string[], env: string[], files: (File | null)[], go: () => void, waits: Wait, killed: boolean, stopped: boolean, ended: boolean, exit: number, memory?: WebAssembly.Memory }} Process
     */

    // The machine.

    /** @type {Start} */
    let config
    let now = 0
    /** @type {Process[]} */
    const processes = []
    let stop = ''
    let written = 0
    let suspends = false // a process can wait while another runs

    /** @type {Write[]} */
    let unsent = []
    let [sent, sentAt, unsentSize] = [0, 0, 0]

    const MAX_PROCESSES = 16
    const MAX_MARKS = 10000
    /** What the program told of itself. @type {Mark[]} */
    const marks = []

    /** Sends what was written: at once, but a flood in large pieces. */
    function send() {
      if (unsent.length) postMessage({ writes: unsent })
      unsent = []
      unsentSize = 0
      sentAt = performance.now()
    }

    /** @param {string[]} args @param {string[]} env @param {File[]} files */
    function start(args, env, files) {
      /** @type {Process} */
      const p = { args, env, files, go: () => void run(p), waits: { until: 0 }, killed: false, stopped: false, ended: false, exit: 0 }
      processes.push(p)
      return p
    }

    /** @param {Process} p */
    async function run(p) {
      try {
        if (!stop && !p.killed) {
          const { exports } = await WebAssembly.instantiate(config.module, imports(p))
          p.memory = /** @type {WebAssembly.Memory} */ (exports.memory)
          const main = /** @type {() => void} */ (exports._start)
          if (suspends) await /** @type {any} */ (WebAssembly).promising(main)()
          else main()
        }
      } catch (err) {
        if (err instanceof Exit) p.exit = err.status
        else if (err !== STOPPED) stop ||= 'crashed'
      }
      end(p)
    }

    /** @param {Process} p */
    function end(p) {
      p.ended = true
      p.files.forEach((_, fd) => close(p, fd))
      const after = next(p)
      if (after) {
        after.go()
        return
      }
      send()
      postMessage({ writes: [], marks, end: { time: now, exit: processes[0].exit, stop } })
    }

    /**
     * Lets the others run until the process can go on: returns a promise of
     * that, or nothing if it is its turn again.
     * @param {Process} p @param {Wait} waits
     */
    function wait(p, waits) {
      p.waits = waits
      const after = next(p)
      if (after === p || !after) {
        if (stop || p.killed) throw STOPPED
        return
      }
      return new Promise((resolve, reject) => {
        p.go = () => stop || p.killed ? reject(STOPPED) : resolve(undefined)
        after.go()
      })
    }

    /** @param {Process} after */
    function next(after) {
      const at = processes.indexOf(after)
      let left, soonest
      for (let i = 0; i < processes.length; i++) {
        const p = processes[(at + 1 + i) % processes.length]
        if (p.ended) continue
        if (p.killed) return p
        left = p
        if (p.stopped) continue
        if (!p.waits.ready || p.waits.ready() || p.waits.until <= now) return p
        if (!soonest || p.waits.until < soonest.waits.until) soonest = p
      }
      if (!left || stop) return left
      if (!soonest || soonest.waits.until === Infinity) {
        stop = 'waiting'
      } else if (soonest.waits.until > config.limits.virtual) {
        now = config.limits.virtual
        stop = 'virtual'
      } else {
        now = soonest.waits.until
        return soonest
      }
      return left
    }

    function tick() {
      now += 1000
      if (now > config.limits.virtual) {
        stop ||= 'virtual'
        throw STOPPED
      }
      return now
    }

    /** @param {number} stream @param {Uint8Array} data */
    function write(stream, data) {
      const room = config.limits.output - written
      if (data.length > room) {
        data = data.subarray(0, room)
        stop ||= 'output'
      }
      if (data.length) {
        unsent.push({ time: now, stream, data: data.slice() })
        written += data.length
        unsentSize += data.length
        if (++sent < 1000 || unsentSize > 1 << 16 || performance.now() - sentAt > 16) send()
      }
      if (stop) throw STOPPED
    }

    const state = new Uint32Array(4)
    function random() {
      const n = state[0] + state[1] + state[3] | 0
      state[3]++
      state[0] = state[1] ^ state[1] >>> 9
      state[1] = state[2] + (state[2] << 3)
      state[2] = state[2] << 21 | state[2] >>> 11
      state[2] += n
      return n
    }

    // Files.

    /** @param {Process} p @param {number} fd */
    function close(p, fd) {
      const f = p.files[fd]
      if (!f) return BADF
      f.close()
      p.files[fd] = null
      return SUCCESS
    }

    /** @param {Process} p @param {File} f */
    function open(p, f) {
      let fd = 3
      while (p.files[fd]) fd++
      p.files[fd] = f
      return fd
    }

    /** @param {string} text @returns {File} */
    function stdin(text) {
      let left = new TextEncoder().encode(text)
      return {
        read: to => {
          const some = left.subarray(0, to.length)
          to.set(some)
          left = left.subarray(some.length)
          return some.length
        },
        readable: () => true, writable: () => false, close: () => {}, kind: 2,
      }
    }

    /** @param {number} stream @returns {File} */
    const output = stream => ({
      write: from => {
        write(stream, from)
        return from.length
      },
      readable: () => false, writable: () => true, close: () => {}, kind: 2,
    })

    /** @returns {File} */
    const nothing = () => ({ read: () => 0, write: from => from.length, readable: () => true, writable: () => true, close: () => {}, kind: 2 })

    const PIPE_SIZE = 64 << 10
    /**
     * @typedef {{ data: number[], written: number, files: { at: number, file: File }[], closed: boolean }} Pipe
     * @returns {Pipe}
     */
    const pipe = () => ({ data: [], written: 0, files: [], closed: false })

    /** One end of a pair of pipes. @param {Pipe} from @param {Pipe} to @returns {File & { from: Pipe, to: Pipe, open: number }} */
    const channel = (from, to) => ({
      from, to, open: 1,
      read: buffer => {
        if (!from.data.length && !from.closed) return -AGAIN
        const some = from.data.splice(0, buffer.length)
        buffer.set(some)
        return some.length
      },
      write: buffer => {
        if (to.closed) return -PIPE
        const room = PIPE_SIZE - to.data.length
        if (!room && buffer.length) return -AGAIN
        const some = buffer.subarray(0, room)
        for (const byte of some) to.data.push(byte)
        to.written += some.length
        return some.length
      },
      readable: () => from.data.length > 0 || from.closed, writable: () => to.data.length < PIPE_SIZE || to.closed,
      close() { if (--this.open === 0) from.closed = to.closed = true },
      kind: 6,
    })
    const pair = () => {
      const [up, down] = [pipe(), pipe()]
      return [channel(up, down), channel(down, up)]
    }

    /** Tells of the end of a process. @param {Process} p @returns {File} */
    function child(p) {
      let told = false
      return {
        read: buffer => {
          if (!p.ended) return -AGAIN
          if (told || buffer.length < 8) return 0
          told = true
          buffer.set(new Uint8Array(new Uint32Array([p.exit, p.killed ? 9 : 0]).buffer))
          return 8
        },
        readable: () => p.ended, writable: () => false, close: () => {}, kind: 6, process: p,
      }
    }

    // What a module imports.

    /** @param {Process} p */
    function imports(p) {
      const memory = () => /** @type {WebAssembly.Memory} */ (p.memory).buffer
      const view = () => new DataView(memory())
      const encoder = new TextEncoder()

      /** @param {number} pointers @param {number} at @param {string[]} list */
      function putList(pointers, at, list) {
        for (const text of list) {
          view().setUint32(pointers, at, true)
          const bytes = encoder.encode(text + '\0')
          new Uint8Array(memory(), at).set(bytes)
          pointers += 4
          at += bytes.length
        }
        return SUCCESS
      }
      /** @param {number} count @param {number} size @param {string[]} list */
      function putSizes(count, size, list) {
        view().setUint32(count, list.length, true)
        view().setUint32(size, list.reduce((sum, text) => sum + encoder.encode(text).length + 1, 0), true)
        return SUCCESS
      }

      /**
       * Does something with each buffer of a list, until one was not used in full.
       * @param {number} list @param {number} count @param {number} at where the sum goes
       * @param {((buffer: Uint8Array) => number) | undefined} use
       */
      function eachBuffer(list, count, at, use) {
        if (!use) return BADF
        let total = 0
        for (let i = 0; i < count; i++) {
          const [from, size] = [view().getUint32(list + 8 * i, true), view().getUint32(list + 8 * i + 4, true)]
          const n = use(new Uint8Array(memory(), from, size))
          if (n > 0) total += n
          else if (n < 0 && !total) return -n
          if (n < size) break
        }
        view().setUint32(at, total, true)
        return SUCCESS
      }

      /** @param {number} subscriptions @param {number} events @param {number} count @param {number} at */
      function poll(subscriptions, events, count, at) {
        if (!count) return INVAL
        /** @type {Subscription[]} */
        const subs = []
        let until = Infinity
        for (let i = 0, from = subscriptions; i < count; i++, from += 48) {
          const v = view()
          /** @type {Subscription} */
          const sub = { userdata: v.getBigUint64(from, true), tag: v.getUint8(from + 8), until: Infinity, file: null }
          if (sub.tag > 2) return INVAL
          if (sub.tag) {
            sub.file = p.files[v.getUint32(from + 16, true)]
          } else {
            const timeout = v.getBigUint64(from + 24, true)
            if (!(v.getUint16(from + 40, true) & 1)) sub.until = Number(timeout) + now
            else sub.until = Number(v.getUint32(from + 16, true) ? timeout : timeout - EPOCH)
            until = Math.min(until, sub.until)
          }
          subs.push(sub)
        }
        /** @param {Subscription} sub */
        const isReady = ({ tag, file, until }) => !tag ? until <= now : !file || (tag === 1 ? file.readable() : file.writable())
        const answer = () => {
          let n = 0
          for (const sub of subs) {
            if (!isReady(sub)) continue
            const v = view()
            const to = events + 32 * n++
            new Uint8Array(memory(), to, 32).fill(0)
            v.setBigUint64(to, sub.userdata, true)
            v.setUint8(to + 10, sub.tag)
            if (sub.tag && !sub.file) v.setUint8(to + 8, BADF)
          }
          view().setUint32(at, n, true)
          return SUCCESS
        }
        const waiting = wait(p, { until, ready: () => subs.some(sub => sub.tag && isReady(sub)) })
        return waiting ? waiting.then(answer) : answer()
      }

      const none = () => BADF
      /** @type {Record<string, Function>} */
      const functions = {
        args_get: (/** @type {number} */ pointers, /** @type {number} */ at) => putList(pointers, at, p.args),
        args_sizes_get: (/** @type {number} */ count, /** @type {number} */ size) => putSizes(count, size, p.args),
        environ_get: (/** @type {number} */ pointers, /** @type {number} */ at) => putList(pointers, at, p.env),
        environ_sizes_get: (/** @type {number} */ count, /** @type {number} */ size) => putSizes(count, size, p.env),
        clock_time_get: (/** @type {number} */ clock, /** @type {bigint} */ precision, /** @type {number} */ at) => {
          view().setBigUint64(at, BigInt(tick()) + (clock ? 0n : EPOCH), true)
          return SUCCESS
        },
        random_get: (/** @type {number} */ at, /** @type {number} */ size) => {
          const to = new Uint8Array(memory(), at, size)
          let n = 0
          for (let i = 0; i < size; i++, n >>>= 8) {
            if (i % 4 === 0) n = random()
            to[i] = n
          }
          return SUCCESS
        },
        fd_close: (/** @type {number} */ fd) => close(p, fd),
        fd_fdstat_get: (/** @type {number} */ fd, /** @type {number} */ at) => {
          const f = p.files[fd]
          if (!f) return BADF
          const to = new Uint8Array(memory(), at, 24)
          to.fill(0)
          to.fill(0xFF, 8)
          to[0] = f.kind
          if (f.kind === 6) to[2] = 4
          return SUCCESS
        },
        fd_fdstat_set_flags: (/** @type {number} */ fd) => p.files[fd] ? SUCCESS : BADF,
        fd_prestat_get: none, fd_prestat_dir_name: none,
        fd_read: (/** @type {number} */ fd, /** @type {number} */ list, /** @type {number} */ count, /** @type {number} */ at) => eachBuffer(list, count, at, p.files[fd]?.read),
        fd_write: (/** @type {number} */ fd, /** @type {number} */ list, /** @type {number} */ count, /** @type {number} */ at) => eachBuffer(list, count, at, p.files[fd]?.write),
        path_open: none, path_filestat_get: none, path_readlink: none, path_remove_directory: none, path_unlink_file: none,
        poll_oneoff: poll,
        proc_exit: (/** @type {number} */ status) => { throw new Exit(status) },
        sched_yield: () => {
          const waiting = wait(p, { until: now })
          return waiting ? waiting.then(() => SUCCESS) : SUCCESS
        },
      }

      /** Texts that are ended by zeros. @param {number} at @param {number} size */
      const list = (at, size) => new TextDecoder().decode(new Uint8Array(memory(), at, size)).split('\0').slice(0, -1)

      Object.assign(functions, {
        spawn: (/** @type {number} */ args, /** @type {number} */ argsSize, /** @type {number} */ env, /** @type {number} */ envSize, /** @type {number} */ flags, /** @type {number} */ at) => {
          if (processes.filter(({ ended }) => !ended).length >= MAX_PROCESSES) return AGAIN
          const [ours, theirs] = pair()
          const c = start(list(args, argsSize), list(env, envSize), [
            stdin(''), flags & 1 && p.files[1] || nothing(), flags & 2 && p.files[2] || nothing(), theirs,
          ])
          view().setUint32(at, open(p, ours), true)
          view().setUint32(at + 4, open(p, child(c)), true)
          return SUCCESS
        },
        socketpair: (/** @type {number} */ at) => {
          const [one, other] = pair()
          view().setUint32(at, open(p, one), true)
          view().setUint32(at + 4, open(p, other), true)
          return SUCCESS
        },
        send_fd: (/** @type {number} */ channel, /** @type {number} */ fd) => {
          const [to, file] = [p.files[channel]?.to, p.files[fd]]
          if (!to || !file?.open) return BADF
          file.open++
          to.files.push({ at: to.written, file })
          return SUCCESS
        },
        receive_fd: (/** @type {number} */ channel, /** @type {number} */ at) => {
          const from = p.files[channel]?.from
          if (!from) return BADF
          if (!from.files.length || from.files[0].at >= from.written - from.data.length) return AGAIN
          const { file } = /** @type {Pipe['files'][0]} */ (from.files.shift())
          view().setUint32(at, open(p, file), true)
          return SUCCESS
        },
        sock_shutdown: (/** @type {number} */ fd, /** @type {number} */ how) => {
          const { from, to } = p.files[fd] ?? {}
          if (!from || !to) return BADF
          if (how & 1) from.closed = true
          if (how & 2) to.closed = true
          return SUCCESS
        },
        watch: (/** @type {number} */ at, /** @type {number} */ size) => {
          if (p === processes[0] && marks.length < MAX_MARKS) marks.push({ time: now, name: new TextDecoder().decode(new Uint8Array(memory(), at, size)) })
        },
        kill: (/** @type {number} */ fd, /** @type {number} */ signal) => {
          const c = p.files[fd]?.process
          if (!c) return BADF
          if (c.ended) return SUCCESS
          if (signal === 9) c.killed = true
          else if (signal === 19) c.stopped = true
          else if (signal === 18) c.stopped = false
          else return INVAL
          return SUCCESS
        },
      })

      /** @type {Record<string, Record<string, any>>} */
      const offered = {}
      for (const { module, name } of WebAssembly.Module.imports(config.module)) {
        const f = functions[name] ?? (() => NOSYS)
        const waits = suspends && (name === 'poll_oneoff' || name === 'sched_yield')
        ;(offered[module] ??= {})[name] = waits ? new /** @type {any} */ (WebAssembly).Suspending(f) : f
      }
      return offered
    }

    onmessage = ({ data }) => {
      config = data
      suspends = 'Suspending' in WebAssembly && WebAssembly.Module.imports(config.module).some(({ module, name }) => module === 'notesite' && name === 'spawn')
      state.set([config.seed, 0x9E3779B9, 0x243F6A88, 1])
      for (let i = 0; i < 15; i++) random()
      start(config.args, config.env, [stdin(config.stdin), output(1), output(2)]).go()
    }
  }

  const site = /** @type {any} */ (globalThis).notesite ??= {}
  site.sandbox = () => {
    const address = URL.createObjectURL(new Blob([`(${host})()`], { type: 'text/javascript' }))
    const worker = new Worker(address)
    URL.revokeObjectURL(address)
    return worker
  }
})()
