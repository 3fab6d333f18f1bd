// @ts-check
// Sets footnotes beside the text where there is a margin for them. They are
// moved by style alone: in the document, and to who has it read out, they are
// the list at the end that they were. Where all of them do not fit beside the
// text, the list stays what it is.

(() => {
  const article = /** @type {HTMLElement | null} */ (document.querySelector('article.note'))
  const text = article?.querySelector('.text')
  if (!article || !text) return
  const room = matchMedia('(min-width: 75rem)')
  const gap = 16

  /** The notes, each with the number in the text that leads to it. */
  const notes = /** @type {HTMLElement[]} */ ([...text.querySelectorAll('.footnotes li[id]')]).flatMap(note => {
    const ref = text.querySelector(`a.footnote-ref[href="#${CSS.escape(note.id)}"]`)
    return ref ? [{ note, ref }] : []
  })
  const contents = article.querySelector('.margin > .contents')
  /** @type {IntersectionObserver | undefined} */
  let passing

  /** @param {Element} el */
  const top = el => el.getBoundingClientRect().top

  /** Sets each beside its number, below the one before. */
  function set() {
    const { classList } = /** @type {HTMLElement} */ (article)
    classList.toggle('has-sidenotes', room.matches)
    if (!room.matches) return
    const start = top(/** @type {HTMLElement} */ (article))
    // Contents stand at the top of the margin, before they begin to stick.
    const list = contents?.parentElement
    let free = list && contents ? top(list) - start + parseFloat(getComputedStyle(list).paddingBlockStart) + contents.clientHeight + 2 * gap : 0
    for (const { note, ref } of [...notes].sort((a, b) => top(a.ref) - top(b.ref))) {
      const seen = ref.getClientRects().length ? ref : ref.closest('details') ?? ref
      const at = Math.max(free, top(seen) - start)
      note.style.insetBlockStart = `${at}px`
      free = at + note.offsetHeight + gap
    }
    if (free - gap > /** @type {HTMLElement} */ (text).getBoundingClientRect().bottom - start) classList.remove('has-sidenotes')
    watch()
  }

  /** Lets the contents give way where a note passes them. */
  function watch() {
    passing?.disconnect()
    contents?.classList.remove('gives-way')
    if (!contents) return
    /** @type {Set<Element>} */
    const over = new Set()
    const stick = parseFloat(getComputedStyle(contents).insetBlockStart) || 0
    const below = Math.max(0, innerHeight - stick - contents.clientHeight - gap)
    passing = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) over.add(target)
        else over.delete(target)
      }
      contents.classList.toggle('gives-way', over.size > 0 && scrollY > 0)
    }, { rootMargin: `-${stick}px 0px -${below}px 0px` })
    if (article?.classList.contains('has-sidenotes')) for (const { note } of notes) passing.observe(note)
  }

  new ResizeObserver(set).observe(text)
  room.addEventListener('change', set)
})()
