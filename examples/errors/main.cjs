// The same in Node.js.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'errors-'));
const file = path.join(dir, 'file');
fs.writeFileSync(file, 'hello');

let calls = 0;
process.on('exit', () => {
  console.log('2 callbacks,', calls, 'calls');
  fs.rmSync(dir, { recursive: true });
});

console.log('no such file');
readThrice(file + '.missing', () => {
  console.log('a file');
  readThrice(file, () => {});
});

function readThrice(name, done) {
  try {
    const data = fs.readFileSync(name);
    console.log('  sync:', data.length, 'bytes');
  } catch (err) {
    console.log('  sync:', describe(err));
  }

  fs.readFile(name, async (err, data) => {
    calls++;
    console.log(`  callback: ${describe(err)}, ${data ? `${data.length} bytes` : 'no data'}`);
    try {
      const data = await fs.promises.readFile(name);
      console.log('  promise:', data.length, 'bytes');
    } catch (err) {
      console.log('  promise:', describe(err));
    }
    done();
  });
  console.log('  asked');
}

function describe(err) {
  return err ? `${err.code} in ${err.syscall}` : 'no error';
}
