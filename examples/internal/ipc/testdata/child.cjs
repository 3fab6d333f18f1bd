// The roles that tests give a child: the same as the roles in ipc_test.go.
'use strict';
const { fork } = require('node:child_process');
const net = require('node:net');

const roles = {
  echo() {
    process.on('message', (message, socket) => {
      if (message === 'stop') {
        process.disconnect();
      } else if (socket) {
        socket.end('served by the child');
        process.send(`${message} with a connection`);
      } else {
        process.send(message);
      }
    });
  },
  exit7() {
    process.send('bye');
    process.exit(7);
  },
  wait() {
    process.send('ready');
    setInterval(() => {}, 3600000);
  },
  quiet() {},
  late() {
    setTimeout(() => {
      process.on('message', (message) => {
        process.send(message);
        if (message === 3) setImmediate(() => process.disconnect()); // at once, Node.js 20 throws
      });
    }, 100);
  },
  listen() {
    process.on('message', () => {});
  },
  internal() {
    process.send({ cmd: 'NODE_TEST' });
  },
  dial() {
    process.on('message', (address) => {
      const [host, port] = address.split(':');
      const socket = net.connect({ host, port, pauseOnConnect: true }, () => {
        process.send('before');
        process.send('connection', socket);
        process.send('after');
        process.disconnect();
      });
    });
  },
  orphan() {
    process.send('ready');
    process.on('disconnect', () => console.log('disconnect'));
  },
  middle() {
    const child = fork(__filename, ['orphan']);
    child.on('message', (message) => process.send(message));
  },
};

roles[process.argv[2]]();
