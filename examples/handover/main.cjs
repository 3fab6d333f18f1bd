// The same in Node.js.
'use strict';
const { fork } = require('node:child_process');
const net = require('node:net');

// The socket is paused, so that the parent does not read from it.
function parent() {
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    const child = fork(__filename);
    child.send('before');
    child.send('socket', socket);
    child.send('after');
    server.close();
  });
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect(server.address().port, '127.0.0.1');
    client.end('who serves me?'); // ends this direction of the connection
    let answer = '';
    client.on('data', (chunk) => { answer += chunk; });
    client.on('end', () => {
      process.on('exit', () => console.log(`client: "${answer}", end`)); // the child first
    });
  });
}

function child() {
  let socket;
  process.on('message', (message, handle) => {
    console.log(`child: message "${message}"${handle ? ' and a socket' : ''}`);
    socket ??= handle;
    if (message === 'after') serve(socket);
  });
}

function serve(socket) {
  socket.allowHalfOpen = true; // or else its other direction would end at 'end'
  let question = '';
  socket.on('data', (chunk) => { question += chunk; });
  socket.on('end', () => {
    console.log(`child: "${question}", end`);
    socket.end('served by the child');
  });
  socket.on('close', () => {
    console.log('child: close');
    process.disconnect();
  });
}

if (process.send) child();
else parent();
