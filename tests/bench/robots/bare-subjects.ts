/** Beside the product's own, in the services' account, so that the broker does no more for a message than it has to. */
export const bareCommands = 'bare.commands';
export const bareOutcomes = 'bare.outcomes';
