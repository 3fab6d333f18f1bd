// The same experiments in Node.js. It is CommonJS on purpose: the main script of
// an ES module runs inside a microtask, which changes the order of ticks there.
'use strict';
const net = require('node:net');

const experiments = [
  ['after data arrived', phases],
  ['ticks and microtasks', ticks],
  ['between two timers', betweenTimers],
  ['between two immediates', betweenImmediates],
  ['set by a timer', nested],
];

function next() {
  if (experiments.length === 0) return;
  const [name, make] = experiments.shift();
  const said = [];
  make((word) => said.push(word), () => {
    console.log(`${name}: ${said.join(' ')}`);
    setImmediate(next);
  });
}

function phases(say, done) {
  const server = net.createServer((peer) => peer.end('x'));
  server.listen(0, '127.0.0.1', () => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    socket.once('data', () => {
      say('data');
      setTimeout(() => { say('timeout'); server.close(); done(); }, 0);
      socket.destroy();
      socket.on('close', () => say('close'));
      setImmediate(() => say('immediate'));
      queueMicrotask(() => say('microtask'));
      process.nextTick(() => say('tick'));
    });
  });
}

function ticks(say, done) {
  queueMicrotask(() => {
    say('m1');
    process.nextTick(() => say('t4'));
    queueMicrotask(() => say('m3'));
  });
  process.nextTick(() => {
    say('t1');
    queueMicrotask(() => {
      say('m2');
      process.nextTick(() => { say('t3'); done(); });
    });
  });
  process.nextTick(() => say('t2'));
}

function betweenTimers(say, done) {
  setTimeout(() => {
    say('timer1');
    queueMicrotask(() => say('microtask'));
    process.nextTick(() => say('tick'));
  }, 0);
  setTimeout(() => { say('timer2'); done(); }, 0);
  for (const start = performance.now(); performance.now() - start < 5;);
}

function betweenImmediates(say, done) {
  setImmediate(() => {
    say('immediate1');
    setImmediate(() => { say('immediate3'); done(); });
    queueMicrotask(() => say('microtask'));
    process.nextTick(() => say('tick'));
  });
  setImmediate(() => say('immediate2'));
}

function nested(say, done) {
  setTimeout(() => {
    say('timer1');
    setTimeout(() => { say('timer2'); done(); }, 0);
    setImmediate(() => say('immediate'));
  }, 0);
}

next();
