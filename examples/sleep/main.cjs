// The same in Node.js.
'use strict';
const net = require('node:net');

const rest = 500;
const n = connections(5000);
const clients = [];
let open = 0;
let requests = 0;

const server = net.createServer((socket) => {
  open++;
  socket.on('data', () => {
    requests++;
    socket.write('pong');
  });
  ready();
});
server.listen(0, '127.0.0.1', connect);

// As many as the limit of open files leaves room for: both ends are here.
function connections(most) {
  const limit = Number(process.report.getReport().userLimits.open_files.soft);
  return Number.isNaN(limit) ? most : Math.min(most, Math.floor((limit - 50) / 2));
}

function connect() {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    clients.push(client);
    if (clients.length < n) connect();
    else ready();
  });
}

function ready() {
  if (open < n || clients.length < n) return;
  // V8 soon collects what opening them has left; that is no waiting.
  setTimeout(measure, rest);
}

function measure() {
  const before = process.cpuUsage();
  setTimeout(() => {
    const { user, system } = process.cpuUsage(before);
    const used = (user + system) / 1000;
    const how = used > rest / 20 ? `were busy for ${used} ms of ${rest}` : 'slept';
    console.log(`${open} connections, ${requests} requests: ${how}`);
    ask();
  }, rest);
}

function ask() {
  const client = clients[n - 1];
  client.write('ping');
  client.on('data', (answer) => {
    console.log(`ping: ${answer}`);
    server.close();
    for (const c of clients) c.end();
  });
}
