import { runOchag } from './ochag.ts';
import { type RegisterWorld, readErrors, registerRow } from './register-world.ts';

export const HOME = '390000000001';
export const ofMeter = (rest: string) => `${HOME};02887570;${rest}`;
export const ofHome = (rest: string) => `${HOME};;${rest}`;

const heading = 'Лицевой счёт;Заводской номер;Событие;С;По;Значение;Документ';

/** Files of events as `ochag import events` takes them, and what they leave behind. */
export function eventsFile(world: () => RegisterWorld) {
  const ochag = (...args: string[]) => runOchag(world().deps, args);

  async function load(lines: string[], ...options: string[]) {
    const file = await world().put(`${[heading, ...lines].join('\n')}\n`);
    return JSON.parse((await ochag('import', 'events', file, '--json', ...options)).out);
  }

  return {
    ochag,
    load,
    /** Nothing but a home with a meter that was read, and an account that is closed. */
    async startAnew(): Promise<void> {
      await world().clear();
      await world().clearBilling();
      await world().importRows([
        registerRow({ 'Последнее показание': '45311', 'Дата показания': '21.10.2026' }),
        registerRow({ 'Лицевой счёт': '390000000002', Закрыт: '01.11.2026' }),
      ]);
    },
    async refusals(lines: string[]) {
      const errors = await readErrors(await load(lines));
      return errors.map((row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`);
    },
    events: () =>
      world().rows(
        `select kind, meter_id is not null as "isOfMeter", starts_on as from, ends_on as to,
           value::float, document, recorded_month as recorded, cancelled_month as cancelled
         from account_events order by account_event_id`,
      ),
    readings: () =>
      world().rows(
        `select taken_on as day, value_m3::float as value, billing_month as month, source, status
         from meter_readings r join personal_accounts p using (personal_account_id)
         where p.number = '${HOME}' and taken_on <> '2026-10-21' order by taken_on`,
      ),
    async meter() {
      const [row] = await world().rows(
        `select removed_on as removed, sealed_on as sealed from meters m
         join personal_accounts p using (personal_account_id) where p.number = '${HOME}'`,
      );
      return row;
    },
  };
}
