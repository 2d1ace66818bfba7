import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Db, Tx } from '#src/db/database.ts';
import type { FactorOwner, OwnerId } from './factor-owner.ts';
import { CHALLENGE_MS, consumeChallenge, makeChallenge } from './passkey-challenges.ts';
import {
  findPasskey,
  insertPasskey,
  type KeptPasskey,
  listPasskeys,
  noteUse,
} from './passkeys-store.ts';

/** Loaded when somebody needs it: certificates of all makers take a tenth of a second. */
const loadWebauthn = () => import('@simplewebauthn/server');

/** The site as authenticators know it: a passkey of one site is none of another. */
export type RelyingParty = { name: string; origin: string; secret: string };

type Asked = { party: RelyingParty; now: Date };

const idOf = ({ origin }: RelyingParty): string => new URL(origin).hostname;
const transportsOf = ({ transports }: KeptPasskey) =>
  transports === '' ? [] : transports.split(',');

/** What the browser is to ask an authenticator for, to add a passkey; JSON for the page. */
export async function offerPasskey(db: Db, owner: FactorOwner, { party, now }: Asked) {
  const { generateRegistrationOptions } = await loadWebauthn();
  const known = await listPasskeys(db, owner);
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: idOf(party),
    userName: owner.email,
    userID: handleOf(owner, party),
    challenge: await makeChallenge(db, owner, { purpose: 'add', now }),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: known.map((passkey) => ({
      id: passkey.credentialId,
      transports: transportsOf(passkey),
    })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
  return JSON.stringify(options);
}

/** The same for signing in with one that is known. */
export async function askForPasskey(db: Db, owner: OwnerId, { party, now }: Asked) {
  const { generateAuthenticationOptions } = await loadWebauthn();
  const known = await listPasskeys(db, owner);
  const options = await generateAuthenticationOptions({
    rpID: idOf(party),
    challenge: await makeChallenge(db, owner, { purpose: 'sign_in', now }),
    timeout: CHALLENGE_MS,
    allowCredentials: known.map((passkey) => ({
      id: passkey.credentialId,
      transports: transportsOf(passkey),
    })),
    // The password has been right: that the person is there is enough.
    userVerification: 'discouraged',
  });
  return JSON.stringify(options);
}

/** One handle for each owner, which tells an authenticator nothing about who it is. */
function handleOf({ kind, id }: OwnerId, { secret }: RelyingParty): Uint8Array<ArrayBuffer> {
  const handle = createHmac('sha256', secret).update(`passkey of ${kind} ${id}`).digest();
  return new Uint8Array(handle);
}

export type PasskeyToAdd = Asked & { answer: string; name: string };

/** False when the authenticator's answer is not to our question, or the passkey is known already. */
export async function addPasskey(
  tx: Tx,
  owner: OwnerId,
  { answer, name, party, now }: PasskeyToAdd,
): Promise<boolean> {
  const response = readAnswer(registrationAnswer, answer);
  if (!response) return false;
  const { verifyRegistrationResponse } = await loadWebauthn();
  const verified = await ifNotRefused(() =>
    verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: (challenge) =>
        consumeChallenge(tx, owner, { challenge, purpose: 'add', now }),
      expectedOrigin: party.origin,
      expectedRPID: idOf(party),
      requireUserVerification: false,
    }),
  );
  if (!verified?.verified) return false;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const transports = (response.response.transports ?? []).join(',');
  return insertPasskey(tx, owner, { credentialId: id, publicKey, counter, transports, name, now });
}

/** Whether the authenticator has signed our question with a passkey of this owner. */
export async function usePasskey(
  tx: Tx,
  owner: OwnerId,
  { answer, party, now }: Asked & { answer: string },
): Promise<boolean> {
  const response = readAnswer(signInAnswer, answer);
  const passkey = response && (await findPasskey(tx, owner, response.id));
  if (!passkey) return false;
  const { verifyAuthenticationResponse } = await loadWebauthn();
  const verified = await ifNotRefused(() =>
    verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: (challenge) =>
        consumeChallenge(tx, owner, { challenge, purpose: 'sign_in', now }),
      expectedOrigin: party.origin,
      expectedRPID: idOf(party),
      requireUserVerification: false,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
        transports: transportsOf(passkey),
      },
    }),
  );
  if (!verified?.verified) return false;
  const { newCounter: counter } = verified.authenticationInfo;
  await noteUse(tx, { passkeyId: passkey.passkeyId, counter, now });
  return true;
}

/** The library throws at an answer it does not take; the database’s own errors go on. */
async function ifNotRefused<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch (error) {
    if ((error as { severity?: string }).severity !== undefined) throw error;
    return null;
  }
}

const text = z.string().max(20_000);
const common = { id: text, rawId: text, type: z.literal('public-key') };
const transports = z.array(z.string().regex(/^[a-z-]{1,20}$/)).max(8);
const registrationAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: transports.optional(),
  }),
});
const signInAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.optional(),
  }),
});

function readAnswer<T>(schema: z.ZodType<T>, answer: string): T | null {
  try {
    return schema.safeParse(JSON.parse(answer)).data ?? null;
  } catch {
    return null;
  }
}
