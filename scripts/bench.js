import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'

// Beside the packages that it imports.
const outfile = 'node_modules/.flux-irsa/bench.js'
await build({
  entryPoints: ['test/bench/bench.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
})
process.exitCode = spawnSync(process.execPath, [outfile], { stdio: 'inherit' }).status ?? 1
