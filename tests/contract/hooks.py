"""What schemathesis can't know of the API from its document.

Half of it turns requests that fit the schemas into ones that get further than the gate. The other half are the exceptions from
schemathesis' checks: each names the one answer that it is about, and the same answer for any other reason still fails.
"""

import itertools
import json
import re
import time

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse

INTEGER_MAX = 2**53 - 1
CURSORS = ("cursor", "updated_after_cursor")
# Objects whose keys and values are the caller's own.
FREE_OBJECTS = {"variables_json"}

# Keys of an earlier run against the same product are none of this one's.
keys = (f"{time.time_ns():x}.{number}" for number in itertools.count(1))
given_cursors = set()


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers or {}
    for name, value in headers.items():
        # Stateful runs take X-Request-Id for the id of a thing and put numbers into it, which no HTTP client can send.
        if not isinstance(value, (str, bytes)):
            headers[name] = str(value)
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    # Boundary values of headers are made without a look at the header's own pattern.
    for name, pattern in header_patterns(case).items():
        if name in headers and not re.search(pattern, headers[name]):
            del headers[name]
    # Keys that come again by chance stand for other requests than before, and are refused; the clients' stories repeat them on purpose.
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = f"{next(keys)}.{headers['Idempotency-Key']}"[:255].strip()
    # A cursor is opaque: only one that the product gave is good.
    for name in CURSORS:
        if (case.query or {}).get(name) not in given_cursors:
            (case.query or {}).pop(name, None)
    case.body = tamed(case.body, declared_names(case))


@schemathesis.hook
def after_call(context, case, response):
    body = body_of(response)
    given_cursors.update(body[name] for name in ("next_cursor", "synced_to") if isinstance(body.get(name), str))


def tamed(value, known, free=False):
    """Undeclared fields are ignored, and yet must be JSON that survives every program on its way (I-JSON); no schema here says so of them."""
    if isinstance(value, list):
        return [tamed(one, known, free) for one in value]
    if isinstance(value, dict):
        return {
            tamed(key, known, free or key not in known): tamed(one, known, free or key not in known or key in FREE_OBJECTS)
            for key, one in value.items()
        }
    if free and isinstance(value, str):
        return value.replace("\0", "")
    if free and isinstance(value, (int, float)) and abs(value) > INTEGER_MAX:
        return 0
    return value


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    if isinstance(failure, RejectedPositiveData):
        return not is_beyond_schema(case, response)
    if isinstance(failure, AcceptedNegativeData):
        return not is_refused_by_row(case, response) and not is_unread_name(failure, case)
    if isinstance(failure, UnsupportedMethodResponse):
        # Which methods a route knows is told to known callers only, and what is open to all is asked for without a credential.
        return response.status_code != 401 or not is_open(case)
    return True


def is_beyond_schema(case, response):
    """Refusals of requests that fit the schema, for reasons that no schema has words for."""
    detail = body_of(response).get("detail")
    if response.status_code == 400:
        # A cursor belongs to its list and filters.
        return case.method == "GET" and detail == "invalid_cursor" and any(name in (case.query or {}) for name in CURSORS)
    # The name of a custom field may stand in a list once; `uniqueItems` compares whole items.
    return isinstance(detail, list) and all(is_duplicate_name(violation) for violation in detail)


def is_duplicate_name(violation):
    return violation["type"] == "duplicate" and "custom_fields" in violation["loc"] and violation["loc"][-1] == "field_name"


def is_refused_by_row(case, response):
    """Each row of a bulk is judged as if it came alone: what is wrong with one is refused in the answer's rows, not by its status."""
    if not case.operation.path.endswith("/bulk") or response.status_code != 200:
        return False
    return any(row["status"] >= 400 for row in body_of(response)["items"])


def is_unread_name(failure, case):
    """Beside its id, the other names of a row's record are not looked at."""
    if case.method != "PATCH" or not case.operation.path.endswith("/bulk"):
        return False
    return any(name in failure.message for name in ("external_id", "experiment_id"))


def is_open(case):
    return case.operation.definition.raw.get("security") == []


def header_patterns(case):
    parameters = case.operation.schema.raw_schema["components"]["parameters"].values()
    return {one["name"]: one["schema"]["pattern"] for one in parameters if "pattern" in one["schema"]}


def declared_names(case):
    """Names of all fields of requests that the document has."""
    names = set()

    def walk(schema):
        if isinstance(schema, dict):
            properties = schema.get("properties")
            if isinstance(properties, dict):
                names.update(properties)
            for one in schema.values():
                walk(one)
        elif isinstance(schema, list):
            for one in schema:
                walk(one)

    schema = case.operation.schema.raw_schema
    walk([schema["components"]["schemas"], schema["paths"]])
    return names


def body_of(response):
    try:
        body = json.loads(response.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
