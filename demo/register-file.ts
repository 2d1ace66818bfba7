import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import type { PlainDate } from '#src/plain-date.ts';
import type { DemoMeter, Household } from './household.ts';

const registerHeadings = [
  'Лицевой счёт',
  'ЕЛС',
  'Фамилия',
  'Имя',
  'Отчество',
  'Адрес',
  'ФИАС',
  'Проживает',
  'Отапливаемая площадь',
  'Плита',
  'Водонагреватель',
  'Отопление',
  'ЦГВС',
  'Открыт',
  'Закрыт',
  'Модель счётчика',
  'Заводской номер',
  'Разрядность',
  'Место установки',
  'Термокоррекция',
  'Зона',
  'Дата ввода',
  'Дата пломбы',
  'Поверка до',
  'Последнее показание',
  'Дата показания',
  'Сальдо',
  'Пени',
  'Долг с',
  'Сумма последней квитанции',
  'ПИН',
];

const date = (iso: PlainDate | null): string =>
  iso ? `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}` : '';
const flag = (is: boolean): string => (is ? '1' : '0');
const hundredths = (whole: number): string => (whole / 100).toFixed(2).replace('.', ',');

const noMeter = Array.from({ length: 11 }, () => '');

function meterFields(meter: DemoMeter): string[] {
  return [
    meter.model,
    meter.serialNumber,
    String(meter.integerDigits),
    meter.isOutdoor ? 'снаружи' : 'внутри',
    meter.isThermocompensated ? 'да' : 'нет',
    String(meter.climateZone),
    date(meter.commissionedOn),
    date(meter.sealedOn),
    date(meter.verifiedUntil),
    String(meter.lastValueM3),
    date(meter.lastReadOn),
  ];
}

/** A household as the supplier's billing writes it: a line per meter, one line if there is none. */
function registerLines(household: Household): string[] {
  const before = [
    household.number,
    household.unifiedNumber,
    household.lastName,
    household.firstName,
    household.middleName,
    household.address,
    household.fiasId,
    String(household.residents),
    household.heatedAreaM2 === null ? '' : hundredths(household.heatedAreaM2 * 100),
    flag(household.hasStove),
    flag(household.hasWaterHeater),
    flag(household.hasHeating),
    flag(household.hasCentralHotWater),
    date(household.openedOn),
    date(household.closedOn),
  ];
  const after = [
    hundredths(household.balanceKopecks),
    hundredths(household.penaltyKopecks),
    household.debtSince ? date(household.debtSince).slice(3) : '',
    hundredths(household.lastBillKopecks),
    household.pin,
  ];
  const meters = household.meters.length > 0 ? household.meters.map(meterFields) : [noMeter];
  return meters.map((meter) => [...before, ...meter, ...after].join(';'));
}

export type RegisterFile = {
  households: Iterable<Household>;
  file: string;
  encoding: 'windows-1251' | 'utf-8' | 'utf-8-bom';
};

/** How many lines are encoded at once: a few hundred kilobytes. */
const BATCH = 1_000;

/** Writes a register of any size; memory does not depend on it. */
export async function writeRegister({ households, file, encoding }: RegisterFile) {
  let lines = 0;
  const encode = (batch: readonly string[]): Buffer => {
    const text = batch.map((line) => `${line}\r\n`).join('');
    return encoding === 'windows-1251' ? iconv.encode(text, 'win1251') : Buffer.from(text);
  };
  function* chunks() {
    if (encoding === 'utf-8-bom') yield Buffer.from([0xef, 0xbb, 0xbf]);
    yield encode([registerHeadings.join(';')]);
    let batch: string[] = [];
    for (const household of households) {
      batch.push(...registerLines(household));
      if (batch.length < BATCH) continue;
      lines += batch.length;
      yield encode(batch);
      batch = [];
    }
    lines += batch.length;
    if (batch.length > 0) yield encode(batch);
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
  return { lines };
}
