export { describeWithOwnServer, describeWithServer } from './describe-with-server.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { freePort } from './free-port.ts';
export { startMongo } from './mongo-server.ts';
export { startNats } from './nats-server.ts';
export { type NatsCertificate, type RobotNats, type RobotNatsUser, startRobotNats } from './robot-nats.ts';
export { type RunningServer } from './running-server.ts';
export { type ServerKind } from './server-pins.ts';
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
