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
.c-state { width: 120px; } .c-id { width: 30%; }
ul { margin: 4px 0; padding-left: 18px; color: var(--faint); }
pre { margin: 6px 0; padding: 6px 10px; background: var(--box); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }
.fix { position: relative; }
.fix pre { padding-right: 84px; }
.fix button { position: absolute; top: 5px; right: 6px; font: 12px system-ui, sans-serif; padding: 3px 10px; color: var(--ink);
  background: var(--paper); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.facts { margin-top: 24px; }
summary { cursor: pointer; font-weight: 600; }
.state { font-weight: 600; white-space: nowrap; }
.pass .state, .state.pass { color: var(--pass); } .warn .state, .state.warn { color: var(--warn); } .fail .state, .state.fail { color: var(--fail); }
.unknown .state, .state.unknown { color: var(--unknown); } .skip .state, .state.skip { color: var(--skip); }
.expected { color: var(--faint); }
footer { margin-top: 32px; color: var(--faint); font-size: 13px; }
@media screen and (max-width: 720px) { body { padding: 16px; font-size: 16px; } .picture { display: none; } thead { display: none; }
  table, tbody, tr, td, tbody th, caption { display: block; width: auto; } .cards tr { margin: 8px 0; padding: 8px 12px; border: 1px solid var(--line);
  border-left: 4px solid var(--skip); border-radius: 6px; } td, tbody th { padding: 2px 0; border: 0; } tbody th { font-size: 14px; }
  .cards tr.fail { border-left-color: var(--fail); } .cards tr.warn { border-left-color: var(--warn); } .cards tr.unknown { border-left-color: var(--unknown); }
  .cards tr.pass { border-left-color: var(--pass); } .links tr { margin-left: 8px; padding: 0 0 18px 18px; border-left: 3px solid var(--skip); }
  .links tr.pass { border-left-color: var(--pass); } .links tr.warn { border-left-color: var(--warn); } .links tr.fail { border-left: 5px solid var(--fail); }
  .links tr.unknown { border-left: 3px dashed var(--unknown); } .fix button { padding: 8px 14px; } .fix pre { padding: 44px 10px 8px; font-size: 14px; } }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 11px; } .picture { overflow: visible; border: 0; break-inside: avoid; } .picture svg { min-width: 0; }
  tr, caption { break-inside: avoid; } .fix button { display: none; } .facts > * { display: grid; } caption { break-after: avoid; } thead { display: table-header-group; } pre, tbody th { font-size: 10px; } }
`
