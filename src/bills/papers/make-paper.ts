import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '#src/actor.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { CODE_BYTES, verifyCode } from '../bill-number.ts';
import { PAPERS_VERSION } from '../paper-files.ts';
import { type PaperData, type PaperFacts, subjectOf } from './paper-data.ts';
import { gatherFacts } from './paper-facts.ts';
import { paperNumber } from './paper-number.ru.ts';
import type { PaperDeps, PaperRefusal, PaperWish } from './paper-wish.ts';
import { findLatest, insertPaper, type StoredPaper } from './papers-store.ts';

export type PaperOutcome = { ok: true; paper: StoredPaper } | ({ ok: false } & PaperRefusal);

/** Somebody took the number at the same moment; more often than this it cannot happen. */
const TRIES = 20;

/**
 * The paper about something, made now unless the newest one about it says the very same: asked for
 * again, by whoever of the household, it is one paper with one number.
 */
export async function makeSureOfPaper(
  deps: PaperDeps,
  actor: Actor,
  known: PersonalAccount,
  wish: PaperWish,
): Promise<PaperOutcome> {
  const gathered = await gatherFacts(deps, actor, known, wish);
  if (!gathered.ok) return gathered;
  const { body, isExample = false } = gathered;
  const { supplier } = deps;
  const facts: PaperFacts = {
    isExample: supplier.isExample || isExample,
    supplier: supplierOf(supplier),
    subscriber: {
      number: known.number,
      unifiedNumber: known.unifiedNumber,
      name: [known.holderLastName, known.holderFirstName, known.holderMiddleName]
        .filter(Boolean)
        .join(' '),
      address: known.address,
      holderSince: known.holderSince,
    },
    body,
  };
  return { ok: true, paper: await paperOf(deps, known.personalAccountId, facts) };
}

function supplierOf({ requisites, contacts, ...supplier }: SupplierProfile) {
  return {
    name: supplier.name,
    legalName: supplier.legalName,
    inn: requisites.inn,
    kpp: requisites.kpp,
    address: requisites.address,
    phone: contacts.phone.label,
    email: contacts.email,
    signatory: supplier.signatory,
    timeZone: supplier.timeZone,
  };
}

async function paperOf(
  deps: PaperDeps,
  personalAccountId: number,
  facts: PaperFacts,
): Promise<StoredPaper> {
  const { kind } = facts.body;
  const subject = subjectOf(facts.body);
  const factsSha256 = sha256Of(JSON.stringify(facts));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { latest, lastNo } = await findLatest(deps.db, { personalAccountId, kind, subject });
    if (latest?.factsSha256 === factsSha256.toString('hex')) return latest;
    await write(deps, { personalAccountId, paperNo: lastNo + 1, facts, factsSha256 });
  }
  throw new Error(`no number could be had for a paper of ${personalAccountId}`);
}

async function write(
  { db, clock, supplier }: PaperDeps,
  {
    personalAccountId,
    paperNo,
    facts,
    factsSha256,
  }: { personalAccountId: number; paperNo: number; facts: PaperFacts; factsSha256: Buffer },
): Promise<void> {
  const madeAt = clock.now();
  const { kind } = facts.body;
  const paper: PaperData = {
    number: paperNumber({ kind, accountNumber: facts.subscriber.number, paperNo }),
    madeOn: dateInZone(madeAt, supplier.timeZone),
    verifyCode: verifyCode(randomBytes(CODE_BYTES)),
    ...facts,
  };
  const data = JSON.stringify(paper);
  await insertPaper(db, {
    personalAccountId,
    paperNo,
    kind,
    subject: subjectOf(facts.body),
    holderSince: facts.subscriber.holderSince,
    number: paper.number,
    verifyCode: paper.verifyCode,
    templateVersion: PAPERS_VERSION,
    factsSha256,
    data,
    sha256: sha256Of(data),
    madeAt,
  });
}

const sha256Of = (text: string): Buffer => createHash('sha256').update(text).digest();
