import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';
import { robotsPage, terminalVariables } from './robots-page.ts';

test('docs/robots.md lists the actions that robots have, as they are declared', () => {
  const rows = robotsPage.split('\n').filter((line) => /^\| `[a-z_]+\.[a-z_]+` \|/.test(line));

  const expected = [...productDeclarations().actions.values()].flatMap(({ robot, method, path, summary, scope }) =>
    robot === undefined ? [] : [`| \`${robot}\` | ${method} ${path} | ${summary} | \`${scope}\` |`],
  );

  expect(rows.toSorted()).toEqual(expected.toSorted());
});

test('the page’s commands take their values from the variables that the stories set', () => {
  expect(terminalVariables()).toEqual(['URL', 'NATS_URL', 'NATS_TOKEN', 'ORG', 'KEY_ID']);
});
