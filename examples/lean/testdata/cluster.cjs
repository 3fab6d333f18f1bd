// The server of main.cjs in as many processes as there are processors.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');
const { availableParallelism } = require('node:os');

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  let listening = 0;
  cluster.on('listening', (_, { port }) => {
    listening++;
    if (listening === availableParallelism()) console.log(`http://127.0.0.1:${port}`);
  });
} else {
  const server = http.createServer((request, response) => response.end('Hello World'));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
}
