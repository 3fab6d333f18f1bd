// The same in Node.js, with the module fs itself.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const tries = [
  ['writeFile', (at) => [at('a.txt'), 'hello']],
  ['appendFile', (at) => [at('a.txt'), ', world']],
  ['readFile', (at) => [at('a.txt')]],
  ['copyFile', (at) => [at('a.txt'), at('b.txt')]],
  ['rename', (at) => [at('b.txt'), at('c.txt')]],
  ['stat', (at) => [at('c.txt')]],
  ['unlink', (at) => [at('c.txt')]],
];

function newFolder() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'twins-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true }));
  return (name) => path.join(dir, name);
}

const one = newFolder();
const other = newFolder();

function tryAll(i) {
  if (i === tries.length) return count();
  const [name, args] = tries[i];
  const returned = show(fs[`${name}Sync`](...args(one)));
  fs[name](...args(other), (err, result) => {
    if (err) throw err;
    const called = show(result);
    if (returned === called) console.log(`${name} and ${name}Sync: ${called}`);
    else console.log(`${name}: ${called}, but ${name}Sync: ${returned}`);
    tryAll(i + 1);
  });
}

function show(result) {
  if (result === undefined) return 'done';
  return result instanceof fs.Stats ? `${result.size} bytes` : String(result);
}

// Of all in fs, not only of those tried, none has a Sync method alone.
function count() {
  const sync = Object.keys(fs).filter((name) => name.endsWith('Sync')); // 42 in Node.js 20
  const twin = (name) => name.slice(0, -'Sync'.length);
  const alone = sync.filter((name) => !(twin(name) in fs || twin(name) in fs.promises));
  console.log(`${tries.length} pairs, ${alone.length} Sync methods without a twin`);
}

tryAll(0);
