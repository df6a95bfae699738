"""A LIMS written in Python keeps its records in step, through a client that was generated from the product's own document.

Each function is a test; they run in this order, over the same records.
"""

import os
import sys
import traceback

from benchline_client import AuthenticatedClient
from benchline_client.api.experiment import create_experiment
from benchline_client.api.project import create_project
from benchline_client.api.sample import bulk_create_samples, create_sample, get_sample, list_samples, update_sample
from benchline_client.models import (
    BulkCreateSamplesBody,
    BulkOutcome,
    CreateExperimentRequest,
    CreateProjectRequest,
    CreateSampleRequest,
    CreateSampleRequestAssayType0,
    CustomFieldInput,
    Experiment,
    ListSamplesResponse,
    Project,
    Refusal,
    Sample,
    UpdateSampleRequest,
    VersionConflict,
    Violations,
)

client = AuthenticatedClient(
    base_url=os.environ["BENCHLINE_URL"] + "/api/v1/integrations",
    token=os.environ["BENCHLINE_KEY"],
    raise_on_unexpected_status=True,
)
records = {}


def sample_body(external_id, **fields):
    return CreateSampleRequest(external_id=external_id, experiment_id=records["experiment"].id, **fields)


def creates_a_project_an_experiment_and_a_sample():
    project = create_project.sync(client=client, body=CreateProjectRequest(external_id="PY-P", name="From Python"))
    assert isinstance(project, Project), project
    experiment = create_experiment.sync(
        client=client,
        body=CreateExperimentRequest(external_id="PY-E", name="Experiment", project_id=project.id),
    )
    assert isinstance(experiment, Experiment) and experiment.project_id == project.id, experiment
    records["experiment"] = experiment
    sample = create_sample.sync(
        client=client,
        body=sample_body(
            "PY/S",
            assay=CreateSampleRequestAssayType0.SCRNA,
            custom_fields=[CustomFieldInput(field_name="island", field_value="Torgersen")],
        ),
    )
    assert isinstance(sample, Sample) and sample.molecule_type == "total RNA", sample
    assert sample.custom_fields[0].field_value == "Torgersen", sample
    records["sample"] = sample


def gets_the_same_answer_for_the_same_idempotency_key():
    first, second = (
        create_sample.sync_detailed(client=client, body=sample_body("PY-R"), idempotency_key="py-1") for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"


def tries_a_create_without_making_anything():
    tried = create_sample.sync_detailed(client=client, body=sample_body("PY-D"), dry_run=True)
    assert tried.status_code == 200 and tried.headers["dry-run"] == "true", tried
    made = create_sample.sync(client=client, body=sample_body("PY-D"))
    assert isinstance(made, Sample) and made.id == tried.parsed.id, (tried, made)


def reads_a_list_page_by_page():
    bulk = BulkCreateSamplesBody(items=[sample_body(f"PY-{number}") for number in range(7)])
    assert bulk_create_samples.sync(client=client, body=bulk).succeeded == 7
    found, cursor = [], None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = list_samples.sync(client=client, experiment_id=records["experiment"].id, limit=3, **more)
        assert isinstance(page, ListSamplesResponse) and len(page.items) <= 3, page
        found += [sample.external_id for sample in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [*(f"PY-{number}" for number in reversed(range(7))), "PY-D", "PY-R", "PY/S"], found


def patches_what_it_has_read_and_not_what_has_changed_since():
    read = get_sample.sync_detailed(client=client, id=records["sample"].id)
    tag = read.headers["etag"]
    changes = UpdateSampleRequest(organism="Pygoscelis adeliae", assay=None)
    patched = update_sample.sync_detailed(client=client, id=records["sample"].id, body=changes, if_match=tag)
    assert patched.status_code == 200 and patched.parsed.organism == "Pygoscelis adeliae", patched
    assert patched.parsed.assay is None and patched.parsed.version == 2, patched

    late = update_sample.sync_detailed(
        client=client, id=records["sample"].id, body=UpdateSampleRequest(organism="x"), if_match=tag
    )
    assert late.status_code == 412 and isinstance(late.parsed, VersionConflict), late
    assert late.parsed.detail == "version_conflict" and late.parsed.version == 2, late
    assert late.headers["etag"] == patched.headers["etag"] == '"2"', late


def is_told_that_an_external_id_is_taken():
    taken = create_sample.sync_detailed(client=client, body=sample_body("PY/S"))
    assert taken.status_code == 409 and isinstance(taken.parsed, Refusal), taken
    assert taken.parsed.detail == "external_id_already_exists", taken


def is_told_what_is_wrong_with_a_body():
    wrong = create_sample.sync_detailed(client=client, body=sample_body(""))
    assert wrong.status_code == 422 and isinstance(wrong.parsed, Violations), wrong
    assert [(one.loc, one.type_) for one in wrong.parsed.detail] == [(["body", "external_id"], "string_too_short")]


def sends_many_rows_and_gets_an_outcome_for_each():
    rows = [sample_body("PY-B"), sample_body("PY/S"), sample_body("")]
    outcome = bulk_create_samples.sync(client=client, body=BulkCreateSamplesBody(items=rows), idempotency_key="py-2")
    assert isinstance(outcome, BulkOutcome), outcome
    assert (outcome.succeeded, outcome.failed) == (1, 2), outcome
    assert [row.status for row in outcome.items] == [201, 409, 422], outcome
    assert outcome.items[1].detail == "external_id_already_exists", outcome
    assert outcome.items[2].detail[0].loc == ["body", "external_id"], outcome


def run():
    tests = [one for one in globals().values() if callable(one) and getattr(one, "__module__", "") == "__main__"]
    failed = 0
    for test in tests:
        if test in (run, sample_body):
            continue
        try:
            test()
            print(f"ok {test.__name__.replace('_', ' ')}")
        except Exception:
            failed += 1
            print(f"not ok {test.__name__.replace('_', ' ')}")
            traceback.print_exc()
    return failed


if __name__ == "__main__":
    sys.exit(1 if run() > 0 else 0)
