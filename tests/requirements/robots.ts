import type { RequirementGroup } from './requirement-group.ts';

/** What the issue about the robots' door promises. */
export const robots: readonly RequirementGroup[] = [
  {
    spec: 'ledger-robots-agents.md, Robots: identity',
    status: 'active',
    promises: {
      'robots.connect': 'A robot comes in with a key of the platform as its token, and nobody else does',
      'robots.own-subjects':
        'It may send commands under its own key, and hear their outcomes and its inbox; every other subject is closed to it',
      'robots.unforgeable':
        'Nobody can have the broker speak for another key, not even by where a receipt is to be sent',
      'robots.disconnected':
        'A key that is taken back ends its robots’ connections at once, through outages of the broker',
      'robots.bounded-stay': 'A connection ends with its key, and after a day at the latest',
      'robots.refusals-audited': 'A key that is known and let in no more is in its organization’s audit',
      'robots.burst': 'Two hundred robots that come back at once are let in',
      'robots.deployed-config':
        'The broker is tested as deploy/nats sets it up: receipts are on the disk, users do one thing each',
      'robots.key-leases': 'Execution acts for a key on a lease that revoking it waits for, as gateways do',
    },
  },
  {
    spec: 'ledger-robots-agents.md, Robots: commands',
    status: 'active',
    promises: {
      'robots.commands': 'A robot’s command, or an array of inputs, is a declared action with its answer',
      'robots.outcomes': 'The outcome goes to the robot, and can be asked for over HTTP for thirty days',
      'robots.once':
        'A command id is worked once for as long as answers are kept, whatever the broker forgets or repeats',
      'robots.own-ids': 'Ids are their key’s own: another robot’s hide nothing',
      'robots.id-reuse': 'An id with another body or action is refused',
      'robots.no-doubt-kept': 'What says nothing of a command is not kept as its outcome',
      'robots.in-order':
        'The commands of a sender are worked in the order in which the broker has them, through every retry',
      'robots.poison': 'What can come to nothing is told why, stands in the dead letters, and delays nobody',
      'robots.unreadable': 'A message that nobody can read ends nothing and delays nobody',
      'robots.backlog': 'However much waits, the broker cuts off nobody who works it',
      'robots.told-before-gone':
        'What was told on a connection that was lost since stays in the stream, and is told again',
      'robots.told-as-done': 'What was done is told as done, also when its key was revoked before it was told',
      'robots.revoked': 'What a key sends after it is revoked is refused, also where the broker has taken it',
      'robots.same-code': 'What HTTP refuses a robot is refused in the same words',
      'robots.audited': 'The audit says which key sent a command, why, and when by the device’s own clock',
      'robots.transport-only':
        'Nothing lives in the stream alone: what is worked leaves it, what is not stays through every outage',
      'robots.leave-together': 'What a batch has through leaves the stream with one write of the broker',
      'robots.shared-work': 'Replicas share the work, each part of the stream with one of them at a time',
      'robots.chaos': 'Every acknowledged command has one effect and one outcome, whatever is killed',
      'declaration.robot-name': 'Names that robots have for actions are checked at generation, naming file and line',
    },
  },
  {
    spec: 'ledger-robots-agents.md, Robots: clients',
    status: 'active',
    promises: {
      'robots.events':
        'A key that may see events hears those of its organization as CloudEvents, and no other key does',
      'robots.client.once':
        'The client sends each command under one id until its outcome is there, and tells it once to each send',
      'robots.client.order': 'The client keeps the order of its commands through every reconnect',
      'robots.client.kept': 'With a file, commands outlive the client’s process',
      'robots.client.bounded': 'The client’s buffer has a bound, and what it holds under way has one',
      'robots.client.forged': 'What comes as an outcome or an event without their headers is none to the client',
      'robots.client.package': 'The package runs where nothing else of the platform is, and knows its types',
      'robots.client.tools': 'The NATS command line tool and a Python script do what docs/robots.md shows',
      'demo.robots': 'The demo’s plate reader, unplugged in the middle, has each well registered and read once',
    },
  },
  {
    spec: 'ledger-robots-agents.md, Robots: laboratory',
    status: 'planned',
    promises: {
      'robots.step-leases': 'A step is claimed with a fencing token and a deadline; what is stale is refused',
      'robots.readings': 'Monitors post readings, and a limit that is breached opens a compliance event',
    },
  },
];
