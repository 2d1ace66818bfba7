/** A letter as it arrived. */
export type ReceivedLetter = {
  id: string;
  to: string;
  from: string;
  subject: string;
  /** ISO, as the sender dated it. */
  date: string;
  text: string;
  html: string;
  links: string[];
  /** For people; programs get the fields above. */
  envelope: { from: string; to: string[] };
  headers: string;
  source: string;
};

export type Mailbox = {
  add(letter: Omit<ReceivedLetter, 'id'>): void;
  /** Oldest first; of one recipient when given. */
  list(to?: string): ReceivedLetter[];
  find(id: string): ReceivedLetter | null;
  clear(): void;
};

const KEPT = 2_000;

export function createMailbox(): Mailbox {
  let letters: ReceivedLetter[] = [];
  let lastId = 0;
  return {
    add(letter) {
      lastId += 1;
      letters.push({ id: String(lastId), ...letter });
      if (letters.length > KEPT) letters = letters.slice(-KEPT);
    },
    list(to) {
      if (!to) return [...letters];
      const wanted = to.toLowerCase();
      return letters.filter(({ envelope }) =>
        envelope.to.some((address) => address.toLowerCase() === wanted),
      );
    },
    find: (id) => letters.find((letter) => letter.id === id) ?? null,
    clear() {
      letters = [];
    },
  };
}

const ENTITIES: Record<string, string> = { amp: '&', quot: '"', '#39': "'", lt: '<', gt: '>' };

/** Addresses in a letter, in the order of its text, each once. */
export function findLinks(text: string, html: string): string[] {
  const inText = text.match(/https?:\/\/[^\s<>"«»]+/g) ?? [];
  const inHtml = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, href = '']) =>
    href.replace(/&(amp|quot|#39|lt|gt);/g, (whole, name: string) => ENTITIES[name] ?? whole),
  );
  return [...new Set([...inText.map((link) => link.replace(/[.,;:!?)\]]+$/, '')), ...inHtml])];
}
