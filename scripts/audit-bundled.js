import { execa } from 'execa'
import { bundledFolders, vulnerabilitiesOf } from './bundled-packages.js'

// What is only used to build and test is not what users run: its advisories are no reason to stop a release.
const { stdout } = await execa('npm', ['audit', '--json'], { reject: false })
const found = vulnerabilitiesOf(JSON.parse(stdout), await bundledFolders())
if (found.length > 0) throw new Error(`the bundle holds packages with known vulnerabilities:\n${found.join('\n')}`)
