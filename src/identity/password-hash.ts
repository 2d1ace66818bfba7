import { hash, verify } from '@node-rs/argon2';

/** Argon2id by OWASP's first choice for servers: 19 MiB, two passes, one lane; about 12 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let nobody: Promise<string> | undefined;

/** `hashed` null (no such user) costs as much work as a wrong password does, and is refused. */
export async function isPasswordRight(hashed: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const isRight = await verify(hashed ?? (await nobody), password);
  return hashed !== null && isRight;
}
