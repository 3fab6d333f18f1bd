// The same in Node.js, whose cluster module does the handing over. A worker
// seems to listen; in truth the primary does, and sends it connections.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

if (cluster.isPrimary) {
  primary(3, 9);
} else {
  const server = http.createServer((req, res) => res.end(String(cluster.worker.id)));
  server.listen(0, '127.0.0.1');
}

function primary(workers, requests) {
  cluster.schedulingPolicy = cluster.SCHED_RR; // the default, except on Windows
  let online = 0;
  let listening = 0;
  cluster.on('online', () => {
    if (++online === workers) console.log('online', online);
  });
  cluster.on('listening', async (worker, address) => {
    if (++listening < workers) return;
    console.log('listening', listening);
    const served = [];
    for (let i = 0; i < requests; i++) served.push(await get(address.port));
    report(served, workers);
    cluster.disconnect();
  });
  cluster.on('exit', (worker, code) => {
    console.log('exit', code, worker.exitedAfterDisconnect ? 'voluntary' : 'crashed');
  });
  for (let i = 0; i < workers; i++) cluster.fork();
}

function get(port) {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => resolve(body));
    }).on('error', reject);
  });
}

function report(served, workers) {
  const counts = {};
  for (const id of served) counts[id] = (counts[id] ?? 0) + 1;
  const each = served.length / workers;
  if (Object.values(counts).every((n) => n === each)) console.log('each worker served', each);
  else console.log('unequal shares:', counts);
}
