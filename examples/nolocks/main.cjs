// The same in Node.js, whose programs have no locks to take.
'use strict';
const { stat } = require('node:fs/promises');
const { setImmediate: turn } = require('node:timers/promises');

async function count(n) {
  let counter = 0;
  const operations = [];
  for (let i = 0; i < n; i++) operations.push(stat('.').then(() => { counter++; }));
  await Promise.all(operations);
  return counter;
}

class Account {
  #balance = 0;

  async read() {
    await turn();
    return this.#balance;
  }

  async write(balance) {
    await turn();
    this.#balance = balance;
  }

  async deposit(amount) {
    const balance = await this.read();
    await this.write(balance + amount);
  }
}

async function atOnce(n) {
  const account = new Account();
  await Promise.all(Array.from({ length: n }, () => account.deposit(1)));
  return account.read();
}

async function inQueue(n) {
  const account = new Account();
  let last = Promise.resolve();
  for (let i = 0; i < n; i++) last = last.then(() => account.deposit(1));
  await last;
  return account.read();
}

async function main() {
  const n = 1000;
  console.log(`${n} callbacks: counter ${await count(n)}`);
  console.log(`at once: ${await atOnce(2)} of 2 deposits`);
  console.log(`in a queue: ${await inQueue(2)} of 2 deposits`);
}

main();
