import { findOptionalProgram } from '@longwave/backing-servers';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
];

/** @throws Error when there is no Chromium on this machine */
export function startBrowser(): Promise<Browser> {
  const executablePath = findOptionalProgram('chromium');
  if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  return chromium.launch({ executablePath, args: flags });
}

/** A page whose complaints are kept, and the hosts it asked. */
export interface WatchedPage {
  page: Page;
  /** Errors on its console and faults of its scripts. */
  complaints: string[];
  hosts: Set<string>;
}

/** @param expected complaints of the browser that are part of the journey, such as an answer of 409 */
export async function openWatchedPage(browser: Browser, options: BrowserContextOptions = {}, expected: RegExp = /^$/): Promise<WatchedPage> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  const complain = (text: string): void => {
    if (!expected.test(text)) complaints.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complain(error.message));
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  return { page, complaints, hosts };
}
