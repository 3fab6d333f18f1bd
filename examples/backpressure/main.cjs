// The same in Node.js.
'use strict';
const { once } = require('node:events');
const { Writable } = require('node:stream');

const chunk = 'data';

function slow() {
  return new Writable({
    highWaterMark: 10,
    write: (chunk, encoding, done) => setTimeout(done, 1),
  });
}

async function ask() {
  const s = slow();
  for (let i = 0; i < 4; i++) {
    const more = s.write(chunk);
    console.log(`write(${chunk.length})=${more} buffered=${s.writableLength}`);
  }
  await once(s, 'drain');
  console.log(`drain buffered=${s.writableLength}`);
}

async function send(heed) {
  const s = slow();
  let most = 0;
  for (let i = 0; i < 20; i++) {
    const more = s.write(chunk);
    most = Math.max(most, s.writableLength);
    if (heed && !more) await once(s, 'drain');
  }
  s.end();
  await once(s, 'finish');
  return most;
}

async function main() {
  await ask();
  console.log('20 chunks at once:', await send(false), 'bytes buffered at most');
  console.log('20 chunks, waiting for drain:', await send(true), 'bytes buffered at most');
}

main();
