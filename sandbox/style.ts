/** The sandbox's own looks, on purpose unlike the product's. Served as /style.css. */
export const style = /* css */ `
:root {
  color-scheme: light dark;
  --ink: #24211c; --ink-2: #5f594e; --page: #faf7f0; --card: #fff; --line: #ddd6c8; --edge: #857b69;
  --link: #7a3d00; --focus: #24211c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #efe9dd; --ink-2: #b9b0a0; --page: #1c1a16; --card: #26231e;
    --line: #423c32; --edge: #938874; --link: #f0b878; --focus: #efe9dd;
  }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif;
}
header { border-block-end: 1px dashed var(--edge); }
header nav, main { max-width: 60rem; margin-inline: auto; padding-inline: 1rem; }
header nav { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
header a { display: inline-flex; align-items: center; min-height: 3rem; }
main { padding-block: 1.5rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 .5rem; }
p, ul, dl, pre { margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.muted, dt, time { color: var(--ink-2); }
code, pre { font: .9375rem/1.5 ui-monospace, Consolas, monospace; }
pre {
  white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 1rem;
}
dl > div { display: grid; grid-template-columns: 1fr; padding-block: .25rem; }
dd { margin: 0; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin-block-end: 1.5rem; }
label { display: grid; gap: .25rem; flex: 1 1 16rem; max-width: 28rem; }
input, select, button {
  font: inherit; min-height: 3rem; padding: .5rem .75rem; border: 1px solid var(--edge);
  border-radius: 8px; background: var(--card); color: inherit;
}
button { font-weight: 600; cursor: pointer; padding-inline: 1.25rem; }
.letters { list-style: none; padding: 0; border-block-start: 1px solid var(--line); }
.letters li {
  display: grid; gap: 0 1.5rem; padding-block: .75rem; border-block-end: 1px solid var(--line);
}
.letters a { font-weight: 600; padding-block: .25rem; }
.links li { padding-block: .25rem; }
iframe {
  display: block; width: 100%; height: 40rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); resize: vertical;
}
summary { min-height: 3rem; padding-block: .75rem; cursor: pointer; }
@media (min-width: 40rem) {
  .letters li { grid-template-columns: minmax(0, 1fr) 18rem 11rem; align-items: baseline; }
  dl > div { grid-template-columns: 10rem minmax(0, 1fr); }
}
`;
