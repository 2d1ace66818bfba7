import { type CheerioAPI, load } from 'cheerio';

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  /** The page, to look things up in. */
  $: CheerioAPI;
  /** Where a redirect leads; empty when it is none. */
  location: string;
};

export type Visitor = ReturnType<typeof createVisitor>;

/** A browser without scripts: keeps cookies, follows nothing by itself, fills in real forms. */
export function createVisitor(url: string) {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keepCookie(line);
    const text = await response.text();
    const location = response.headers.get('location') ?? '';
    let page: CheerioAPI | undefined;
    return {
      status: response.status,
      headers: response.headers,
      text,
      location,
      // Read when it is looked into: most answers never are.
      get $() {
        page ??= load(text);
        return page;
      },
    };
  }

  function keepCookie(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const isGone = /max-age=0|expires=thu, 01 jan 1970/i.test(line);
    if (isGone) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  const post = (path: string, fields: Record<string, string>, headers: HeadersInit = {}) =>
    send(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: new URL(url).origin, ...headers },
    });

  return {
    cookies,
    send,
    get: (path: string) => send(path),
    post,
    /** Fills in the form of a page that has these fields, as a person would, and sends it. */
    async submit(page: Answer, fields: Record<string, string>, button?: string): Promise<Answer> {
      const form = findForm(page.$, fields, button);
      return post(form.action, { ...form.values, ...fields });
    },
    /** Goes on to where the answer redirects, up to five times. */
    async follow(answer: Answer): Promise<Answer> {
      let current = answer;
      for (let hop = 0; current.location && hop < 5; hop += 1)
        current = await send(current.location);
      return current;
    },
  };
}

/** The form with every given field (and the button of that text), and what it already holds. */
function findForm($: CheerioAPI, fields: Record<string, string>, button?: string) {
  const forms = $('form[method="post"]').toArray();
  const fitting = forms.filter((form) => {
    const hasFields = Object.keys(fields).every((name) => $(form).find(`[name="${name}"]`).length);
    return hasFields && (!button || $(form).find('button').text().includes(button));
  });
  // «Выйти» before «Выйти на других устройствах».
  const found = fitting.find((form) => $(form).find('button').text() === button) ?? fitting[0];
  if (!found) throw new Error(`no form with ${Object.keys(fields).join(', ')} ${button ?? ''}`);
  const values: Record<string, string> = {};
  for (const input of $(found).find('input, textarea').toArray()) {
    const type = $(input).attr('type') ?? 'text';
    const name = $(input).attr('name');
    if (!name) continue;
    if (/^(checkbox|radio)$/.test(type) && $(input).attr('checked') === undefined) continue;
    values[name] = String($(input).val() ?? '');
  }
  return { action: $(found).attr('action') ?? '', values };
}
