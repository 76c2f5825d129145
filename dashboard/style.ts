/** The style sheet of the page: light or dark as the reader prefers. */
export const styleSheet = `
:root { color-scheme: light dark; --ground: #f6f8fa; --card: #fff; --text: #1f2328; --quiet: #59636e; --line: #d8dee4;
  --good: #1a7f37; --low: #9a6700; --high: #c93c20; --link: #0a5bc4; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --card: #161b22; --text: #e6edf3; --quiet: #9198a1; --line: #30363d;
  --good: #4ac26b; --low: #e2a521; --high: #ff8a70; --link: #6cb0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1.25rem 4rem; max-width: 90rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-variant-numeric: tabular-nums; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.top { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; color: var(--quiet); font-size: .875rem; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
h1 { margin: .5rem 0 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.1rem; }
p { margin: .35rem 0; }
section > p { max-width: 70rem; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
#plan .wide svg { max-width: none; display: block; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; background: var(--card); }
caption { text-align: left; padding: .4rem .6rem; color: var(--quiet); }
th, td { padding: .3rem .6rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
tbody th { font-weight: 600; max-width: 26rem; overflow: hidden; text-overflow: ellipsis; }
td:last-child { white-space: normal; }
.number { text-align: right; }
.state { display: inline-block; padding: .05rem .6rem; border-radius: 1rem; border: 1px solid currentColor; font-weight: 600; }
.running, .good { color: var(--good); } .low { color: var(--low); } .failed, .high, .trouble { color: var(--high); } .ended, .key { color: var(--quiet); }
.trouble { font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
button { font: inherit; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--text); cursor: pointer; }
button:disabled { opacity: .5; }
pre { margin: .35rem 0; padding: .6rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: .8125rem; }
.charts { display: flex; flex-wrap: wrap; gap: .75rem; }
.charts svg { border: 1px solid var(--line); border-radius: 6px; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
