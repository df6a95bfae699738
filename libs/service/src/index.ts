export { logSubject, ownContext, startDomainService } from './domain-service.ts';
export type { DomainConfig, DomainService, Drivers } from './domain-service.ts';
export { openStore } from './engines.ts';
export type { EngineConfig, StoreOf } from './engines.ts';
export { openBus } from './open-bus.ts';
export { runService } from './run-service.ts';
export type { ProcessDrivers, ServiceProcess, Stoppable } from './run-service.ts';
export { engineSettings, grpcSettings, serviceSettings } from './settings.ts';
export { remoteSigningKeys, withVerifier } from './trust.ts';
