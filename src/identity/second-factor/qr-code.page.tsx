import { create } from 'qrcode';

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;

/** Drawn on the server, dark on light in either colour scheme: cameras read nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * QUIET;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${side} ${side}`}
      width={side * 5}
      height={side * 5}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${side}v${side}H0z`} />
      <path fill="#000" d={darkModules(modules.size, (row, column) => modules.get(row, column))} />
    </svg>
  );
}

function darkModules(size: number, isDark: (row: number, column: number) => number): string {
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (isDark(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  return path;
}
