import { allEvents, describedFields, errorCatalogue } from '@longwave/contracts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiControllers } from '../controllers';
import { eventKinds } from '../events/event-kinds';
import { HEARTBEAT_MS, MAX_CLIENTS_PER_ADDRESS } from '../events/events.service';
import { STUCK_AFTER_MS } from '../events/event-client';
import { MAX_BODY_BYTES, MAX_PLAYLIST_BODY_BYTES } from '../http/limits';
import { rateLimits } from '../rate-limit/limits';
import { wireFields } from '../wire/wire-mapper';
import { listEndpoints } from './list-endpoints';

const page = (name: string) => readFileSync(path.resolve(__dirname, '../../../../docs', name), 'utf8');

/** The rows of a page's tables whose first cell matches, as cells. */
function rows(text: string, first: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | ').map((cell) => cell.trim()))
    .filter(([cell = '']) => first.test(cell));
}

it('docs/errors.md has every code as it is, and no other', () => {
  const written = rows(page('errors.md'), /^`[A-Z_]+`$/);
  const meant = Object.entries(errorCatalogue).map(([code, { status, retryable, help }]) => [`\`${code}\``, String(status), retryable ? 'yes' : 'no', help]);
  expect(written).toEqual(meant);
});

it('docs/events.md has every event on NATS with its fields, and no other', () => {
  const written = rows(page('events.md'), /^`evt\./).map(([subject, data]) => [subject, data]);
  const meant = allEvents.map((event) => [`\`${event.subject}.<channel>\``, describedFields(event.data as new () => object).map(({ property }) => `\`${property}\``).join(', ')]);
  expect(written.sort()).toEqual(meant.sort());
});

it('docs/events.md has every event over HTTP with its fields, and no other', () => {
  const text = page('events.md');
  const written = rows(text.slice(0, text.indexOf('## On NATS')), /^`[a-z_]+`$/).map(([kind = '', data = '']) => [kind, [...data.split(/:| as in/)[0]?.matchAll(/`(\w+)`/g) ?? []].map((match) => match[1])]);
  const meant = Object.entries(eventKinds).map(([kind, dto]) => [`\`${kind}\``, [...wireFields(dto).keys()]]);
  expect(written).toEqual(meant);
  expect(text).toContain(`every ${HEARTBEAT_MS / 1000} seconds`);
  expect(text).toContain(`nothing for ${STUCK_AFTER_MS / 1000} seconds`);
  expect(text).toContain(`may hold ${MAX_CLIENTS_PER_ADDRESS} streams`);
});

it('docs/api.md has every address with who may ask it, and no other', () => {
  const written = rows(page('api.md'), /^`(GET|POST|PUT|PATCH|DELETE)`$/);
  const meant = listEndpoints(apiControllers).map(({ endpoint, access }) => [`\`${endpoint.method}\``, `\`${endpoint.path.replace(/:(\w+)/g, '{$1}')}\``, access, endpoint.summary]);
  expect(written).toEqual(meant);
});

it('docs/api.md tells the limits as they are', () => {
  const text = page('api.md');
  const words: Record<keyof typeof rateLimits, [row: RegExp, says: RegExp]> = {
    'guest-creation': [/^becoming a guest/, /^10 in 10 minutes$/],
    add: [/^asking for songs/, /^20 in a minute$/],
    vote: [/^voting/, /^60 in a minute$/],
    search: [/^searching/, /^120 in a minute$/],
    'admin-failure': [/^wrong admin tokens/, /^10 in 5 minutes;/],
  };
  for (const [name, [row, says]] of Object.entries(words) as [keyof typeof rateLimits, [RegExp, RegExp]][]) {
    const { max, windowSeconds } = rateLimits[name];
    const [cells = []] = rows(text, row);
    expect(cells[1]).toMatch(says);
    const [, count, minutes = '1'] = /^(\d+) in (?:a minute|(\d+) minutes)/.exec(cells[1] ?? '') ?? [];
    expect([name, Number(count), Number(minutes) * 60]).toEqual([name, max, windowSeconds]);
  }
  expect(text).toContain(`at most ${MAX_BODY_BYTES / 1024} KB (${MAX_PLAYLIST_BODY_BYTES / 1024} KB for a playlist's tracks)`);
  expect(rows(text, /^open event streams/)[0]?.[1]).toBe(String(MAX_CLIENTS_PER_ADDRESS));
});
