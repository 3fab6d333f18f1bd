// The same in Node.js.
'use strict';
const { fork } = require('node:child_process');

class Point {
  #secret = 5;
  constructor(x, y) {
    this.X = x;
    this.Y = y;
  }
  sum() {
    return this.X + this.Y + this.#secret;
  }
}

function talk() {
  const child = fork(__filename);
  child.kill('SIGSTOP');
  const values = sendValues(child);
  const numbered = sendMany(child);
  child.kill('SIGCONT');

  let received = 0;
  child.on('message', ({ name, value }) => {
    const number = ++received - values;
    if (number <= 0) {
      console.log(`${name}: ${value === undefined ? 'lost' : JSON.stringify(value)}`);
    } else if (name !== String(number)) {
      throw new Error(`message ${number} came back as number ${name}`);
    }
    if (number === numbered) {
      console.log('it may go on: all arrive, in order');
      child.disconnect();
    }
  });
}

function sendValues(child) {
  const object = new Point(3, 4);
  const circle = {};
  circle.next = circle;
  const values = {
    text: 'Grüße', number: 0.1, array: [1, 'two', true],
    null: null, undefined: undefined,
    Date: new Date('2015-10-21T07:28:00.125Z'),
    Map: new Map([['key', 'value']]), Buffer: Buffer.from('hi'),
    object, function: () => {}, circle,
  };
  let sent = 0;
  for (const [name, value] of Object.entries(values)) {
    try {
      // As a member of an object, a function would be lost like undefined.
      child.send(typeof value === 'function' ? value : { name, value });
      sent++;
    } catch {
      console.log(`${name}: refused`);
    }
  }
  object.X = 6; // too late: what was sent is a copy
  return sent;
}

function sendMany(child) {
  let n = 0;
  let more = true;
  while (n < 1000) more = child.send({ name: String(++n), value: 'x'.repeat(500) });
  console.log(`${n} messages to a stopped child: send returns ${more}`);
  return n;
}

if (process.send) process.on('message', (m) => process.send(m));
else talk();
