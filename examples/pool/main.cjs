// The same in Node.js, which has the pool. To give it another size, run this with
// UV_THREADPOOL_SIZE=8, say, in the environment.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const jobs = 8;
const workers = Number(process.env.UV_THREADPOOL_SIZE) || 4;

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pool-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true }));
const gates = Array.from({ length: jobs }, (_, i) => path.join(dir, String(i)));
execFileSync('mkfifo', gates);

let done = 0;
for (const gate of gates) {
  fs.open(gate, 'r', (err) => {
    if (err) throw err;
    if (++done === jobs) console.log(done, 'done');
  });
}

let atOnce = workers;
const timer = setInterval(() => {
  atOnce += gates.slice(workers).filter(letThrough).length;
  if (!letThrough(gates[workers - 1])) return; // the pool is not full yet
  clearInterval(timer);
  console.log('timer ran while the pool was full');
  console.log('at most', atOnce, 'at once');
  for (const gate of gates) fs.openSync(gate, 'r+');
}, 1);

function letThrough(gate) {
  const { O_WRONLY, O_NONBLOCK } = fs.constants;
  try {
    fs.closeSync(fs.openSync(gate, O_WRONLY | O_NONBLOCK));
    return true;
  } catch (err) {
    if (err.code === 'ENXIO') return false; // nobody reads it
    throw err;
  }
}
