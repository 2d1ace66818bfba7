import type { SandboxLetter, World } from './harness.ts';
import type { Answer, Visitor } from './visitor.ts';

export type Person = ReturnType<typeof newPerson>;

let count = 0;

/** What somebody who was never here writes into the form. */
export function newPerson(own: Partial<Record<string, string>> = {}) {
  count += 1;
  const n = String(count).padStart(4, '0');
  return {
    lastName: 'Берёзкина',
    firstName: 'Ольга',
    middleName: 'Игоревна',
    address: 'Калининград, ул. Ольховая, 14, кв. 25',
    accountNumber: `39002000${n}`,
    email: `olga${n}@example.ru`,
    phone: `+7 911 452-${n.slice(0, 2)}-${n.slice(2)}`,
    password: 'три синих фонаря',
    consent: 'yes',
    ...own,
  };
}

/** Fills in the form of registration; an absent `consent` stays unticked. */
export async function register(
  visitor: Visitor,
  fields: Record<string, string | undefined>,
): Promise<Answer> {
  const page = await visitor.get('/register');
  const typed = Object.entries(fields).filter(([, value]) => value !== undefined);
  return visitor.submit(page, Object.fromEntries(typed) as Record<string, string>);
}

/** The path that a letter's button leads to. */
export function pathIn(letter: SandboxLetter): string {
  const link = letter.links[0];
  if (!link) throw new Error(`no link in "${letter.subject}"`);
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** From the empty form to a signed-in user, as a person goes. */
export async function becomeUser(world: World, visitor: Visitor, person: Person): Promise<Answer> {
  await register(visitor, person);
  const letter = await world.waitForLetter(person.email, 'Подтвердите');
  const page = await visitor.get(pathIn(letter));
  return visitor.submit(page, {}, 'Активировать');
}
