"""The settings that name a cluster: what is wrong with them is said in one sentence."""

from pathlib import Path

import pytest

from core.engine.existing_cluster import ClusterSettingsError, cluster_from_settings, is_cluster_set
from harness.dask_cluster import make_certificates


def set_all(monkeypatch: pytest.MonkeyPatch, address: str, ca: Path, cert: Path, key: Path) -> None:
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", address)
    for name, path in (("CA", ca), ("CERT", cert), ("KEY", key)):
        monkeypatch.setenv(f"DIGIT_LAB_TLS_{name}", str(path))


def test_without_an_address_trainings_run_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGIT_LAB_SCHEDULER", raising=False)
    assert cluster_from_settings() is None
    assert not is_cluster_set()


def test_a_cluster_behind_tls_is_reached_by_three_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ca, cert, key = make_certificates(tmp_path)
    set_all(monkeypatch, "tls://gpu-1:8786", ca, cert, key)
    cluster = cluster_from_settings()
    assert cluster is not None
    assert cluster.address == "tls://gpu-1:8786"
    security = cluster.security()
    assert security is not None
    assert security.get_tls_config_for_role("client")["ca_file"] == str(ca)
    assert security.require_encryption


@pytest.mark.parametrize(
    "address", ["gpu-1:8786", "tls://gpu-1", "tls://:8786", "http://gpu-1:8786", "tls://gpu-1:port", "8786"]
)
def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", address)
    with pytest.raises(ClusterSettingsError, match="set it to an address like tls://host:8786"):
        cluster_from_settings()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_tcp_is_for_this_machine_alone(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", address)
    cluster = cluster_from_settings()
    assert cluster is not None
    assert cluster.security() is None
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", "tcp://gpu-1:8786")
    with pytest.raises(ClusterSettingsError, match="runs code for whoever reaches it"):
        cluster_from_settings()


def test_tls_without_certificates_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", "tls://gpu-1:8786")
    for name in ("CA", "CERT", "KEY"):
        monkeypatch.delenv(f"DIGIT_LAB_TLS_{name}", raising=False)
    cluster = cluster_from_settings()
    assert cluster is not None
    with pytest.raises(ClusterSettingsError, match="no certificates are set; set DIGIT_LAB_TLS_CA, "):
        cluster.security()


def test_a_wrong_or_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ca, cert, key = make_certificates(tmp_path)
    (tmp_path / "other").mkdir()
    other_key = make_certificates(tmp_path / "other")[2]
    empty = tmp_path / "empty.pem"
    empty.touch()
    lost = tmp_path / "lost.pem"
    address = "tls://gpu-1:8786"
    for files, told in {
        (lost, cert, key): f"DIGIT_LAB_TLS_CA is '{lost}', which cannot be read: No such file or directory.",
        (ca, tmp_path, key): f"DIGIT_LAB_TLS_CERT is '{tmp_path}', which cannot be read: Is a directory.",
        (empty, cert, key): f"DIGIT_LAB_TLS_CA is '{empty}', in which there is no certificate in PEM form.",
        (ca, empty, key): f"DIGIT_LAB_TLS_CERT is '{empty}', in which there is no certificate in PEM form"
        " without a password.",
        (ca, cert, cert): f"DIGIT_LAB_TLS_KEY is '{cert}', in which there is no key in PEM form without a"
        " password.",
        (ca, cert, other_key): "The key in DIGIT_LAB_TLS_KEY does not belong to the certificate in"
        " DIGIT_LAB_TLS_CERT.",
    }.items():
        set_all(monkeypatch, address, *files)
        with pytest.raises(ClusterSettingsError) as refused:
            cluster_from_settings()
        assert str(refused.value) == told
    monkeypatch.delenv("DIGIT_LAB_TLS_KEY")
    with pytest.raises(ClusterSettingsError, match="DIGIT_LAB_TLS_KEY is not set"):
        cluster_from_settings()
