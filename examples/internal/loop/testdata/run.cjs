// Runs random scheduling programs, which it reads as JSON from standard input,
// and prints for each the order in which its callbacks ran.
'use strict';
const fs = require('node:fs');
const { TCP } = process.binding('tcp_wrap');

const programs = JSON.parse(fs.readFileSync(0, 'utf8'));
const orders = [];
let order; // of the program that is running
let slow; // this run of it does not count: the machine was too busy

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function start(program) {
  const clear = {}; // how to clear the callback of that number
  order = [];
  slow = false;

  function perform(op) {
    const callback = () => {
      order.push(op.id);
      op.body?.forEach(perform);
    };
    switch (op.do) {
      case 'tick':
        return process.nextTick(callback);
      case 'micro':
        return queueMicrotask(callback);
      case 'immediate': {
        const handle = setImmediate(callback);
        return clear[op.id] = () => clearImmediate(handle);
      }
      case 'timeout': {
        const handle = setTimeout(callback, op.delay);
        return clear[op.id] = () => clearTimeout(handle);
      }
      case 'close':
        return new TCP(0).close(callback);
      case 'clear':
        return clear[op.id]?.();
    }
  }

  function main() {
    const before = performance.now();
    program.body.forEach(perform);
    slow = performance.now() - before > 5; // the delays are 15 ms apart
    sleep(program.hold);
  }

  if (program.io) {
    fs.stat(__filename, main);
  } else {
    main();
  }
}

process.on('beforeExit', () => {
  if (order && !slow) orders.push(order);
  if (orders.length < programs.length) start(programs[orders.length]);
});
process.on('exit', () => console.log(JSON.stringify(orders)));
