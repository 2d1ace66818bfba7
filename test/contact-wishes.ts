import { href } from '#src/routes.ts';
import type { Answer, Visitor } from './visitor.ts';

export type Wish = { email: string } | { phone: string };
/** «Электронная почта» or «Телефон» of the profile: the letter with the link is asked for. */
export async function askForContact(
  visitor: Visitor,
  wish: Wish,
  password: string,
): Promise<Answer> {
  const address = 'email' in wish ? href('profileEmail') : href('profilePhone');
  return visitor.submit(await visitor.get(address), { ...wish, password }, 'Отправить письмо');
}
