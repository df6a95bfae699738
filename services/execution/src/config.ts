/** Every setting of execution as a process of its own: what every service reads, and nothing beside it yet. */
export { serviceSettings as settings } from '@benchline/service';
