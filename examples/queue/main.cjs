// The same queue in Node.js.
const REQUESTS = 200000;

// The same random numbers here and in Go: mulberry32.
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), state | 1);
    n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
    return -Math.log1p(-((n ^ (n >>> 14)) >>> 0) / 2 ** 32); // of the mean 1
  };
}

function simulate(load) {
  const random = generator(5);
  const counts = new Array(10000).fill(0); // of times, in tenths of the unit
  let now = 0; // when the next one comes
  let free = 0; // when the thread is free
  let mean = 0;
  for (let i = 0; i < REQUESTS; i++) {
    now += random() / load;
    free = Math.max(free, now) + random();
    mean += (free - now) / REQUESTS;
    counts[Math.min(Math.trunc((free - now) * 10), counts.length - 1)]++;
  }
  let slow = 0;
  for (let done = 0; done < REQUESTS * 0.99; slow += 0.1) done += counts[Math.trunc(slow * 10 + 0.5)];
  return { mean, slow };
}

const loads = process.argv.length > 2 ? process.argv.slice(2) : ['50', '80', '90', '95'];
console.log('busy   time   99 % within   under way');
for (const text of loads) {
  const percent = Number(text);
  if (!Number.isInteger(percent) || percent < 1 || percent > 99) {
    console.error(`${JSON.stringify(text)} is no load from 1 to 99 per cent`);
    process.exit(2);
  }
  const load = percent / 100;
  const { mean, slow } = simulate(load);
  const [time, within, underWay] = [mean, slow, load * mean].map((n) => n.toFixed(1));
  console.log(`${text.padStart(3)} % ${time.padStart(6)} ${within.padStart(13)} ${underWay.padStart(11)}`);
}
