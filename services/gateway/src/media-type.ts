/** Whether a Content-Type names JSON in UTF-8 (RFC 8259 allows no other). Parameters that say nothing about the bytes are ignored. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined) return false;
  const [type, ...parameters] = contentType.toLowerCase().split(';');
  return type?.trim() === 'application/json' && parameters.every(keepsUtf8);
}

function keepsUtf8(parameter: string): boolean {
  const [name, value] = parameter.split('=');
  return name?.trim() !== 'charset' || value?.trim().replaceAll('"', '') === 'utf-8';
}
