import { type Code, isCode, roomOf, type Source, type Violation } from './sources.ts';

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 70;
/** Markup is long without being difficult. */
const MAX_VIEW_LINES = 120;
const MAX_DEPTH = 3;

/** Names that say nothing: what is in such a file has a better place. */
const VAGUE = /(^|[-/])(util|utils|common|misc|manager|[h]elpers?)(?=[-./])/i;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;

export const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

export function checkFiles(sources: Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    const todo = wrongFile(path, lineCount(text));
    return todo ? [{ at: `${path}:1`, todo }] : [];
  });
}

function wrongFile(path: string, lines: number): string | null {
  if (!isCode(path) && !path.endsWith('.css')) return null;
  if (VAGUE.test(path)) return 'the name says nothing: name it after what it does';
  const name = path.split('/').at(-1) ?? '';
  if (!KEBAB.test(name)) return 'file names are kebab-case';
  if (path.startsWith('src/') && path.split('/').length - 1 > MAX_DEPTH) {
    return `deeper than ${MAX_DEPTH} under src: make it flat`;
  }
  if (lines > MAX_FILE_LINES) return `${lines} lines, ${MAX_FILE_LINES} at most: divide it`;
  return null;
}

export function checkFunctions(files: Code[]): Violation[] {
  return files.flatMap(({ path, facts }) => {
    const most = path.endsWith('.tsx') ? MAX_VIEW_LINES : MAX_FUNCTION_LINES;
    return facts.functions
      .filter(({ lines, isSuite }) => lines > most && !isSuite)
      .map(({ line, lines, name }) => ({
        at: `${path}:${line}`,
        todo: `${name} is ${lines} lines, ${most} at most: divide it`,
      }));
  });
}

/** The shape to keep, printed and not gated: median about 50, nine tenths under 175. */
export function describeShape(sources: Source[]): string {
  const files = sources
    .filter(({ path }) => roomOf(path) !== null && isCode(path))
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .sort((a, b) => a.lines - b.lines);
  const at = (share: number) => files[Math.floor((files.length - 1) * share)]?.lines;
  const longest = files.at(-1);
  return `src: ${files.length} files, median ${at(0.5)} lines, nine tenths under ${at(0.9)}, longest ${longest?.lines} (${longest?.path})`;
}
