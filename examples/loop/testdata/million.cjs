// Runs a number of callbacks that were all set at once ("timers"), or each by
// the one before ("immediates"), and prints how many nanoseconds each took.
'use strict';
const [what, count] = [process.argv[2], Number(process.argv[3])];
let left = count;
const start = process.hrtime.bigint();
const done = () => console.log(Number(process.hrtime.bigint() - start) / count);

if (what === 'timers') {
  for (let i = 0; i < count; i++) setTimeout(() => { if (--left === 0) done(); }, 0);
} else {
  const next = () => { if (--left === 0) done(); else setImmediate(next); };
  setImmediate(next);
}
