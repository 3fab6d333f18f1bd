// Asks an index under Node.js what a page would ask it: reads a JSON array of
// questions, writes one of answers, each with the files that it has loaded.
//
//   node ask.js search.js folder < questions.json
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

const [script, folder] = process.argv.slice(2)
vm.runInThisContext(fs.readFileSync(script, 'utf8'))
const { notesite } = globalThis

async function ask(question) {
  const files = []
  const index = new notesite.Index(async name => {
    files.push(name + '.js')
    let data
    notesite.shard = (_, handed) => { data = handed }
    vm.runInThisContext(fs.readFileSync(path.join(folder, name + '.js'), 'utf8'))
    return data
  })
  return { ...await notesite.search(index, question, 10), files }
}

async function main() {
  const answers = []
  for (const question of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    answers.push(question.tokens === undefined ? await ask(question) : notesite.tokens(question.tokens))
  }
  process.stdout.write(JSON.stringify(answers))
}
main()
