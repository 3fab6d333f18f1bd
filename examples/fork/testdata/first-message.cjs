// Forks this file as often as it is told, one child after the other, and prints
// how many milliseconds went by until each had said its first word, in the mean.
'use strict';
const { fork } = require('node:child_process');

if (process.send) {
  process.send('ready');
  process.disconnect();
} else {
  main(Number(process.argv[2]));
}

async function main(n) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    await new Promise((resolve) => {
      const child = fork(__filename);
      child.on('message', () => { total += performance.now() - start; });
      child.on('exit', resolve);
    });
  }
  console.log(total / n);
}
