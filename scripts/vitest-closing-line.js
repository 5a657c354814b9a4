/** Closes a run with one line that is easy to find: `N passed, N failed`, and `, N skipped` where there are such. */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state) => tests.filter((test) => test.result().state === state).length
    // A file that cannot be loaded and an error outside of any test have no test that could fail.
    const failed = count('failed') + modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length
    // What never ran, after a failed hook or an interruption, stays `pending`.
    const skipped = count('skipped') + count('pending')
    console.log(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}
