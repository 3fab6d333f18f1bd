// The same in Node.js, whose cluster module knows how a worker leaves.
'use strict';
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');

if (cluster.isPrimary) {
  primary(4, 32);
} else {
  http.createServer((req, res) => res.end('served')).listen(0, '127.0.0.1');
}

async function primary(n, clients) {
  const workers = await Promise.all(Array.from({ length: n }, fork));
  const [{ port }] = workers;

  workers[0].process.kill('SIGKILL');
  const [code, signal] = await once(workers[0], 'exit');
  console.log('exit', code, signal);
  workers[0] = await fork(); // nobody has told it to leave
  console.log('respawned');

  const crowd = new Crowd(port, clients);
  for (const old of workers) {
    await fork();
    old.disconnect(); // stops accepting, waits for its connections, and ends
    await once(old, 'exit');
  }
  await crowd.stop();
  console.log(`restarts ${n}, failed ${crowd.failed}`);
  cluster.disconnect();
}

// Returns a worker when it listens.
async function fork() {
  const worker = cluster.fork();
  const [{ port }] = await once(worker, 'listening');
  worker.port = port;
  return worker;
}

// Clients that send one request after another, over a new connection each time.
class Crowd {
  failed = 0;
  #stopped = false;
  #clients;

  constructor(port, clients) {
    this.#clients = Array.from({ length: clients }, () => this.#ask(port));
  }
  stop() {
    this.#stopped = true;
    return Promise.all(this.#clients);
  }
  async #ask(port) {
    for (let n = 0; n < 10 || !this.#stopped; n++) {
      await get(port).catch(() => this.failed++);
    }
  }
}

function get(port) {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
      res.resume().on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
}
