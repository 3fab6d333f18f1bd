// @ts-check
// The search, but for its dialog (js/search-dialog.js): analysis, as internal/search
// does it in Go; shards, whose formats are described there; ranking; excerpts. It
// runs under Node.js as well, for tests. open-search.js loads both, as one file, when
// a reader first asks for them.

/**
 * @typedef {{ docs: number, slots: number, shard: number, nameScale: number, names: string[], texts: string[] }} Manifest
 * @typedef {{ start: number, end: number, form: string, key: string, parts: string[], dense: boolean }} Token
 * @typedef {{ u: string, t: string, k?: string, a?: string[], s?: [string, string, string][], y?: [string, string][] }} Doc
 * @typedef {{ text: string, mark: boolean }[]} Marked a text in pieces
 * @typedef {{ url: string, fragment: string, kind: string, title: Marked, heading: Marked, excerpt: Marked }} Result
 * @typedef {{ idf: number, keys: Set<string>, prefix: string, scores: Float32Array }} Word what a word of the question found
 * @typedef {{ total: number, results: Result[] }} Answer
 * @typedef {(name: string) => Promise<any>} Load
 */

(() => {
  const site = /** @type {any} */ (globalThis).notesite ??= {}

  // Analysis.

  const DENSE = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map(name => `\\p{sc=${name}}`).join('') + 'ーｰ'
  const RUN = new RegExp(`[${DENSE}][${DENSE}\\p{M}]*|(?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}])+`, 'gu')
  const IS_DENSE = new RegExp(`^[${DENSE}]`, 'u')
  const APOSTROPHE = new RegExp(`[${DENSE}\\p{L}\\p{N}\\p{M}]['’]$`, 'u')
  const CAMEL = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
  const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670]|(?=\p{M})[\u0591-\u05c7]/gu
  /** @type {Record<string, string>} */
  const FOLDED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i' }

  /** @param {string} word */
  const lower = word => word.replace(/İ/g, 'i').toLowerCase().replace(/ς/g, 'σ').normalize('NFC')
  /** @param {string} form */
  const fold = form => /^[\x00-\x7f]*$/.test(form) ? form
    : form.normalize('NFD').replace(MARKS, '').normalize('NFC').replace(/[ßæœøłđðþħı]/g, c => FOLDED[c])

  /**
   * Cuts a text into words; positions are those in its composed form.
   * @param {string} text
   * @param {boolean} [asked] as a question: the last character of a run in a dense script is none of its own
   * @returns {Token[]}
   */
  function tokens(text, asked) {
    text = text.normalize('NFC')
    /** @type {Token[]} */
    const found = []
    for (const { 0: run, index: start } of text.matchAll(RUN)) {
      const chars = [...run]
      if (IS_DENSE.test(run)) {
        let at = start
        chars.forEach((char, i) => {
          const form = lower(char + (chars[i + 1] ?? ''))
          if (!asked || chars.length === 1 || i + 1 < chars.length) {
            found.push({ start: at, end: at + char.length + (chars[i + 1] ?? '').length, form, key: fold(form), parts: [], dense: true })
          }
          at += char.length
        })
      } else if (chars.length > 1 || !APOSTROPHE.test(text.slice(Math.max(0, start - 3), start))) {
        const form = lower(run)
        const cut = run.split(CAMEL)
        const parts = cut.length > 1 ? cut.filter(part => [...part].length > 1).map(part => fold(lower(part))) : []
        if (fold(form)) found.push({ start, end: start + run.length, form, key: fold(form), parts, dense: false })
      }
    }
    return found
  }

  /**
   * Orders keys as their bytes in UTF-8 are ordered.
   * @param {string} a
   * @param {string} b
   */
  function compare(a, b) {
    let i = 0
    while (i < a.length && a[i] === b[i]) i++
    return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
  }

  /**
   * How many edits (insert, drop, replace, swap neighbours) make a word of
   * another one, or of its beginning.
   * @param {string} a
   * @param {string} b
   * @param {boolean} beginning
   */
  function edits(a, b, beginning) {
    /** @type {number[]} */
    let before = []
    let row = Array.from({ length: b.length + 1 }, (_, j) => j)
    for (let i = 1; i <= a.length; i++) {
      const next = [i]
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1)
      }
      before = row
      row = next
    }
    return beginning ? Math.min(...row) : row[b.length]
  }

  // Shards.

  const VALUES = new Map([...Array(95).keys()].map(i => String.fromCharCode(i + 32)).filter(c => !'"\\<&'.includes(c)).map((c, i) => [c, i]))

  /**
   * Returns the bytes of packed data.
   * @param {string} packed
   */
  async function unpack(packed) {
    const bytes = new Uint8Array(packed.length * 13 >> 4)
    let bits = 0, count = 0, length = 0
    /** @param {number} i */
    const value = i => VALUES.get(packed[i]) ?? 0
    for (let i = 0; i < packed.length; i += 2) {
      const pair = i + 1 < packed.length
      bits |= (pair ? value(i) + 91 * value(i + 1) : value(i)) << count
      count += pair ? 13 : 6
      for (; count >= 8; count -= 8, bits >>>= 8) bytes[length++] = bits
    }
    const stream = new Blob([bytes.subarray(0, length)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }

  /** The words of one stretch of the alphabet, and where they are. */
  class Shard {
    /** @param {Uint8Array} bytes */
    constructor(bytes) {
      this.bytes = bytes
      this.at = 0
      const length = this.varint()
      const lines = new TextDecoder().decode(bytes.subarray(this.at, this.at += length)).split('\n').map(line => line.split('\t'))
      this.forms = lines.map(line => line[0])
      this.keys = this.forms.map(fold)
      this.kin = lines.map(line => line[1]?.split(' ') ?? [])
      this.starts = lines.map(() => {
        const start = this.at
        const count = this.varint()
        const gaps = this.varint()
        this.at += gaps + count
        return start
      })
    }

    varint() {
      let value = 0, shift = 0, byte
      do {
        byte = this.bytes[this.at++]
        value |= (byte & 127) << shift
        shift += 7
      } while (byte > 127)
      return value
    }

    /**
     * Raises the scores of the documents that have a word.
     * @param {number} i
     * @param {Float32Array} scores by number
     * @param {number} factor
     */
    raise(i, scores, factor) {
      this.at = this.starts[i]
      const count = this.varint()
      const end = this.varint() + this.at
      for (let j = 0, number = 0; j < count; j++) {
        number += this.varint()
        scores[number] = Math.max(scores[number], factor * this.bytes[end + j])
      }
    }
  }

  // Ranking.

  // What a word that is not quite the one that was asked for counts.
  const ACCENT = .93 // the same but for accents
  const KIN = .8 // another form of it
  const PREFIX = .4 // begins with it, and more the less is missing
  const JOINED = .9 // two words that are one
  const SIMILAR = .5 // begins alike
  const EDIT = [1, .6, .4] // misspelt by so many letters
  const LAST = '\u{10ffff}' // behind all letters
  // How many shards a beginning may need before it is too short for them.
  const MOST_SHARDS = 4
  // Which share of the weight of a question a result must have found.
  const COVERED = .4

  /** An index, and what of it has been loaded. */
  class Index {
    /** @param {Load} load */
    constructor(load) {
      /** @type {Map<string, Promise<any>>} */
      const loaded = new Map()
      /**
       * @template T
       * @param {string} name
       * @param {(data: any) => Promise<T> | T} decode
       * @returns {Promise<T>}
       */
      this.get = (name, decode) => {
        const known = loaded.get(name) ?? load(name).then(decode)
        loaded.set(name, known)
        known.catch(() => loaded.delete(name))
        return known
      }
    }

    /** @returns {Promise<Manifest>} */
    manifest() { return this.get('index', data => data) }

    /**
     * Loads the shards with the keys from one to another, none if they are too many.
     * @param {'n' | 't'} sort of names or texts
     * @param {string} from
     * @param {string} to
     * @returns {Promise<Shard[]>}
     */
    async shards(sort, from, to) {
      const manifest = await this.manifest()
      const starts = sort === 'n' ? manifest.names : manifest.texts
      const [first, last] = [from, to].map(key => starts.findLastIndex(start => compare(start, key) <= 0))
      if (last - first >= MOST_SHARDS) return []
      return Promise.all(starts.slice(first, last + 1).map(start => this.get(
        `${sort}-${start.replace(/[^a-z0-9]/gu, c => `-${c.codePointAt(0)?.toString(16)}-`)}`,
        async packed => new Shard(await unpack(packed)))))
    }

    /**
     * @param {number} number
     * @returns {Promise<Doc>}
     */
    async doc(number) {
      const { shard } = await this.manifest()
      const docs = await this.get(`d${Math.floor(number / shard)}`, async packed => JSON.parse(new TextDecoder().decode(await unpack(packed))))
      return docs[number]
    }
  }

  /**
   * Finds what one word of a question means in an index.
   * @param {Index} index
   * @param {Token} token
   * @param {string[]} joined keys of words that it may be a part of
   * @param {boolean} open it is still being typed
   * @returns {Promise<Word>}
   */
  async function find(index, { form, key, dense }, joined, open) {
    const { docs, slots, nameScale } = await index.manifest()
    const scores = { n: new Float32Array(slots), t: new Float32Array(slots) }
    const sorts = /** @type {const} */ (['n', 't'])
    /** @type {Set<string>} */
    const keys = new Set([key])
    let found = false
    /**
     * @param {'n' | 't'} sort
     * @param {string} from
     * @param {string} to
     * @param {(key: string, form: string) => number} factor 0 for a word that is not meant
     * @param {Set<string>} [kin]
     */
    const raise = async (sort, from, to, factor, kin) => {
      for (const shard of await index.shards(sort, from, to)) {
        shard.keys.forEach((other, i) => {
          const by = factor(other, shard.forms[i])
          if (!by) return
          found = true
          keys.add(other)
          shard.raise(i, scores[sort], by)
          shard.kin[i].forEach(form => kin?.add(form))
        })
      }
    }
    /** @param {string} key @param {number} by */
    const exactly = (key, by) => sorts.map(sort => raise(sort, key, key, other => other === key ? by : 0))

    /** @type {Set<string>} */
    const kin = new Set()
    await Promise.all(sorts.map(sort => raise(sort, key, key,
      (other, otherForm) => other === key ? otherForm === form ? 1 : ACCENT : 0, kin)))
    await Promise.all([...kin].flatMap(form => exactly(fold(form), KIN)))
    await Promise.all(joined.map(whole => raise('n', whole, whole, other => other === whole ? JOINED : 0)))
    const beginning = open || dense && [...key].length === 1
    if (beginning) {
      await Promise.all(sorts.map(sort => raise(sort, key, key + LAST,
        other => other !== key && other.startsWith(key) ? PREFIX * (1 + key.length / other.length) : 0)))
    }
    if (!found && !dense) {
      const near = key.length < 4 ? 0 : key.length < 8 ? 1 : 2
      /** @param {string} other */
      const similar = other => {
        let same = 0
        while (same < key.length && key[same] === other[same]) same++
        return same >= 4 && same >= .5 * key.length && other.length - same <= 4 ? SIMILAR * same / Math.max(key.length, other.length) : 0
      }
      /** @param {string} other */
      const misspelt = other => {
        if (!near || other[0] === '#' || !open && Math.abs(other.length - key.length) > near) return 0
        const n = edits(key, other, open)
        return n <= near ? EDIT[n] * (other.length > key.length + near ? PREFIX + key.length / other.length / 2 : 1) : 0
      }
      const stem = key.slice(0, Math.max(4, Math.ceil(.5 * key.length)))
      // All names if they are few; else those that begin as the word does, or
      // as it would without its first letter or with the first two swapped.
      const beginnings = near ? ['', key[0], key.slice(0, 2), key[1], key[1] + key[0]] : []
      await Promise.all([
        ...sorts.map(sort => raise(sort, stem, stem + LAST, similar)),
        ...beginnings.map(letters => raise('n', letters, letters + LAST, misspelt)),
      ])
    }
    let n = 0
    const sum = scores.t
    for (let i = 0; i < slots; i++) {
      sum[i] += nameScale * scores.n[i]
      if (sum[i]) n++
    }
    // How rare it is; of letters less than four say less.
    const idf = n ? Math.log(1 + (docs - n + .5) / (n + .5)) * (dense ? 1 : Math.min(1, key.length / 4)) : 0
    return { idf, keys, prefix: beginning ? key : '', scores: sum }
  }

  /**
   * A question: words, phrases in quotes, and tags that a result must have.
   * @param {string} text
   */
  function parse(text) {
    /** @type {string[]} */
    const tags = []
    /** @type {string[][]} */
    const phrases = []
    const rest = text.normalize('NFC').replace(/(^|\s)#(\S*)/gu, (_, space, tag) => {
      tags.push(fold(lower(tag)))
      return space
    })
    for (const [, phrase] of rest.matchAll(/["“”]([^"“”]+)["“”]/gu)) phrases.push(tokens(phrase, true).map(token => token.key))
    const words = tokens(rest, true)
    const end = words.at(-1)?.end ?? -1
    return {
      tags, words,
      phrases: phrases.filter(phrase => phrase.length > 1),
      // What is being typed has nothing behind it.
      open: end === rest.length ? words.length - 1 : -1,
      openTag: /(^|\s)#\S*$/u.test(text) ? tags.length - 1 : -1,
    }
  }

  /**
   * @param {Index} index
   * @param {string} question
   * @param {number} limit how many results are wanted
   * @returns {Promise<Answer>}
   */
  async function search(index, question, limit) {
    const asked = parse(question)
    const { slots } = await index.manifest()
    const required = await Promise.all(asked.tags.map(async (tag, i) => {
      const scores = new Float32Array(slots)
      const key = '#' + tag
      const open = i === asked.openTag
      for (const shard of await index.shards('n', key, open ? key + LAST : key)) {
        shard.keys.forEach((other, j) => {
          if (other === key || open && other.startsWith(key)) shard.raise(j, scores, 1)
        })
      }
      return scores
    }))
    // Tags alone are looked for as words too, so that there is a first.
    const terms = asked.words.length ? asked.words : asked.tags.flatMap(tag => tokens(tag, true))
    const unique = terms.filter((term, i) => i === terms.findIndex(other => other.form === term.form))
    const words = await Promise.all(unique.map((term, i) => {
      const pairs = [[unique[i - 1], term], [term, unique[i + 1]]].filter(pair => pair[0] && pair[1] && !pair[0].dense && !pair[1].dense)
      return find(index, term, pairs.map(([a, b]) => a.key + b.key), term === asked.words[asked.open])
    }))

    const weight = words.reduce((sum, word) => sum + word.idf, 0)
    const scores = new Float32Array(slots)
    let most = 0
    const covered = new Float32Array(slots)
    for (let number = 0; number < slots; number++) {
      if (required.some(tag => !tag[number])) continue
      let score = 0, found = 0
      for (const word of words) {
        if (!word.scores[number]) continue
        score += word.idf * word.scores[number]
        found += word.idf
      }
      covered[number] = weight ? found / weight : 0
      scores[number] = score * (1 + covered[number]) / 2
      most = Math.max(most, covered[number])
    }
    let numbers = [...scores.keys()].filter(number => asked.words.length
      ? scores[number] > 0 && covered[number] >= COVERED * most
      : required.length > 0 && required.every(tag => tag[number]))
    numbers.sort((a, b) => scores[b] - scores[a] || a - b)

    if (asked.phrases.length) {
      const docs = await Promise.all(numbers.slice(0, MOST_PHRASE).map(number => index.doc(number)))
      numbers = numbers.filter((_, i) => i < docs.length && asked.phrases.every(phrase => hasPhrase(docs[i], phrase)))
    }
    /** @type {Result[]} */
    const results = []
    for (let from = 0; from < limit && from < numbers.length; from += PAGE) {
      const found = await Promise.all(numbers.slice(from, from + PAGE).map(async number => {
        const doc = await index.doc(number)
        return { doc, score: scores[number] + neighbours(doc, words) }
      }))
      found.sort((a, b) => b.score - a.score)
      results.push(...found.map(({ doc }) => present(doc, words)))
    }
    return { total: numbers.length, results: results.slice(0, limit) }
  }

  // How many documents are loaded and shown at once, and put in order anew when their
  // texts are there.
  const PAGE = 10
  // What two words count that stand beside each other as in the question.
  const BESIDE = 75

  /**
   * Returns which words are followed by the next one of the question.
   * @param {number[]} which
   */
  const pairs = which => new Set(which.filter((word, i) => word >= 0 && which[i + 1] === word + 1))

  /**
   * @param {Doc} doc
   * @param {Word[]} words
   */
  function neighbours(doc, words) {
    const beside = new Set(fields(doc).flatMap(text => [...pairs(meant(tokens(text), words))]))
    return [...beside].reduce((sum, word) => sum + BESIDE * (words[word].idf + words[word + 1].idf), 0)
  }

  // In how many documents a phrase is looked for: their texts must be loaded.
  const MOST_PHRASE = 40

  /**
   * @param {Doc} doc
   * @param {string[]} phrase keys
   */
  const hasPhrase = (doc, phrase) => fields(doc).some(text => {
    const keys = tokens(text).map(token => token.key)
    return keys.some((_, i) => phrase.every((key, j) => key === keys[i + j]))
  })

  /** @param {Doc} doc */
  const fields = doc => [doc.t, ...doc.a ?? [], ...(doc.s ?? []).flatMap(([heading, , text]) => [heading, text])]

  // Excerpts.

  const EXCERPT = 180 // characters

  /**
   * Returns for each token which of the words it is, or -1.
   * @param {Token[]} found
   * @param {Word[]} words
   */
  const meant = (found, words) => found.map(token => {
    const keys = [token.key, ...token.parts]
    return words.findIndex(word => keys.some(key => word.keys.has(key) || word.prefix && key.startsWith(word.prefix)))
  })

  /**
   * Marks what is meant in a text, from one position to another.
   * @param {string} text
   * @param {Word[]} words
   * @param {number} [from]
   * @param {number} [to]
   * @returns {Marked}
   */
  function marked(text, words, from = 0, to = text.length) {
    const found = tokens(text)
    const which = meant(found, words)
    /** @type {Marked} */
    const pieces = []
    let at = from
    /** @param {number} end @param {boolean} mark */
    const push = (end, mark) => {
      if (end <= at) return
      const last = pieces.at(-1)
      const piece = text.slice(at, end)
      if (last?.mark === mark) last.text += piece
      else pieces.push({ text: piece, mark })
      at = end
    }
    found.forEach(({ start, end }, i) => {
      if (which[i] < 0 || end <= from || end > to) return
      push(start, false)
      push(end, true)
    })
    push(to, false)
    return pieces
  }

  /**
   * Returns the part of a text that has most of what is meant.
   * @param {string} text
   * @param {Word[]} words
   * @returns {Marked}
   */
  function excerpt(text, words) {
    const found = tokens(text)
    const hits = meant(found, words).flatMap((word, i) => word < 0 ? [] : [{ word, ...found[i] }])
    let best = 0, start = 0
    hits.forEach((hit, i) => {
      const seen = new Set()
      let value = 0
      for (let j = i; j < hits.length && hits[j].end <= hit.start + EXCERPT * .8; j++) {
        value += seen.has(hits[j].word) ? .1 : 1 + words[hits[j].word].idf
        seen.add(hits[j].word)
      }
      if (value > best + .01) {
        best = value
        start = hit.start
      }
    })
    // Some words before it, from where a sentence or a word begins.
    let from = start < 60 ? 0 : start - 50
    if (from) {
      const before = text.slice(from, start)
      const sentence = before.search(/[.!?]\s|[。！？]/u)
      const space = sentence >= 0 ? sentence + 1 : before.indexOf(' ')
      from += space < 0 ? 0 : space
      while (/[ \udc00-\udfff]/.test(text[from])) from++
    }
    let to = Math.min(text.length, from + EXCERPT)
    if (to < text.length) {
      const space = text.lastIndexOf(' ', to)
      if (space > from + EXCERPT / 2) to = space
      else if (/[\udc00-\udfff]/.test(text[to])) to--
    }
    const pieces = marked(text, words, from, to)
    if (from) pieces.unshift({ text: '… ', mark: false })
    if (to < text.length && !text.endsWith('…', to)) pieces.push({ text: ' …', mark: false })
    return pieces
  }

  /**
   * Shows where in a document its words are: at a symbol that is named, else
   * in the section that has most of them.
   * @param {Doc} doc
   * @param {Word[]} words
   * @returns {Result}
   */
  function present(doc, words) {
    const all = doc.s ?? []
    /** @param {string} text */
    const which = text => meant(tokens(text), words)
    const titled = new Set([doc.t, ...doc.a ?? []].flatMap(which))
    let best = { value: 0, heading: '', fragment: '', text: all.find(([, , text]) => text)?.[2] ?? '' }
    all.forEach(([heading, fragment, text], i) => {
      const headed = new Set(which(heading))
      /** @type {number[]} */
      const counts = []
      const here = which(text)
      const beside = pairs(here)
      for (const word of here) if (word >= 0) counts[word] = (counts[word] ?? 0) + 1
      const value = words.reduce((sum, { idf }, word) => sum + (idf + .01) * (
        (headed.has(word) || i === 0 && titled.has(word) ? 1.5 : 0) + (counts[word] ? 2 - 1 / counts[word] : 0) + (beside.has(word) ? 1 : 0)), 0)
      if (value > best.value + .001) best = { value, heading, fragment, text: text || best.text }
    })
    for (const [name, fragment] of doc.y ?? []) {
      // What it is called is its last word, before which a type may stand.
      const known = meant(tokens(name).map(token => ({ ...token, parts: [] })), words)
      const value = (known.at(-1) ?? -1) < 0 ? 0 : known.reduce((sum, word) => sum + 2.5 * (words[word]?.idf ?? 0), 0)
      if (value > best.value) best = { value, heading: name, fragment, text: best.text }
    }
    return {
      url: doc.u, fragment: best.fragment, kind: doc.k ?? '',
      title: marked(doc.t, words), heading: marked(best.heading, words), excerpt: excerpt(best.text, words),
    }
  }

  Object.assign(site, { tokens, Index, search, PAGE })
})()
