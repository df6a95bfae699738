/**
 * `npm run demo`: fills a running instance (BENCHLINE_URL) with a real laboratory's samples, as whoever BENCHLINE_OWNER_EMAIL and
 * BENCHLINE_OWNER_PASSWORD sign in; and plugs a plate reader in where BENCHLINE_ROBOTS_URL says that robots come in. Safe to run again.
 */
import { runDemo } from './demo.ts';
import { Unworkable } from './patiently.ts';

const {
  BENCHLINE_URL: url = 'http://127.0.0.1:8080',
  BENCHLINE_OWNER_EMAIL: email,
  BENCHLINE_OWNER_PASSWORD: password,
  BENCHLINE_ORGANIZATION: organization,
  BENCHLINE_ROBOTS_URL: robotsUrl = '',
} = process.env;

try {
  await runDemo(
    { url: url.replace(/\/+$/, ''), robotsUrl, email, password, organization },
    { isTTY: process.stdout.isTTY, write: (text) => void process.stdout.write(text) },
  );
} catch (error) {
  if (!(error instanceof Unworkable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
