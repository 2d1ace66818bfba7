type Options = Record<string, { default: string; about: string }>;

/** docs/configuration.md, from the table in src/config.ts; laid out as `npm run format` does. */
export function configurationPage(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => [
    `\`${name}\``,
    option.default === '' ? '' : `\`${option.default}\``,
    option.about.replaceAll('|', '\\|'),
  ]);
  return `# Configuration

Options are environment variables. A mistake in one stops the program at its start with a sentence
that names it; \`npm run ochag -- doctor\` checks them all, and the database, clock and mail.

<!-- Written from src/config.ts by \`npm run tidy -- -u\`; change it there. -->

${table(['Option', 'Default', 'Meaning'], rows)}

What differs from one supplier to another (name, requisites, calendar, limits of readings) is no
option but the supplier profile: a JSON file named in \`OCHAG_SUPPLIER\`. Its fields are described in
\`src/supplier/profile.ts\`; \`src/supplier/kaliningrad.ru.ts\` is a whole example.
`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
