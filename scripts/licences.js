import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundledFolders } from './bundled-packages.js'

const packages = await Promise.all((await bundledFolders()).map(readPackage))
const byTerms = new Map()
for (const { title, terms } of packages) byTerms.set(terms, [...(byTerms.get(terms) ?? []), title])
const sections = [...byTerms].map(([terms, titles]) => `${titles.toSorted().join('\n')}\n\n${terms}\n`)
const intro = 'flux-irsa contains the packages below. Above each licence stand those that are under it.\n'
await writeFile('THIRD_PARTY_LICENSES', [intro, ...sections.toSorted()].join(`\n${'-'.repeat(80)}\n\n`))

async function readPackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  // Some packages of the AWS SDK come without the text of their licence; it is the one of this program.
  const ours = license === 'Apache-2.0' ? await readFile('LICENSE', 'utf8') : undefined
  const terms = texts.length > 0 ? texts.map((text) => text.trim()).join('\n\n') : ours?.trim()
  if (!terms) throw new Error(`${name} ${version} comes without a licence`)
  return { title: `${name} ${version} (${license})`, terms }
}
