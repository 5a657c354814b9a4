import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/vitest-longest-first.ts'

export default defineConfig({
  test: {
    reporters: ['default', './scripts/vitest-closing-line.js'],
    pool: 'forks',
    // Most of a small file's time would be the loading of modules: files of one worker share them. None may leave anything in them.
    isolate: false,
    setupFiles: ['test/clean-environment.ts'],
    // Stories wait much of their time: for retries, for watches, for locks.
    maxWorkers: 4,
    // Runs of the program leave much that is young and soon dead.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    // A story is several whole runs of the program: seconds at most, but many times that on a machine that is busy with other things.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/lab/**', 'test/bench/**'] } },
      // Rules, planner, checks and reports, without the sandbox (but to count round trips): what one runs after every save.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['architecture', 'checks', 'config', 'diagnosis', 'domain', 'engine', 'kube', 'planner', 'report', 'resources']
            .map((folder) => `test/${folder}/**/*.test.ts`)
            .concat('test/broken-links/documentation.test.ts', 'test/depth/**/*.test.ts'),
          // Thousands of random command lines: seconds by themselves.
          exclude: ['test/config/any-input.test.ts'],
        },
      },
      // What `npm test` strikes together or by samples, one by one: many minutes.
      {
        extends: true,
        test: { name: 'every-fault', include: ['test/faults/**/*.test.ts'], env: { FLUX_IRSA_FAULTS: 'all' }, testTimeout: 3_600_000 },
      },
      // Against real servers, which FLUX_IRSA_LAB names; minutes. Each file has a lab of its own, and waits for it much of its time: two at once.
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/lab/announce.ts'],
          isolate: true,
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
