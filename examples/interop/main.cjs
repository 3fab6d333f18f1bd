// The half in Node.js. The half in Go gives this script to node -e, with the name of
// a role. Run by itself it builds the half in Go, and has the same roles played.
'use strict';
const { execFileSync, fork } = require('node:child_process');
const cluster = require('node:cluster');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const roles = {
  // Answers three messages.
  child() {
    process.on('message', ({ n }) => {
      process.send({ echo: n });
      if (n === 3) process.disconnect();
    });
  },

  // Forks a Go program, sends it three messages, and prints what happens to it.
  parent(program) {
    console.log('Node.js forks Go');
    const child = fork('child', { execPath: program, execArgv: [] });
    child.on('spawn', () => console.log('  spawn'));
    child.on('message', (m) => console.log('  message', JSON.stringify(m)));
    child.on('disconnect', () => console.log('  disconnect'));
    child.on('exit', (code, signal) => console.log('  exit', code, signal));
    child.on('close', (code, signal) => console.log('  close', code, signal));
    for (let n = 1; n <= 3; n++) child.send({ n });
    return once(child, 'close');
  },

  // Is led by a primary. It need not be Node.js.
  worker() {
    http.createServer((req, res) => res.end(String(cluster.worker.id))).listen(0, '127.0.0.1');
  },
};

async function main() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-'));
  const program = path.join(dir, 'interop');
  const run = (part) => execFileSync(program, [part], { stdio: 'inherit' });
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd: __dirname, stdio: 'inherit' });
    run('parent');
    await roles.parent(program);
    run('primary');
  } catch (err) {
    if (err.syscall !== 'spawnSync go') throw err;
    console.log('interop needs Go, which this machine does not have');
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}

const [role, argument] = process.argv.slice(1); // by itself, its own path
if (Object.hasOwn(roles, role)) roles[role](argument);
else main();
