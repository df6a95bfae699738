export { logSubject, ownContext, startDomainService } from './domain-service.ts';
export type { DomainConfig, DomainService, Drivers } from './domain-service.ts';
export { openBus, openStore } from './engines.ts';
export type { EngineConfig, StoreOf } from './engines.ts';
export { runService } from './run-service.ts';
export type { ServiceProcess, Stoppable } from './run-service.ts';
export { engineSettings, grpcSettings, serviceSettings } from './settings.ts';
