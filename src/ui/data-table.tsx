import type { ComponentChildren } from 'preact';

type TableColumn = {
  label: string;
  /** Numbers stand at the end (the default), words at the start. */
  align?: 'start' | 'end';
  /** On a phone: in the row's first line, at the right; or not at all. */
  onPhone?: 'head' | 'hidden';
};

type TableRow = {
  id?: string;
  /** One for each column, the first names the row; null is nothing to say: hidden on a phone. */
  cells: readonly ComponentChildren[];
};

type TableProps = {
  caption: string;
  isCaptionHidden?: boolean;
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
};

/** Written out because `display: block`, by which a row folds, takes a table's meaning from it. */
const as = (role: 'table' | 'rowgroup' | 'row' | 'columnheader' | 'rowheader' | 'cell') => ({
  role,
});

/** On a phone each row folds into a list, its first cell as the heading. */
export function DataTable({ caption, isCaptionHidden = false, columns, rows }: TableProps) {
  return (
    <table class="data ledger" {...as('table')}>
      <caption class={isCaptionHidden ? 'ds-sr-only' : undefined}>{caption}</caption>
      <thead {...as('rowgroup')}>
        <tr {...as('row')}>
          {columns.map(({ label, align }) => (
            <th
              key={label}
              {...as('columnheader')}
              scope="col"
              class={align === 'start' ? 'l' : undefined}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...as('rowgroup')}>
        {rows.map((row, index) => (
          <Row key={row.id ?? index} row={row} columns={columns} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, columns }: { row: TableRow; columns: readonly TableColumn[] }) {
  return (
    <tr {...as('row')} id={row.id}>
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.label} {...as('rowheader')} scope="row">
            {row.cells[index]}
          </th>
        ) : (
          <td
            key={column.label}
            {...as('cell')}
            data-label={column.label}
            class={cellClass(column, row.cells[index])}
          >
            {row.cells[index] ?? <span class="muted">—</span>}
          </td>
        ),
      )}
    </tr>
  );
}

function cellClass(column: TableColumn, cell: ComponentChildren): string | undefined {
  const names = [
    column.align === 'start' && 'l',
    column.onPhone === 'head' && 'is-head',
    (column.onPhone === 'hidden' || cell === null || cell === undefined) && 'is-zero',
  ].filter(Boolean);
  return names.join(' ') || undefined;
}
