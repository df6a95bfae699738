import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface PressureConfig {
  readonly eventLoopDelayMsMax: number;
  readonly eventLoopUtilizationPercentMax: number;
  readonly pressureSampleMs: number;
}

/** Refuses a request, with an answer. */
export type Shed = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Refuses every request at once while the process can't keep up, so that those it has taken are not slowed by those it can't serve. */
export function addPressureValve(app: FastifyInstance, config: PressureConfig, shed: Shed): void {
  app.register(underPressure, {
    maxEventLoopDelay: config.eventLoopDelayMsMax,
    maxEventLoopUtilization: config.eventLoopUtilizationPercentMax / 100,
    // Of the time since the last look. The mean of a whole life would never come down again.
    eventLoopUtilizationMode: 'interval',
    sampleInterval: config.pressureSampleMs,
    pressureHandler: async (request, reply) => {
      await shed(request, reply);
    },
  });
}

/** What a route is given that is answered under any pressure: how the process is must not be hidden by how it is. */
export const unpressed = { config: { pressureHandler: () => undefined } } as const;
