// The same in Node.js.
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'nonblocking-'));
const file = path.join(dir, 'file');
fs.writeFileSync(file, Buffer.alloc(1024));
process.on('exit', () => fs.rmSync(dir, { recursive: true }));

function readTwice(done) {
  console.log('before');
  console.log('sync', fs.readFileSync(file).length, 'bytes');
  console.log('after sync');

  const set = performance.now();
  setTimeout(() => console.log('timer waited for the loop:', performance.now() - set >= 50), 10);
  fs.readFile(file, (err, data) => {
    if (err) throw err;
    console.log('async', data.length, 'bytes');
    done();
  });
  compute(50); // the timer is due after 10 of them
}

function compute(ms) {
  for (const start = performance.now(); performance.now() - start < ms;);
}

function request() {
  const server = net.createServer(serve);
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect(server.address().port, '127.0.0.1');
    const sent = performance.now();
    client.write('1:30 2:10 3:20\n');
    console.log('sent 1 2 3');

    let total = 0;
    let sum = 0;
    const lines = readline.createInterface({ input: client });
    lines.on('line', (answer) => {
      console.log('resumed', answer);
      total = performance.now() - sent;
      sum += total;
    });
    lines.on('close', () => {
      if (total < sum) console.log('waited for the slowest, not the sum');
      server.close();
    });
  });
}

function serve(peer) {
  readline.createInterface({ input: peer }).once('line', (questions) => {
    let open = 0;
    for (const question of questions.split(' ')) {
      const [number, ms] = question.split(':');
      open++;
      setTimeout(() => {
        peer.write(`${number}\n`);
        if (--open === 0) peer.end();
      }, Number(ms));
    }
  });
}

readTwice(request);
