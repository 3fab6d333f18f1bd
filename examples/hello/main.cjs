// The same in Node.js, where it is the first program of the documentation.
'use strict';
const http = require('node:http');

let requests = 0;
const server = http.createServer((req, res) => {
  console.log('request', ++requests);
  res.end('Hello World\n');
});

server.listen(0, '127.0.0.1', async () => {
  console.log('listening');
  const { port } = server.address();
  for (let i = 0; i < 3; i++) process.stdout.write(await get(port));
  server.close(() => console.log('closed'));
});

process.on('exit', () => console.log('nothing left to do'));

function get(port) {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => resolve(body));
    }).on('error', reject);
  });
}
