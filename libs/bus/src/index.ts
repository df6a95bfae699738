export type { Bus, Headers, Heard, Listener, Message } from './bus.ts';
export type { DefectListener } from './deliver.ts';
export { inProcessBus } from './in-process.ts';
export type { InProcessBusSettings } from './in-process.ts';
export { messageBytesMax } from './message.ts';
export { checkPattern, checkSubject, subjectMatches } from './subject.ts';
