// The same in Node.js.
'use strict';

setInterval(() => console.log('an hour has passed'), 60 * 60 * 1000).unref();

let done = 0;
process.on('beforeExit', () => {
  console.log('beforeExit', done);
  if (done < 2) setTimeout(() => console.log('work', ++done), 10);
});

process.on('exit', () => {
  console.log('exit');
  setTimeout(() => console.log('too late'), 0);
  setImmediate(() => console.log('too late'));
});

console.log('end of script');
