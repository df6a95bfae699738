import { expect, test } from '@jest/globals';
import { freePort, temporaryFolder } from '@benchline/testing/servers';
import { clientOf } from '../harness/client.ts';
import { productProcess } from '../harness/product-process.ts';

const startTimeoutMs = 60_000;

// @req first-start.ready, first-start.link
test(
  'without an owner it prints the link that makes one, and is ready',
  async () => {
    await using folder = await temporaryFolder();
    const port = String(await freePort());
    const product = productProcess({
      name: 'standalone',
      main: 'services/standalone/src/main.ts',
      env: { PORT: port, METRICS_PORT: 'off', LOG_LEVEL: 'warn', BENCHLINE_DATA_DIR: folder.path },
      ready: (output) => output.includes('Benchline is ready at'),
    });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => product.kill());
    await product.start();
    const nobody = clientOf({ url: `http://127.0.0.1:${port}`, key: undefined });

    const readiness = await nobody.get('/readyz');

    expect(readiness).toMatchObject({
      status: 200,
      body: { status: 'ready', dependencies: { identity: 'up', execution: 'up', audit: 'up' } },
    });
    expect(product.output()).toMatch(/^ +http:\/\/127\.0\.0\.1:\d+\/set-up#owner\.[A-Za-z0-9]{43}$/m);
  },
  startTimeoutMs,
);
