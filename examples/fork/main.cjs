// The same in Node.js, where fork is a function of child_process.
'use strict';
const { fork } = require('node:child_process');

let counter = 0;

function parent(role, done) {
  const c = fork(__filename, [role]);
  console.log('a child to', role);
  c.on('spawn', () => console.log('  spawn'));
  c.on('exit', (code, signal) => console.log('  exit', code, signal));
  c.on('close', (code, signal) => {
    console.log('  close', code, signal);
    done();
  });
  c.on('disconnect', () => console.log('  disconnect'));
  c.on('message', (m) => {
    console.log('  message', JSON.stringify(m));
    if (role === 'wait') c.kill('SIGKILL');
  });
  if (role === 'echo') {
    for (let n = 1; n <= 3; n++) c.send({ n });
  }
}

function child(role) {
  if (role === 'echo') {
    process.on('message', (m) => {
      process.send({ echo: m.n, counter: ++counter });
      if (counter === 3) process.disconnect(); // now there is nothing to wait for
    });
  } else if (role === 'exit') {
    process.send('bye', () => process.exit(7));
  } else {
    process.on('message', () => {}); // a listener keeps it waiting
    process.send('ready');
  }
}

if (process.send) {
  child(process.argv[2]);
} else {
  parent('echo', () => parent('exit', () => parent('wait', () => {
    console.log('counter here:', counter);
  })));
}
