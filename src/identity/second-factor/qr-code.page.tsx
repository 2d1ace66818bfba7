import encodeQR from 'qr';

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;

/** Drawn on the server, dark on light in either colour scheme: cameras read nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const side = modules.length;
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
      <path fill="#000" d={darkModules(modules)} />
    </svg>
  );
}

const darkModules = (modules: boolean[][]): string =>
  modules
    .flatMap((cells, row) =>
      cells.map((isDark, column) => (isDark ? `M${column} ${row}h1v1h-1z` : '')),
    )
    .join('');
