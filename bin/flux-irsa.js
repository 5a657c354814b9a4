#!/usr/bin/env node
// Plain syntax up to the guard, so that an old Node says what it needs instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`flux-irsa needs Node.js 20.19 or newer; this is ${process.versions.node}\n`)
  process.exitCode = 64
} else {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache?.()
  const { main } = await import('../dist/main.js')
  await main()
}
