"""Which workers are used, and what people are told of the others."""

from core.engine import cluster_report
from core.engine.worker_versions import own_versions, refusal

ADDRESS = "tls://10.0.0.7:41234"


def test_a_worker_with_the_same_software_is_used() -> None:
    assert refusal(ADDRESS, own_versions(), trains=True) is None


def test_a_worker_with_another_version_is_refused_by_name() -> None:
    ours = own_versions()
    declared = {**ours, "keras": "2.0", "tensorflow": "1.0"}
    assert str(refusal(ADDRESS, declared, trains=True)) == (
        f"The worker at {ADDRESS} is not used: it has Keras 2.0 and TensorFlow 1.0, and this lab has"
        f" Keras {ours['keras']} and TensorFlow {ours['tensorflow']}."
    )


def test_another_state_of_the_code_is_another_version() -> None:
    declared = {**own_versions(), "digit-lab": "0.1.0+00000000"}
    assert "it has Digit Lab 0.1.0+00000000, and this lab has Digit Lab" in str(
        refusal(ADDRESS, declared, trains=False)
    )


def test_a_worker_for_light_jobs_needs_no_tensorflow() -> None:
    declared = {"digit-lab": own_versions()["digit-lab"]}
    assert refusal(ADDRESS, declared, trains=False) is None
    assert "TensorFlow (none)" in str(refusal(ADDRESS, declared, trains=True))


def test_a_worker_of_somebody_elses_is_refused_with_the_remedy() -> None:
    assert "`--preload core.engine.worker`" in str(refusal(ADDRESS, None, trains=True))


def test_runs_wait_where_no_worker_can_be_used_and_are_told_why() -> None:
    scheduler = "tls://gpu-1:8786"
    refusals = {
        f"tls://gpu-{n}:1": reason
        for n in range(4)
        if (reason := refusal(f"tls://gpu-{n}:1", None, trains=True))
    }
    assert cluster_report.obstacle(scheduler, ["tls://gpu-9:1"], refusals) is None
    nothing = cluster_report.obstacle(scheduler, [], {})
    assert str(nothing) == f"The Dask scheduler at {scheduler} has no workers. Queued runs wait."
    refused = str(cluster_report.obstacle(scheduler, [], refusals))
    assert refused.startswith("The worker at tls://gpu-0:1 is not used")
    assert refused.endswith("So it is with 2 more. Queued runs wait for a worker.")
    assert cluster_report.notice([], refusals) is None
    assert "tls://gpu-0:1" in str(cluster_report.notice(["tls://gpu-9:1"], refusals))
