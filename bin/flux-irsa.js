#!/usr/bin/env node
// Plain syntax throughout, so that an old Node says what it needs instead of a syntax error.
import module from 'module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`flux-irsa needs Node.js 20.19 or newer; this is ${process.versions.node}\n`)
  process.exitCode = 64
} else {
  if (module.enableCompileCache) module.enableCompileCache()
  void import('../dist/main.js').then(({ main }) => main())
}
