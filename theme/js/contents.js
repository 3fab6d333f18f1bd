// @ts-check
// Marks in the contents of a page the section that is being read.

(() => {
  const links = [...document.querySelectorAll('.contents a')]
  /** @param {Element} link */
  const fragment = link => decodeURIComponent(link.getAttribute('href')?.slice(1) ?? '')
  const headings = [...new Set(links.map(fragment))].flatMap(id => document.getElementById(id) ?? [])

  // A section is read once its heading has come to the top of the window.
  const upper = .12

  function mark() {
    const { scrollHeight } = document.documentElement
    const atEnd = scrollY > 0 && scrollY + innerHeight >= scrollHeight - 2
    const current = atEnd ? headings.at(-1) : headings.findLast(heading => heading.getBoundingClientRect().top < innerHeight * upper)
    for (const link of links) {
      if (!current || fragment(link) !== current.id) {
        link.removeAttribute('aria-current')
        continue
      }
      link.setAttribute('aria-current', 'true')
      const list = /** @type {HTMLElement} */ (link.closest('.contents'))
      const { offsetTop } = /** @type {HTMLElement} */ (link)
      if (offsetTop < list.scrollTop || offsetTop > list.scrollTop + list.clientHeight - 24) {
        list.scrollTop = offsetTop - list.clientHeight / 2
      }
    }
  }

  const passing = new IntersectionObserver(mark, { rootMargin: `0px 0px -${100 - 100 * upper}% 0px` })
  for (const heading of headings) passing.observe(heading)
  const end = document.querySelector('footer.site')
  if (end) new IntersectionObserver(mark, { threshold: [0, 1] }).observe(end)
})()
