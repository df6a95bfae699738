export { lab, labTime } from './lab.ts';
export type { Lab, LabConfig, Refusal } from './lab.ts';
export { memoryStore } from './memory-store.ts';
export type { Step } from './memory-store.ts';
export { testCall } from './test-call.ts';
