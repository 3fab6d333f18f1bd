// The same in Node.js.
'use strict';
const net = require('node:net');

function chain(set, step) {
  set(() => {
    if (step()) chain(set, step);
  });
}

function starve(kind, set, done) {
  let ran = 0;
  setImmediate(() => {
    console.log('immediate after', ran, kind);
    done();
  });
  chain(set, () => ++ran < 1000);
}

function letThrough() {
  let answered = false;
  const server = net.createServer((peer) => peer.pipe(peer));
  server.listen(0, '127.0.0.1', () => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    socket.end('x');
    socket.once('data', () => {
      answered = true;
      console.log('data among endless immediates');
      server.close();
    });
    chain(setImmediate, () => !answered);
  });
}

starve('ticks', process.nextTick, () => {
  starve('microtasks', queueMicrotask, letThrough);
});
