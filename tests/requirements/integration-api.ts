import type { RequirementGroup } from './requirement-group.ts';

/** The promises of the integration API that the core and its first service keep. */
export const integrationApi: readonly RequirementGroup[] = [
  {
    spec: 'integration-api.md, Resources',
    status: 'active',
    promises: {
      'projects.create': 'Projects are created, read, listed and patched like samples',
      'projects.by-external': 'Projects and experiments are found by external id',
      'experiments.list': 'Experiments are listed with their filters',
      'projects.list': 'GET /projects answers a page, by status, external_id and q',
      'experiments.patch': 'Experiments are patched, status writes refused',
      'experiments.create': 'POST /experiments answers 201 with the record',
      'experiments.get': 'GET /experiments/{id} answers 200 with the record, or 404 experiment_not_found',
      'samples.create': 'POST /samples answers 201 with the record',
      'samples.get': 'GET /samples/{id} answers 200 with the record, or 404 sample_not_found',
      'samples.by-external':
        'by-external finds a sample by experiment and external id, and is 422 without experiment_id',
      'samples.list': 'GET /samples answers a page',
      'samples.patch': 'PATCH /samples/{id} answers 200 with the record, or 404 sample_not_found',
      'samples.parent': "A sample of an experiment that doesn't exist is 404 experiment_not_found",
      'samples.duplicate':
        'A second sample with the same external id in an experiment is 409 external_id_already_exists',
      'samples.qc-writes':
        'qc_status present and not null is 400 qc_writes_not_permitted, before status_writes_not_permitted',
      'samples.status-writes': 'status present and not null is 400 status_writes_not_permitted',
      'organization.foreign': "A record of another organization answers exactly as one that doesn't exist",
      'openapi.served': 'GET /openapi.json answers without a key',
      'openapi.honest':
        'The document is OpenAPI 3.1 and says what the product does, by its examples and by strangers’ tools',
      'openapi.examples': 'Examples in declarations keep their own rules, and every request field of records has one',
      'openapi.clients': 'Clients that others’ tools generate of it, in TypeScript and Python, tell the whole story',
      'docs.swagger': "Swagger UI works under the site's own content security policy",
    },
  },
  {
    spec: 'integration-api.md, Ours, additive',
    status: 'active',
    promises: {
      'bulk.patch': 'Bulk PATCH names records by id or external id',
      'list.updated-since': 'updated_since walks by last change, misses nothing and gives synced_to',
      'archive.record': 'Archiving takes a record off the lists, frees its external id and is audited',
      'archive.lists': 'Archived records leave every list but the one with archived=true, which has them alone',
      'archive.again': 'Archiving an archived record is 200 without a new version',
      'archive.no-change': 'PATCH, transition and external-id of an archived record are 409 archived',
      'archive.reason': 'Archiving and correcting an external id need a reason of 1 to 1,000 characters',
      'archive.parents':
        'Something new in an archived project or experiment is 409 by its id and 404 by its external id',
      'external-id.taken': 'Correcting to an external id that another record has is 409',
      'external-id.same': 'Correcting to the present external id is 200 without a new version',
      'external-id.correct': 'A wrong external id is corrected with a reason',
      'bulk.create': 'Bulk create judges each row as if it came alone, in order, and answers row by row',
      'samples.experiment-external-id': 'experiment_external_id is accepted in place of experiment_id, and as a filter',
      'list.by-ids': 'ids= and external_ids= narrow a list to up to 200 records',
      'etag.read': 'Every answer with one record carries its version as ETag',
      'etag.if-match': 'If-Match with another version is 412 version_conflict with the current version and ETag',
      'etag.star': 'If-Match: * passes when the record exists',
      'dry-run.answer': 'A dry run answers 200 with Dry-Run: true and the body or error of the real call',
      'dry-run.no-trace': 'A dry run writes nothing and burns no number',
      'reason.audited': 'X-Reason of a write is in its audit entry',
    },
  },
  {
    spec: 'integration-api.md, Fine print',
    status: 'active',
    promises: {
      'bulk.size': 'Bulk takes 1 to 1,000 items, else 422',
      'bulk.row-error': "A row that is no object or breaks a rule is that row's 422 with the validation list",
      'bulk.resume':
        'Replaying a finished bulk call gives the same bytes; one that was cut off repeats what is done and judges the rest',
      'list.every': 'Every list of the product has limit, cursor and the rule on unknown parameters',
      'list.search-indexed': 'Substring search reads an index, not all records',
      'list.folding':
        'q is a case-insensitive substring by full Unicode folding after NFC; % and _ mean themselves; empty filters nothing',
      'list.parameter-twice': 'A parameter given twice is 422',
      'list.enumerated-filter': 'An unknown value of an enumerated filter is 422',
      'errors.unknown-route': 'An unknown route is 404 not_found, only after authentication',
      'errors.method': 'A known route with another method is 405 method_not_allowed with Allow',
      'idempotency.no-effect': 'A PATCH without effect stores no answer',
      'versions.start': 'version starts at 1 and counts changes',
      'text.as-sent': 'Stored text is kept as sent',
    },
  },
  {
    spec: 'integration-api.md, Fields',
    status: 'active',
    promises: {
      'projects.fields':
        'A project takes and gives exactly the fields of the contract; status, code and unknown fields are ignored',
      'experiments.fields': 'An experiment takes and gives exactly the fields of the contract, within their limits',
      'fields.sample': 'A sample takes and gives exactly the fields of the contract, within their limits',
      'fields.molecule-type': 'molecule_type absent or null on create reads back as total RNA',
      'fields.limits': 'Text over its limit is 422, at its limit is taken',
      'fields.custom-delta':
        'custom_fields in a PATCH is a delta: unknown inserted, known updated, null deleted, unnamed kept',
      'fields.custom-twice': 'The same custom field name twice in one request is 422',
      'fields.custom-sorted': 'custom_fields come out sorted by name, at most 100',
      'experiments.project': 'An experiment names its project by id or external id, the id wins',
      'fields.variables-json': 'variables_json is an object of up to 64 KiB, replaced whole',
      'patch.mask': 'PATCH writes only the fields present',
      'patch.null-clears': 'An explicit null clears an optional field',
      'patch.no-change': 'A PATCH that changes nothing is 200 without new version, event or audit entry',
      'patch.ignored': 'Fields fixed by identity and unknown fields are ignored',
    },
  },
  {
    spec: 'integration-api.md, States',
    status: 'active',
    promises: {
      'states.experiment': 'Experiments move only by the transitions of the contract',
      'states.sample': 'Samples move only by the transitions of the contract',
      'states.not-allowed': "A transition that isn't allowed is 409 with the allowed ones",
      'qc.confirmed': 'A review that confirms the present result is a version and an audit entry of its own',
      'records.events': 'Every change of a record is announced, small; updates name changed_fields',
      'qc.review': 'A QC review sets qc_status with a reason',
    },
  },
  {
    spec: 'integration-api.md, Identifiers',
    status: 'active',
    promises: {
      'ids.contiguous':
        'Ids count from 1 without gaps per organization and kind; a failed, lost or replayed create burns none',
      'ids.code': "The code is the organization's prefix, a letter and the id with at least four digits",
      'ids.external-race': 'A race for one external id ends in one 201 and 409s, never 500',
      'ids.external-slash': 'An external id with a slash is found through its percent-encoding',
      'ids.in-path': "In a path no integer is 422, an integer that can't be an id is 404",
      'ids.in-body':
        'In a body or filter an integer out of range is 422; a missing parent is 404, a missing filter value an empty list',
    },
  },
  {
    spec: 'integration-api.md, Lists',
    status: 'active',
    promises: {
      'list.order': 'Lists are newest first, and rows never move between pages',
      'list.limit': 'limit is 1 to 200, default 50, else 422',
      'list.page-size': 'A page of large records ends early, with a cursor to go on from, and leaves none out',
      'list.cursor': 'A cursor is opaque and works at any replica; the last page has none',
      'list.cursor-invalid': 'An empty, damaged or foreign cursor is 400 invalid_cursor',
      'list.filters': 'Samples are filtered by experiment_id, external_id, q, status and qc_status',
      'list.unknown-parameter': 'An unknown query parameter is 422',
    },
  },
  {
    spec: 'integration-api.md, Errors',
    status: 'active',
    promises: {
      'errors.validation-shape': 'Validation is 422 with a list of loc, msg and type',
      'errors.request-id': "Every answer carries X-Request-Id, the caller's when it is 1 to 128 printable characters",
      'errors.order': 'The checks come in the order of the contract',
      'errors.headers-too-large': 'Too large a request line or headers are 431 headers_too_large',
      'errors.media-type': 'Another content type is 415 unsupported_media_type',
      'errors.payload-size': 'A body over 1 MiB, in bulk over 8 MiB, is 413 payload_too_large',
      'errors.json-syntax': 'Broken JSON is 422',
      'errors.never-5xx': 'No input, however wrong, gives a 5xx',
      'errors.unavailable':
        '503 unavailable with Retry-After means that nothing was done, or the same Idempotency-Key finds it done',
    },
  },
  {
    spec: 'integration-api.md, Authentication',
    status: 'active',
    promises: {
      'auth.missing': 'No header, or one that is not Bearer something, is 401 Missing or invalid authorization header',
      'auth.invalid': "A key that isn't valid, for whatever reason, is 401 Invalid API key",
      'auth.api-key-header': 'x-api-key means the same as the bearer header, and both at once must name the same key',
      'auth.scope': 'An action whose scope the key lacks is 403 key_scope_missing',
    },
  },
  {
    spec: 'integration-api.md, Idempotency-Key',
    status: 'active',
    promises: {
      'idempotency.replay':
        'A repeated request is answered byte for byte with Idempotency-Replayed: true and without a second effect or event',
      'idempotency.refusal': 'A refused request stores no answer, so its retry is judged anew',
      'idempotency.fingerprint':
        'Another method, path or body under the same key is 422 idempotency_key_reused_with_different_body',
      'idempotency.running': "A copy that arrives while the first runs, on any replica, gets the first one's answer",
      'idempotency.crash': 'A retry after any crash completes the work or finds it done, never twice',
      'idempotency.kept': 'Answers are kept for 24 hours at least; a key past that is new',
      'idempotency.characters':
        'An Idempotency-Key is 1 to 255 characters of U+0021 to U+007E with space inside, else 422',
      'idempotency.dry-run': 'Dry runs ignore the Idempotency-Key',
      'idempotency.refused':
        'An action of several commits refuses Idempotency-Key and If-Match: none is ignored silently',
    },
  },
];
