/** What the descriptors say, in one typed table. Everything that a surface does with an action follows from here. */
import type { AppError } from '@benchline/errors';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** `api`: /api/v1. `integration`: /api/v1/integrations, and /api/v1 as well. `admin`: /api/v1/admin. */
export type Surface = 'api' | 'integration' | 'admin';
/** `anyone`: without a credential, too. */
export type Audience = 'person' | 'key' | 'robot' | 'agent' | 'anyone';

export interface Declaration {
  /** `CreateSample`. */
  readonly name: string;
  /** The service of the product that runs it: `execution`. */
  readonly owner: string;
  /** `/benchline.execution.v1.SampleService/CreateSample`. */
  readonly rpc: string;
  readonly summary: string;
  readonly method: HttpMethod;
  /** Below a surface's base path: `/samples/{id}`. */
  readonly path: string;
  /** HTTP status of success. */
  readonly success: number;
  readonly surfaces: readonly Surface[];
  /** What a caller must be allowed to do; empty where being signed in, or not even that, is enough. */
  readonly scope: string;
  readonly audience: readonly Audience[];
  readonly tool: string | undefined;
  /** How robots name it in the subject of a command: `samples.create`. */
  readonly robot: string | undefined;
  readonly events: readonly string[];
  readonly preconditions: readonly string[];
  readonly sideEffects: readonly string[];
  readonly transitions: readonly TransitionDeclaration[];
  /** The action that each row of this one runs. */
  readonly bulkOf: string | undefined;
  /** What it does to the caller's session. */
  readonly session: 'start' | 'end' | undefined;
  /** Whether it is done in several commits, and so takes neither Idempotency-Key nor If-Match. */
  readonly severalCommits: boolean;
  readonly input: MessageDeclaration;
  readonly output: MessageDeclaration;
}

export interface TransitionDeclaration {
  readonly kind: string;
  readonly field: string;
  readonly from: readonly string[];
  readonly to: string;
}

/** `json`: JSON text inside, the value itself outside. `time`: RFC 3339 with Z. `mask`: the keys that a PATCH carried. */
export type FieldType = 'string' | 'integer' | 'boolean' | 'number' | 'time' | 'json' | 'mask' | 'message';

export interface MessageDeclaration {
  /** `benchline.execution.v1.CreateSampleRequest`. */
  readonly typeName: string;
  readonly fields: readonly FieldDeclaration[];
}

export interface FieldDeclaration {
  /** As callers write it: `external_id`. */
  readonly wireName: string;
  /** As code writes it: `externalId`. */
  readonly name: string;
  readonly type: FieldType;
  readonly list: boolean;
  /** `optional` in the proto, or a list with presence: may be absent or null. */
  readonly nullable: boolean;
  /** Of `message` fields. */
  readonly message: MessageDeclaration | undefined;
  readonly rules: FieldRules;
  readonly description: string;
}

export interface FieldRules {
  readonly required: boolean;
  /** Required unless the caller sends this other field (wire name). */
  readonly requiredWithout: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly pattern: string | undefined;
  readonly values: readonly string[];
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly itemMaxLength: number | undefined;
  readonly uniqueBy: string | undefined;
  readonly immutable: boolean;
  readonly sensitive: boolean;
  readonly personal: boolean;
  /** Present and not null: refused with this reason. */
  readonly forbidden: string | undefined;
  readonly omitUnset: boolean;
  /** Read in a row of a bulk only, where it names the record. */
  readonly bulkOnly: boolean;
  /** Of `json` fields: the value is an object. */
  readonly object: boolean;
  /** Of `json` fields: bytes of the compact text in UTF-8. */
  readonly maxBytes: number | undefined;
  /** A value for the reference page, as JSON text. */
  readonly example: string | undefined;
  /** A list that is absent or null comes out unset, not empty. */
  readonly presence: boolean;
}

export interface KindDeclaration {
  /** `sample`. */
  readonly name: string;
  readonly message: MessageDeclaration;
  readonly states: readonly { readonly field: string; readonly values: readonly string[] }[];
  /** Names in code of fields whose values live outside the log: `donorSource`. */
  readonly privateFields: readonly string[];
}

export interface EventDeclaration {
  /** `sample.created`. */
  readonly name: string;
  readonly payload: MessageDeclaration;
}

export interface Declarations {
  readonly actions: ReadonlyMap<string, Declaration>;
  readonly kinds: ReadonlyMap<string, KindDeclaration>;
  readonly events: ReadonlyMap<string, EventDeclaration>;
  readonly scopes: readonly string[];
  /** Those among them that keys hold for what is no action: hearing events. */
  readonly keyScopes: readonly string[];
}

/** A request as a surface hands it over, nothing looked at yet. */
export interface WireRequest {
  /** Decoded path parameters. */
  readonly path: Readonly<Record<string, string>>;
  /** Decoded pairs in the order they came, repeated ones too. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** JSON text in UTF-8, empty where there is none. */
  readonly body: Uint8Array;
}

/** Lets in what keeps the declaration's rules, and nothing else. */
export interface Gate {
  readonly declaration: Declaration;
  /**
   * The action's request message, unset fields `undefined`, keys in the order of the declaration (so its JSON text is canonical).
   * @throws {AppError} `invalid` with its violations, then `bad_request` for a forbidden field.
   */
  read(request: WireRequest): unknown;
  /** The same rules for a message from a typed caller. */
  check(message: unknown): unknown;
}

/** The gate of a bulk action: rules about the list are the call's, rules about a row that row's. */
export interface BulkGate {
  readonly declaration: Declaration;
  read(request: WireRequest): readonly BulkInputRow[];
  check(message: unknown): readonly BulkInputRow[];
}

export type BulkInputRow =
  { readonly ok: true; readonly input: unknown } | { readonly ok: false; readonly error: AppError };
