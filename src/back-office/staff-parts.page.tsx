import type { ComponentChildren } from 'preact';

type Column = { label: string; align?: 'start' | 'end' };
type Row = { id?: string; cells: readonly ComponentChildren[]; isMarked?: boolean };

/** A dense table that scrolls by itself where the screen is narrow; the keyboard reaches it. */
export function StaffTable(props: {
  label: string;
  columns: readonly Column[];
  rows: readonly Row[];
}) {
  const { label, columns, rows } = props;
  const look = ({ align = 'end' }: Column) => (align === 'start' ? 'l' : 'num');
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      <table class="data dense">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" class={look(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.id ?? index} id={row.id} class={row.isMarked ? 'is-open' : undefined}>
              {columns.map((column, place) => (
                <td key={column.label} class={look(column)}>
                  {row.cells[place] ?? '·'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A panel of the desk; `links` stand at the right of its heading. */
export function Panel(props: {
  id: string;
  title: ComponentChildren;
  links?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { id, title, links, children } = props;
  return (
    <section class="spanel" id={id} aria-labelledby={`${id}-h`}>
      <div class="spanel__h">
        <h2 id={`${id}-h`}>{title}</h2>
        {links && <p>{links}</p>}
      </div>
      {children}
    </section>
  );
}
