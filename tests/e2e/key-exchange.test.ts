import { basePaths, productDeclarations, type MessageDeclaration } from '@benchline/actions';
import { expect, test } from '@jest/globals';
import { owner } from '../harness/administration.ts';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';

/** Whether an answer may hold what lets somebody in: those fields are declared as sensitive. */
function holdsCredential({ fields }: MessageDeclaration): boolean {
  return fields.some(({ rules, message }) => rules.sensitive || (message !== undefined && holdsCredential(message)));
}

const giving = [...productDeclarations().actions.values()].filter(({ output }) => holdsCredential(output));

describeShape('a key in exchange for another credential', startOneProcess, (lab) => {
  test('the actions that give out credentials are known', () => {
    expect(giving.map(({ name }) => name)).toEqual(expect.arrayContaining(['SignIn', 'CreateApiKey', 'CreatePerson']));
  });

  // @req keys.no-exchange
  test.each(giving.filter(({ name }) => name !== 'SignIn').map((action) => [action.name, action] as const))(
    '%s refuses a key',
    async (_name, { method, path, surfaces: [surface = 'api'] }) => {
      const answer = await lab().client.send({
        method,
        path: `${basePaths[surface]}${path.replace('{id}', '1')}`,
        headers: { 'content-type': 'application/json' },
        ...(method !== 'GET' && { body: '{}' }),
      });

      expect(answer).toMatchObject({ status: 403, text: '{"detail":"session_required"}' });
    },
  );

  // @req keys.no-exchange
  test('SignIn takes a key neither beside a password nor in place of one', async () => {
    const { client, product } = lab();
    const signIn = (password: string) => client.post('/api/v1/auth/sign-in', { email: owner.email, password });

    const answers = [await signIn('not the right one'), await signIn(product.key)];

    expect(answers.map(({ status, text }) => [status, text])).toEqual(
      answers.map(() => [401, '{"detail":"Invalid email or password"}']),
    );
    expect(answers.map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null]);
  });
});
