/** Boundaries between parts; docs/architecture.md says why each stands. */
const testFile = '(\\.test\\.ts$|/test/|/testing/|/contract[^/]*\\.ts$|/contract/)';

const driver = '^libs/(store/src/(sqlite|mongo)|bus/src/(nats|jetstream)|rpc/src/grpc)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'What needs each other is one thing: put it in one file, or let one of them take the other as a parameter.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'services-apart',
      comment:
        'A service asks another through a channel or follows its events. Only the standalone composes them, and tests do.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: ['^services/standalone/', testFile] },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'standalone-composes',
      comment: 'The standalone takes services by their front door, which is their composition root.',
      severity: 'error',
      from: { path: '^services/standalone/', pathNot: testFile },
      to: { path: '^services/(?!standalone/)[^/]+/', pathNot: '^services/[^/]+/src/(service|config)\\.ts$' },
    },
    {
      name: 'libs-below-services',
      severity: 'error',
      from: { path: '^(libs|proto)/' },
      to: { path: '^services/' },
    },
    {
      name: 'product-without-tests',
      comment: 'What runs in production imports no test code.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: ['^libs/testing/', testFile] },
      to: { path: ['^tests/', '^libs/testing/', '\\.test\\.ts$', '^(libs|services)/[^/]+/test/'] },
    },
    {
      name: 'packages-by-name',
      comment: 'Another package is imported by its name, so that its `exports` say what is public.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/' },
      to: { path: '^(libs|services|proto)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'packages-by-name-in-tests',
      comment: 'Another package is imported by its name, so that its `exports` say what is public.',
      severity: 'error',
      from: { path: '^tests/' },
      to: { path: '^(libs|services|proto)/', dependencyTypes: ['local'] },
    },
    {
      name: 'drivers-behind-the-front-door',
      comment: "A driver's files are its own: its package's index names what composition roots may have of it.",
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/[^/]+/src/(index|grpc|nats|mongo)\\.ts$', driver, testFile] },
      to: { path: driver },
    },
    {
      name: 'driver-packages-in-drivers',
      comment:
        'The client of an engine is known to its driver alone; robots and the intake of their commands are clients of NATS itself.',
      severity: 'error',
      from: {
        path: '^(libs|services)/',
        pathNot: ['^libs/(store|bus|rpc|testing|robot)/', '^services/execution/src/robots/', testFile],
      },
      to: { path: ['node_modules/mongodb/', 'node_modules/@nats-io/', '^node:sqlite$', '^sqlite$'] },
    },
    {
      name: 'wire-types-at-the-edge',
      comment: 'Messages of the wire stop where they enter: the core, the stores and the buses know plain values.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/(actions|leases|rpc|runtime|service)/', testFile] },
      to: { path: '^proto/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^proto/gen/'] },
    exclude: { path: '^tests/results/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs'],
    },
  },
};
