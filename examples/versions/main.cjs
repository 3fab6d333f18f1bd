// The same in JavaScript, whose newer word is let. The engine is of one version,
// and knows both.
'use strict';

// ES5 and before: the loop, even the whole function, has one variable.
function oldClosures() {
  var functions = [];
  for (var i = 0; i < 3; i++) functions.push(function () { return i; });
  return functions;
}

// ES2015: each turn has a variable of its own.
function newClosures() {
  const functions = [];
  for (let i = 0; i < 3; i++) functions.push(() => i);
  return functions;
}

// A proposal of which V8 has a part. It may well be that it is never finished.
const experiment = () => (typeof ShadowRealm === 'function' ? 'on' : 'off');

const call = (functions) => functions.map((f) => f()).join(' ');
console.log('one variable for the loop:', call(oldClosures()));
console.log('one for each turn:', call(newClosures()));
console.log('experiment:', experiment());
