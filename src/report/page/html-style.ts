/** Of the one-file report. Light and dark as the reader's system is; on paper always light, in landscape, with nothing cut in two. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --paper: #ffffff; --box: #f6f8fa; --line: #d1d9e0;
  --pass: #1a7f37; --warn: #9a6700; --fail: #cf222e; --unknown: #8250df; --skip: #6e7781; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --box: #161b22;
  --line: #3d444d; --pass: #3fb950; --warn: #d29922; --fail: #ff7b72; --unknown: #bc8cff; --skip: #8b949e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1360px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 32px 0 8px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
section { margin-top: 40px; border-top: 3px solid var(--line); }
section h2 { font-size: 20px; margin: 20px 0 4px; }
a { color: inherit; }
p { margin: 4px 0; }
.tally { color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 16px 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.picture { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; margin: 16px 0; }
.picture svg { display: block; width: 100%; min-width: 960px; height: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
caption { text-align: left; font-weight: 600; padding: 16px 0 4px; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--faint); font-weight: 600; }
tbody th { font-weight: 400; font-family: ui-monospace, monospace; font-size: 13px; }
.c-state { width: 120px; } .c-id { width: 30%; } .c-time { width: 80px; text-align: right; }
ul { margin: 4px 0; padding-left: 18px; color: var(--faint); }
pre { margin: 6px 0; padding: 6px 10px; background: var(--box); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }
.state { font-weight: 600; white-space: nowrap; }
.pass .state, .state.pass { color: var(--pass); } .warn .state, .state.warn { color: var(--warn); } .fail .state, .state.fail { color: var(--fail); }
.unknown .state, .state.unknown { color: var(--unknown); } .skip .state, .state.skip { color: var(--skip); }
.expected { color: var(--faint); }
footer { margin-top: 32px; color: var(--faint); font-size: 13px; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 11px; } .picture { overflow: visible; border: 0; break-inside: avoid; } .picture svg { min-width: 0; }
  tr, caption { break-inside: avoid; } caption { break-after: avoid; } thead { display: table-header-group; } pre, tbody th { font-size: 10px; } }
`
