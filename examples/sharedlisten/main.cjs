// The same in Node.js.
'use strict';
const cluster = require('node:cluster');
const fs = require('node:fs');
const net = require('node:net');

// The number of a socket, which is the same in whichever process it is open.
const inode = (fd) => fs.fstatSync(fd).ino;

if (cluster.isPrimary) {
  primary(3, 9);
} else {
  const server = net.createServer((socket) => socket.end(String(cluster.worker.id)));
  server.listen(0, '127.0.0.1', () => {
    process.send({ socket: inode(server._handle.fd), port: server.address().port });
  });
}

function primary(workers, connections) {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const sockets = [];
  cluster.on('message', async (worker, { socket, port }) => {
    if (sockets.push(socket) < workers) return;
    if (owns(socket) && sockets.every((s) => s === socket)) {
      console.log(`primary and ${sockets.length} workers: one socket`);
    }
    const ids = Object.keys(cluster.workers);
    let answers = 0;
    for (let i = 0; i < connections; i++) {
      if (ids.includes(await ask(port))) answers++;
    }
    console.log(`${answers} answers from ${workers} workers or fewer`);
    cluster.disconnect();
  });
  cluster.on('exit', (worker, code, signal) => console.log('exit', code, signal || null));
  for (let i = 0; i < workers; i++) cluster.fork();
}

// The module has the listener somewhere, and does not give it out.
function owns(socket) {
  for (let fd = 0; fd < 256; fd++) {
    try {
      if (inode(fd) === socket) return true;
    } catch {} // is not open
  }
  return false;
}

async function ask(port) {
  let answer = '';
  for await (const chunk of net.connect(port, '127.0.0.1')) answer += chunk;
  return answer;
}
