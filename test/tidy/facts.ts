import { parseAst } from 'vitest/node';

export type Place = { line: number };
export type Import = Place & { from: string; isType: boolean; isDynamic: boolean };
export type FunctionFact = Place & { name: string; lines: number; isSuite: boolean };
/** A name as written, and the word before the dot: `random` of `Math`, `PORT` of `process.env`. */
export type Name = Place & { name: string; of: string; isKey: boolean };
export type Text = Place & { text: string };
/** `app.post(routes.login, …)`: `callee` is `app.post`; arguments as they stand in the source. */
export type Call = Place & { callee: string; isNew: boolean; args: string[]; names: string[] };

/** What the rules ask of one file, gathered in one walk over its syntax. Comments are not there. */
export type Facts = {
  imports: Import[];
  functions: FunctionFact[];
  names: Name[];
  texts: Text[];
  calls: Call[];
  awaits: Place[];
  anyTypes: Place[];
  defaultExports: Place[];
};

type Node = { type: string; start: number; end: number; [key: string]: unknown };

const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

export function readFacts(path: string, text: string): Facts {
  const program = parseAst(text, { lang: path.endsWith('.ts') ? 'ts' : 'tsx' }, path);
  const facts: Facts = {
    imports: [],
    functions: [],
    names: [],
    texts: [],
    calls: [],
    awaits: [],
    anyTypes: [],
    defaultExports: [],
  };
  const lineAt = createLineFinder(text);
  walk(program as unknown as Node, null, (node, parent) => {
    const line = lineAt(node.start);
    const slice = (part: Node) => text.slice(part.start, part.end);
    noteModule(facts, node, line);
    noteName(facts, node, parent, line);
    if (isText(node)) facts.texts.push({ line, text: slice(node) });
    if (FUNCTIONS.test(node.type)) {
      const lines = lineAt(node.end) - line + 1;
      const isSuite = isCallOf(parent, /^describe/, slice);
      facts.functions.push({ line, lines, name: functionName(node, parent), isSuite });
    }
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const args = childrenOf(node.arguments);
      facts.calls.push({
        line,
        callee: isNode(node.callee) ? slice(node.callee).replaceAll('?.', '.') : '',
        isNew: node.type === 'NewExpression',
        args: args.map(slice),
        names: [...new Set(args.flatMap(namesIn))],
      });
    }
    if (node.type === 'AwaitExpression') facts.awaits.push({ line });
    if (node.type === 'TSAnyKeyword') facts.anyTypes.push({ line });
  });
  return facts;
}

function noteModule(facts: Facts, node: Node, line: number): void {
  if (node.type === 'ExportDefaultDeclaration') facts.defaultExports.push({ line });
  const isDynamic = node.type === 'ImportExpression';
  const isExport = /^Export(Named|All)Declaration$/.test(node.type);
  if (!isDynamic && !isExport && node.type !== 'ImportDeclaration') return;
  const source = node.source;
  if (!isNode(source) || typeof source.value !== 'string') return;
  const specifiers = childrenOf(node.specifiers);
  const isTypeOnly = (part: Node) => (part.importKind ?? part.exportKind) === 'type';
  const isType = isTypeOnly(node) || (specifiers.length > 0 && specifiers.every(isTypeOnly));
  facts.imports.push({ line, from: source.value, isType, isDynamic });
}

function noteName(facts: Facts, node: Node, parent: Node | null, line: number): void {
  if (node.type !== 'Identifier' || typeof node.name !== 'string') return;
  const isMember = parent?.type === 'MemberExpression' && parent.property === node;
  const object = isMember && isNode(parent.object) ? parent.object : null;
  const last = isNode(object?.property) ? object.property : object;
  const isKey = isMember || (parent?.key === node && parent.shorthand !== true);
  facts.names.push({ line, name: node.name, of: String(last?.name ?? ''), isKey });
}

function isText(node: Node): boolean {
  if (node.type === 'Literal') return typeof node.value === 'string' || 'regex' in node;
  return node.type === 'TemplateElement' || node.type === 'JSXText';
}

function functionName(node: Node, parent: Node | null): string {
  for (const named of [node.id, parent?.id, parent?.key]) {
    if (isNode(named) && typeof named.name === 'string') return named.name;
  }
  const first = childrenOf(parent?.arguments)[0];
  return typeof first?.value === 'string' ? `"${first.value}"` : 'a function';
}

function isCallOf(node: Node | null, callee: RegExp, slice: (node: Node) => string): boolean {
  return node?.type === 'CallExpression' && isNode(node.callee) && callee.test(slice(node.callee));
}

/** Every word of an expression that names a value, keys of object literals included. */
function namesIn(node: Node): string[] {
  const names: string[] = [];
  walk(node, null, ({ type, name }) => {
    if (type === 'Identifier' && typeof name === 'string') names.push(name);
  });
  return names;
}

function walk(
  node: Node,
  parent: Node | null,
  visit: (node: Node, parent: Node | null) => void,
): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, node, visit);
    else for (const child of childrenOf(value)) walk(child, node, visit);
  }
}

const childrenOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function createLineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
