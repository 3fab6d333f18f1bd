// The same in Node.js, where libuv makes the calls: epoll_wait on Linux. All
// callbacks run on the thread that made it.
'use strict';
const net = require('node:net');
const { threadId } = require('node:worker_threads');

const clients = 100;
let accepted = 0;
let echoes = 0;
const threads = new Set();

const server = net.createServer({ allowHalfOpen: true }, (conn) => {
  accepted++;
  threads.add(threadId);
  conn.on('data', (data) => {
    threads.add(threadId);
    conn.write(data);
  });
  conn.on('end', () => conn.end());
});

server.listen(0, '127.0.0.1', async () => {
  const conns = [];
  for (let i = 0; i < clients; i++) conns.push(await connect());
  await Promise.all(conns.map((conn, i) => ask(conn, `I am number ${i}`)));
  server.close(() => {
    console.log(accepted, 'clients');
    console.log(echoes, 'echoes');
    console.log(threads.size, 'thread asked the kernel');
  });
});

function connect() {
  return new Promise((resolve, reject) => {
    const conn = net.connect(server.address().port, '127.0.0.1', () => resolve(conn));
    conn.on('error', reject);
  });
}

function ask(conn, said) {
  return new Promise((resolve) => {
    let heard = '';
    conn.on('data', (data) => { heard += data; });
    conn.on('end', () => {
      if (heard === said) echoes++;
      resolve();
    });
    conn.end(said);
  });
}
