// What Node.js answers: here in CommonJS, and in module.mjs, which this file
// imports, in an ES module.
'use strict';

// A page cannot be asked from here. This is what one answers that loads module.mjs.
const page = {
  window: 'global', document: 'global', process: '-', fetch: 'global',
  'node:fs': '-', require: '-', import: 'syntax',
};

// To ask for the type of a name is no error, even if there is no such name.
const from = (name, type) => {
  if (type === 'undefined') return '-';
  return name in globalThis ? 'global' : 'wrapper';
};

async function main() {
  const { default: module } = await import('./module.mjs');
  const commonJS = {
    window: from('window', typeof window),
    document: from('document', typeof document),
    process: from('process', typeof process),
    fetch: from('fetch', typeof fetch),
    'node:fs': await import('node:fs').then(() => 'library', () => '-'),
    require: from('require', typeof require),
    import: 'syntax', // or the first line of this function were none
  };
  print('name', 'page', 'node .cjs', 'node .mjs');
  for (const name in commonJS) print(name, page[name], commonJS[name], module[name]);
}

function print(name, a, b, c) {
  console.log(`${name.padEnd(9)} ${a.padEnd(7)} ${b.padEnd(10)} ${c}`);
}

main();
