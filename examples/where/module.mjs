// The same questions, asked by an ES module. Nothing here belongs to one host, so
// that Node.js can run this file and a page can load it.
const from = (name, type) => {
  if (type === 'undefined') return '-';
  return name in globalThis ? 'global' : 'wrapper';
};

export default {
  window: from('window', typeof window),
  document: from('document', typeof document),
  process: from('process', typeof process),
  fetch: from('fetch', typeof fetch),
  'node:fs': await import('node:fs').then(() => 'library', () => '-'),
  require: from('require', typeof require),
  import: 'syntax',
};
