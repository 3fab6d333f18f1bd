// Forks a Go program, the test binary, and prints what happens to it. The same
// script with Node.js as the program has written parent.txt:
//
//	node parent.cjs "$(which node)" child.cjs > parent.txt
'use strict';
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

const [program, ...args] = process.argv.slice(2);

// life forks a child in a role, and prints what main returns when it has ended.
async function life(role, main) {
  console.log(`--- ${role}`);
  const child = spawn(program, [...args, role], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.on('message', (message, socket) => {
    console.log('message', JSON.stringify(message));
    socket?.end('from the parent');
  });
  for (const event of ['spawn', 'disconnect', 'exit', 'close']) {
    child.on(event, (...args) => console.log(event, ...args));
  }
  const closed = once(child, 'close');
  const result = await main(child);
  await closed;
  if (result) console.log(result);
}

async function main() {
  await life('echo', (child) => {
    for (let n = 1; n <= 3; n++) child.send({ n });
    child.send('stop');
  });
  await life('exit7', () => {});
  await life('wait', (child) => {
    child.once('message', () => child.kill('SIGKILL'));
  });
  await life('quiet', () => {});
  await life('late', (child) => {
    for (let n = 1; n <= 3; n++) child.send(n);
  });

  // A connection, to the child and from it.
  const server = net.createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const text = async (socket) => {
    const [data] = await once(socket.setEncoding('utf8').resume(), 'data');
    return `client got: ${data}`;
  };
  await life('echo', async (child) => {
    const client = net.connect(port, '127.0.0.1');
    const [socket] = await once(server, 'connection');
    child.send(1);
    child.send(2, socket);
    child.send(3);
    child.send('stop');
    return text(client);
  });
  await life('dial', async (child) => {
    child.send(`127.0.0.1:${port}`);
    const [socket] = await once(server, 'connection');
    return text(socket);
  });
  server.close();
}

main();
