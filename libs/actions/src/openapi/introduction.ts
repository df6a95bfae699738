/** What holds for all operations of a document, said once at its beginning. */
export const introduction = `
JSON in UTF-8 and snake_case. Within a version there are only additions: be ready for new fields, and for new words in texts.

**Credentials.** Send the API key as \`Authorization: Bearer <key>\` or as \`x-api-key: <key>\`. What an operation asks for stands with it as
its scope; allowed is what both the role of the key's account and the scopes of the key allow.

**Refusals** are \`{"detail": "<word>"}\`; a request that breaks rules is 422 with the list of them, \`{"detail": [{"loc", "msg", "type"}]}\`.
The checks come in this order: size of the headers 431, credential 401, rate 429, role and scope 403, content type 415, size 413, syntax and
rules 422, fields that can't be written 400, kept answer of the Idempotency-Key, the record 404, If-Match 412, its parent 404, compliance 403
or 409, duplicates and state 409. An unknown route is 404 \`not_found\` and a known one with another method 405 \`method_not_allowed\` with Allow,
both for known callers only. 503 with Retry-After means that nothing was done, or that the same Idempotency-Key finds it done.

**Requests.** Unknown fields of a body are ignored, unknown query parameters are refused. Texts hold any Unicode but U+0000 and count in
characters, numbers that are integers lie within ±(2^53 − 1), times are RFC 3339 with a zone, and nothing is nested deeper than 32 levels.
In a PATCH only the fields that are present are written, and null clears one.

**Lists** answer \`{"items": […], "next_cursor"}\`; pass \`next_cursor\` on as \`cursor\`, with the same filters, until it is null.
`.trim();
