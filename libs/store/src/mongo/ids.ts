// Numbers have the width of 2^53 - 1, so ids sort as their numbers do. Of several texts all but the last are led by their length: a
// slash inside one never moves its end, and no two places share an id.

function number(value: number): string {
  return String(value).padStart(16, '0');
}

function text(value: string): string {
  return `${String(value.length)}:${value}`;
}

export function organizationId(org: number): string {
  return number(org);
}

export function commitId(org: number, seq: number): string {
  return `${number(org)}/${number(seq)}`;
}

export function entityId(org: number, kind: string, id: number): string {
  return `${number(org)}/${text(kind)}/${number(id)}`;
}

export function nameId(org: number, space: string, name: string): string {
  return `${number(org)}/${text(space)}/${name}`;
}

export function answerId(org: number, key: string, part: number): string {
  return `${number(org)}/${text(key)}/${number(part)}`;
}

export function counterId(org: number, kind: string): string {
  return `${number(org)}/${kind}`;
}

export function gramId(org: number, kind: string, { gram, block }: { gram: string; block: number }): string {
  return `${number(org)}/${text(kind)}/${text(gram)}/${number(block)}`;
}

export function valueId(org: number, ref: string): string {
  return `${number(org)}/${ref}`;
}

export function recordId(org: number, space: string, key: string): string {
  return `${number(org)}/${text(space)}/${key}`;
}

/** The first id after all records of a space: `0` follows `/`. */
export function recordIdEnd(org: number, space: string): string {
  return `${number(org)}/${text(space)}0`;
}
