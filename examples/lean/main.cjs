// The same in Node.js, where one thread waits for all connections and none of
// them holds a buffer.
'use strict';
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((request, response) => response.end('Hello World'));
server.keepAliveTimeout = 0; // else Node.js closes those that wait for 5 seconds

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  if (process.argv[2] === 'serve') {
    console.log(`http://127.0.0.1:${port}`);
    return;
  }
  await visit(port, 500);
  server.close();
});

async function visit(port, n) {
  const conns = [];
  for (let i = 0; i < n; i++) {
    conns.push(await new Promise((resolve, reject) => {
      const conn = net.connect(port, '127.0.0.1', () => resolve(conn));
      conn.on('error', reject);
    }));
  }
  console.log(n, 'connections wait');
  let answers = 0;
  for (const conn of conns) {
    await request(conn);
    answers++;
  }
  console.log(answers, 'answers: Hello World');
  for (const conn of conns) conn.destroy();
}

function request(conn) {
  return new Promise((resolve, reject) => {
    let answer = '';
    conn.on('data', (part) => {
      answer += part;
      if (answer.endsWith('Hello World')) resolve();
    });
    conn.on('end', () => reject(new Error('no answer')));
    conn.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
}
