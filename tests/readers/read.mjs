// Reads a file of citations with citation-js and prints what it says as CSL-JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(`${process.argv[2]}/`)
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-bibtex')
require('@citation-js/plugin-ris')
require('@citation-js/plugin-csl')

// By the name of the file: left alone, it takes a title "@article{x}" in a RIS file for BibTeX.
const types = { bib: '@biblatex/text', ris: '@ris/file', json: '@csl/list+object' }
const text = readFileSync(process.argv[3], 'utf8')
const ending = process.argv[3].split('.').pop()
const input = ending === 'json' ? JSON.parse(text) : text
const items = new Cite(input, { forceType: types[ending] }).data
for (const item of items) delete item._graph
process.stdout.write(JSON.stringify(items))
