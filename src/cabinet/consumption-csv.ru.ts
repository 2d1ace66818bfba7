import { type ConsumptionMonth, methodNames } from '#src/ui/consumption-chart.page.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';

export function consumptionCsvRows(months: readonly ConsumptionMonth[]): string[][] {
  const heading = ['Месяц', 'Расход, м³', 'Год назад, м³', 'Как посчитан'];
  const decimal = (volume: string | null) => volume?.replace('.', ',') ?? '';
  return [
    heading,
    ...months.map(({ month, volumeM3, yearAgoM3, method }) => [
      formatMonth(month).replaceAll('\u00a0', ' '),
      decimal(volumeM3),
      decimal(yearAgoM3),
      methodNames[method],
    ]),
  ];
}
