import type { RequirementGroup } from './requirement-group.ts';

/** What the issue about the core promises. */
export const core: readonly RequirementGroup[] = [
  {
    spec: 'the core, tool chain',
    status: 'active',
    promises: {
      'core.workspaces':
        'The five words generate, dev, check, test and bench run from the root on a machine with only Node and npm',
      'core.boundaries':
        'Services never import services, drivers stay behind their package, wire types stop at the edge',
      'core.lock': 'The lock file names no registry host',
    },
  },
  {
    spec: 'the core, declarations',
    status: 'active',
    promises: {
      'declaration.table': 'One typed table is read from the descriptor set, and every surface follows from it alone',
      'declaration.field-rules':
        'A field declares required, length, range, pattern, enum, nullable, immutable, sensitive and personal',
      'declaration.route-once': 'Two actions on one route fail at generation, naming file and line',
      'declaration.scope-known': 'An unknown scope fails at generation, naming file and line',
      'declaration.event-payload': 'An event without a payload fails at generation, naming file and line',
      'declaration.transition-known': 'A transition to an unknown state fails at generation, naming file and line',
      'declaration.json-mapping':
        'JSON is snake_case with integers as numbers, times in RFC 3339 with Z, and PATCH as a field mask',
      'declaration.openapi': 'The OpenAPI document is made from the declarations and describes every declared route',
      'declaration.grpc-binding': 'Every declared action is callable over gRPC without code of its own',
    },
  },
  {
    spec: 'the core, engines',
    status: 'active',
    promises: {
      'store.contract': 'Both stores pass one contract suite, the MongoDB one against a real server',
      'bus.contract': 'Both buses pass one contract suite, the NATS one against a real server',
      'bus.batches':
        'Many events that are published together are synced once; those of a refused batch go by themselves, and none is lost',
      'rpc.contract': 'Both kinds of calls pass one contract suite: deadlines, refusals as thrown, cancellation',
      'rpc.health': 'A gRPC server answers the health service',
    },
  },
  {
    spec: 'the core, runtime',
    status: 'active',
    promises: {
      'runtime.serializable':
        'Any interleaving of commands over any number of runtimes ends as some serial order would have it',
      'runtime.rules-over-records':
        'At least one of a set stays, a name is unique, a counter has no gap, a list rule holds under any interleaving',
      'runtime.crash-between-steps': 'A runtime that dies between any two steps leaves nothing half-visible for good',
      'runtime.catch-up-first': 'Who replays, decides, publishes or collides sees all that was committed before',
      'runtime.lost-insert-answer': 'A lost answer of an insert is settled as inserted once',
      'runtime.stale-head': "A stale head or a rival's commit makes a decision be taken anew on the newer state",
      'runtime.slow-rival': 'A rival that comes back after minutes neither overwrites nor repeats anything',
      'runtime.log-immutable': 'The log is only ever appended to',
      'runtime.group-isolation': 'One refused command of a group costs the others nothing',
      'runtime.group-twins': 'Twins in one group are settled as if they had come one after the other',
      'runtime.fair-lanes': "A hot organization doesn't starve the others",
      'runtime.idle-latency': 'A lone command is not held back to wait for a group',
      'runtime.commit-size': 'A commit stays under 1 MB',
      'runtime.rebuild': 'A rebuild gives byte for byte the same projections',
      'runtime.upcast': 'A frozen store of an older shape is read through its upcasters',
      'runtime.rebuild-beside': 'A projection of a new shape is rebuilt beside the old one and switched to',
      'runtime.answers-expire': 'Stored answers expire in small bites',
      'runtime.partition': 'No store call is possible without a partition',
    },
  },
  {
    spec: 'the core, consumers',
    status: 'active',
    promises: {
      'feed.position': 'A consumer keeps its position in the same write as what it writes',
      'feed.gap': 'A consumer fills a gap from the owner',
      'feed.repeats': 'A consumer drops what it has seen and keeps the order',
      'feed.unreliable-bus':
        'Messages lost, doubled, delayed and reordered change nothing in what consumers end up with',
    },
  },
  {
    spec: 'the core, privacy',
    status: 'active',
    promises: {
      'privacy.no-leak': 'Sensitive and personal values appear in no log document, stored answer, log line or event',
      'privacy.erasure': 'Erasing a value leaves the log verifiable',
    },
  },
  {
    spec: 'the core, queries',
    status: 'active',
    promises: {
      'query.indexed': 'Every query by id, name and list is served by an index',
    },
  },
  {
    spec: 'the core, edges',
    status: 'active',
    promises: {
      'service.outage':
        'A server that goes away and comes back is survived without a restart; meanwhile 503 with Retry-After',
      'service.config':
        'Settings come from a declared schema, secrets also as files; all bad ones are named together, exit 78',
      'service.health': 'healthz, readyz and version answer; readiness names each dependency',
      'service.drain': 'On SIGTERM a service finishes what it has and takes nothing new',
      'service.trace': 'One trace runs through HTTP, gRPC, commit and bus',
      'service.redaction': 'Logs are structured and carry no secrets',
      'service.metrics': 'Metrics are served in the Prometheus format',
    },
  },
  {
    spec: 'the core, first service',
    status: 'active',
    promises: {
      'audit.follows': 'Every committed change is in the audit, once, in order',
      'gateway.generic': 'The gateway has no code for any single route',
      'e2e.standalone': 'The stories pass with everything in one process on embedded engines',
      'e2e.processes': 'The stories pass with separate processes over gRPC, NATS and the MongoDB wire',
      'e2e.replicas': 'The stories pass with two replicas of execution behind one gateway while requests flow',
      'demo.import': 'The demo imports 344 real samples and is safe to run twice',
    },
  },
  {
    spec: 'the core, done means',
    status: 'active',
    promises: {
      'chaos.kill':
        'kill -9 of any process during concurrent creates loses nothing, doubles nothing and leaves no audit gap',
      'robust.hostile-input':
        'Huge bodies, deep JSON, NULs, lone surrogates, wrong types, operators and ids beyond 2^63 never give a 5xx',
    },
  },
  {
    spec: 'the core, those who come after',
    status: 'active',
    promises: {
      'docs.errors': 'docs/errors.md lists exactly the reasons that the code raises',
      'docs.settings': 'docs/settings.md lists exactly the settings that the code reads',
      'docs.readme': 'The curl lines of the README work as printed',
    },
  },
];
