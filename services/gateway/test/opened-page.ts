import { createContext, runInContext } from 'node:vm';
import { eventually } from '@benchline/testing';
import type { RunningGateway } from './running-gateway.ts';

/** As much of an element as the script of the set-up page touches. */
interface PageElement {
  readonly name: string | undefined;
  readonly focus: () => void;
  readonly addEventListener: (type: string, listener: SubmitListener) => void;
  hidden: boolean;
  required: boolean;
  value: string;
  textContent: string;
}

type SubmitListener = (event: { readonly preventDefault: () => void }) => void;

export interface OpenedPage {
  readonly element: (id: string) => PageElement;
  /** Fills fields in by their ids and sends the form off; what the page says then. */
  readonly submit: (fields: Readonly<Record<string, string>>) => Promise<string>;
  /** Addresses that took the place of the link in the history. */
  readonly addresses: readonly string[];
}

/** Runs the script of the set-up page as a browser does that opens it with this fragment; what it sends goes to the gateway. */
export async function openedPage(lab: RunningGateway, fragment: string): Promise<OpenedPage> {
  const html = await (await lab.fetch('/set-up', { headers: {} })).text();
  const script = await (await lab.fetch('/set-up/form.js', { headers: {} })).text();
  const listeners: SubmitListener[] = [];
  const elements = new Map([...html.matchAll(/<[^>]*\sid="([^"]+)"[^>]*>/g)].map(elementOf(listeners)));
  const element = (id: string): PageElement => {
    const found = elements.get(id);
    if (found === undefined) throw new Error(`the page has no element ${id}`);
    return found;
  };
  const addresses: string[] = [];
  const browser = createContext({
    document: { getElementById: element },
    location: { hash: fragment, pathname: '/set-up' },
    history: { replaceState: (_state: null, _title: string, address: string) => void addresses.push(address) },
    fetch: (path: string, init: RequestInit) => lab.fetch(new URL(path, 'http://lab/set-up').pathname, init),
    FormData: class {
      *[Symbol.iterator]() {
        for (const { name, value } of elements.values()) if (name !== undefined) yield [name, value];
      }
    },
  });
  runInContext(script, browser);
  return {
    element,
    addresses,
    submit(fields) {
      for (const [id, value] of Object.entries(fields)) element(id).value = value;
      element('outcome').textContent = '';
      for (const listener of listeners) listener({ preventDefault: () => undefined });
      return eventually(() => element('outcome').textContent || undefined);
    },
  };
}

const elementOf =
  (listeners: SubmitListener[]) =>
  ([tag, id = '']: RegExpExecArray): readonly [string, PageElement] => [
    id,
    {
      name: /\sname="([^"]+)"/.exec(tag)?.[1],
      hidden: /\shidden[\s>]/.test(tag),
      required: /\srequired[\s/>]/.test(tag),
      value: '',
      textContent: '',
      focus: () => undefined,
      addEventListener: (_type, listener) => void listeners.push(listener),
    },
  ];
