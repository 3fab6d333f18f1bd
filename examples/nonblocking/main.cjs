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

function busy(ms) {
  for (const start = Date.now(); Date.now() - start < ms;);
}

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
  busy(51); // Date counts whole milliseconds
}

function request() {
  const server = net.createServer((peer) => {
    readline.createInterface({ input: peer }).on('line', (question) => {
      const [number, ms] = question.split(' ');
      setTimeout(() => peer.write(`${number}\n`), Number(ms));
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect(server.address().port, '127.0.0.1', () => {
      let waiting = 3;
      let most = 0;
      readline.createInterface({ input: client }).on('line', (answer) => {
        most = Math.max(most, waiting);
        waiting--;
        console.log('resumed', answer);
        if (waiting > 0) return;
        if (most === 3) console.log('waited for the slowest, not the sum');
        client.destroy();
        server.close();
      });
      client.write('1 30\n2 10\n3 20\n');
      console.log('sent 1 2 3');
    });
  });
}

readTwice(request);
