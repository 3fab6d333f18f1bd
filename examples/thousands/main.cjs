// The same in Node.js.
'use strict';
const { fork } = require('node:child_process');
const net = require('node:net');

// As many as the limit of open files leaves room for.
function connections(most) {
  const limit = Number(process.report.getReport().userLimits.open_files.soft);
  return Number.isNaN(limit) ? most : Math.min(most, limit - 50);
}

function serve(n) {
  let open = 0;
  const server = net.createServer((socket) => {
    open++;
    socket.on('data', (question) => socket.write(`${question} by ${process.pid}\n`));
    socket.on('error', () => {}); // a client goes with a reset
  });
  server.listen(0, '127.0.0.1', () => {
    const child = fork(__filename, [server.address().port, n]);
    child.on('message', ({ answers, processes }) => {
      console.log(`${open} connections, ${answers} answers from ${processes} process`);
      child.disconnect();
    });
    child.on('exit', () => server.close());
  });
}

// The other process: it connects n clients, up to fifty at a time.
function clients(port, n) {
  let begun = 0;
  const answered = [];
  const answeredBy = new Set();

  function next() {
    if (begun === n) return;
    const question = String(++begun).padStart(8, '0');
    const socket = net.connect(port, '127.0.0.1', () => socket.write(question));
    socket.once('data', (answer) => {
      const [echo, pid] = String(answer).trim().split(' by ');
      if (echo !== question) throw new Error(`the answer to ${question} is ${answer}`);
      answeredBy.add(pid);
      if (answered.push(socket) < n) next();
      else process.send({ answers: n, processes: answeredBy.size });
    });
  }

  for (let i = 0; i < 50; i++) next();
  process.on('disconnect', () => answered.forEach((socket) => socket.resetAndDestroy()));
}

if (process.send) clients(Number(process.argv[2]), Number(process.argv[3]));
else serve(connections(5000));
