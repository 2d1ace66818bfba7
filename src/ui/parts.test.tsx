import { load } from 'cheerio';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { ConsumptionChart } from './consumption-chart.page.tsx';
import { DataTable } from './data-table.tsx';
import { Drum } from './drum.tsx';
import { Sum } from './sum.tsx';

const show = (node: Parameters<typeof render>[0]) => load(render(node), null, false);

const windows = (props: Partial<Parameters<typeof Drum>[0]>) => {
  const $ = show(<Drum value="8642" integerDigits={5} label="Прошлое показание 8642" {...props} />);
  const of = (selector: string) =>
    $(selector)
      .map((_, element) => $(element).text())
      .get();
  return { zeros: of('.z').join(''), digits: of('i').join(''), red: of('b') };
};

test('a drum shows leading zeros apart and never hides the last digit', () => {
  expect(windows({})).toEqual({ zeros: '0', digits: '08642', red: [] });
  expect(windows({ value: '0' })).toEqual({ zeros: '0000', digits: '00000', red: [] });
  expect(windows({ value: '1234567' })).toEqual({ zeros: '', digits: '1234567', red: [] });
});

test('red windows are empty where we teach what to type, filled where there is a fraction', () => {
  expect(windows({ decimalDigits: 3 }).red).toEqual(['', '', '']);
  expect(windows({ value: '8642.1', decimalDigits: 3 }).red).toEqual(['1', '0', '0']);
});

test('a sum is read as one number', () => {
  expect(show(<Sum kopecks={124050} />)('.sum').text()).toBe('1\u00a0240,50\u00a0₽');
});

test('a row that folds keeps its heading and drops what it has nothing to say about', () => {
  const $ = show(
    <DataTable
      caption="Показания"
      columns={[{ label: 'Дата' }, { label: 'Показание', onPhone: 'head' }, { label: 'Расход' }]}
      rows={[{ cells: ['12.12.2026', '8 799', null] }]}
    />,
  );
  expect($('tbody th').attr('role')).toBe('rowheader');
  expect($('td').first().attr()).toMatchObject({ 'data-label': 'Показание', class: 'is-head' });
  expect($('td').last().attr('class')).toBe('is-zero');
});

test('the chart has a table with every number, and its file', () => {
  const $ = show(
    <ConsumptionChart
      heading="В ноябре ушло 187 м³"
      csvHref="/accounts/1/consumption.csv"
      months={[
        { month: '2026-10-01', volumeM3: '108', yearAgoM3: null, method: 'shared' },
        { month: '2026-11-01', volumeM3: '187.46', yearAgoM3: null, method: 'metered' },
      ]}
    />,
  );
  expect($('tbody tr').first().text()).toBe('ноябрь\u00a02026187,46—по счётчику');
  expect($('rect.est, rect.b')).toHaveLength(3);
  expect($('.last')).toHaveLength(0);
  expect($('a').attr('href')).toBe('/accounts/1/consumption.csv');
});

test('the first day has no chart, only the promise of one', () => {
  const $ = show(<ConsumptionChart heading="" csvHref="/" months={[]} />);
  expect($('svg')).toHaveLength(0);
  expect($('p').text()).toContain('Появится');
});
