/** The page's look: the reader's own colours, light or dark, and nothing that is fetched. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2128; --paper: #fff; --quiet: #59636e; --line: #c4ccd4; --soft: #f4f6f8; --good: #116329; --bad: #b3261e; --unsure: #8a5300; }
@media (prefers-color-scheme: dark) {
    :root { --ink: #e6e9ed; --paper: #14181d; --quiet: #9aa5b1; --line: #3d4753; --soft: #1c2229; --good: #56d364; --bad: #ff8f85; --unsure: #e3b341; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
p { margin: .3rem 0; } .quiet { color: var(--quiet); } .good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); } .strong { font-weight: 600; }
code, svg text, .id { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; } .id { font-size: .85em; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; } caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem; } caption .quiet { font-weight: 400; }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); } thead th { color: var(--quiet); font-weight: 500; } tbody th { font-weight: 400; width: 40%; }
ul.tree, ul.tree ul { list-style: none; margin: 0; padding-left: 1.25rem; } ul.tree { padding-left: 0; } ul.tree li { padding: .1rem 0; }
summary { cursor: pointer; font-weight: 600; }
svg { display: block; max-width: none; } svg text { font-size: 12px; fill: var(--ink); } svg text.name { font-weight: 600; } svg text.quiet { fill: var(--quiet); }
svg text.admitted { fill: var(--good); } svg text.refused, svg text.everybody { fill: var(--bad); } svg text.idle, svg text.unknown { fill: var(--unsure); }
svg rect { fill: var(--soft); stroke: var(--line); } svg rect.network { fill: none; stroke: var(--quiet); } svg rect.outside { fill: none; stroke-dasharray: 2 3; } svg rect.vault { stroke: var(--ink); stroke-width: 2; }
.wire { fill: none; stroke-width: 1.5; } .wire.admitted, .end.admitted { stroke: var(--good); } .end.admitted { fill: var(--good); } .end.everybody { fill: var(--bad); }
.wire.refused, .end.refused, .wire.everybody, .end.everybody { stroke: var(--bad); } .wire.idle, .end.idle, .wire.unknown, .end.unknown { stroke: var(--unsure); }
.wire.refused, .wire.idle { stroke-dasharray: 4 3; }
@media print { body { max-width: none; } }
`;
