"""A real Dask cluster on loopback, behind TLS, with certificates of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.serving import free_port

END_SECONDS = 20


class DaskCluster:
    """A scheduler and its workers, each a process of its own, as `dask` starts them.

    Attributes:
        address: Of the scheduler.
        settings: What tells a lab of it.
    """

    def __init__(self, folder: Path) -> None:
        """Makes the certificates; nothing runs yet.

        Args:
            folder: For certificates, logs and what workers keep.
        """
        self._folder = folder
        self._port = free_port()
        self.address = f"tls://127.0.0.1:{self._port}"
        self._ca, self._cert, self._key = make_certificates(folder)
        self.settings = {
            "DIGIT_LAB_SCHEDULER": self.address,
            "DIGIT_LAB_TLS_CA": str(self._ca),
            "DIGIT_LAB_TLS_CERT": str(self._cert),
            "DIGIT_LAB_TLS_KEY": str(self._key),
        }
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> None:
        """Starts the scheduler, at the same address as before."""
        self.scheduler = self._start(
            "scheduler", "--host", self.address, "--dashboard-address", "127.0.0.1:0"
        )

    def kill_scheduler(self) -> None:
        """Kills the scheduler with `kill -9`."""
        assert self.scheduler is not None
        self.scheduler.kill()
        self.scheduler.wait()

    def suspend_scheduler(self) -> None:
        """Has the scheduler answer nobody, as where the network is down; what trains goes on."""
        assert self.scheduler is not None
        self.scheduler.send_signal(signal.SIGSTOP)

    def resume_scheduler(self) -> None:
        """Has it answer again."""
        assert self.scheduler is not None
        self.scheduler.send_signal(signal.SIGCONT)

    def start_worker(self, *options: str, **settings: str) -> None:
        """Starts a worker for trainings and everything else, or what its options and environment say."""
        worker = self._start(
            "worker", self.address, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard",
            "--preload", "core.engine.worker", "--local-directory", str(self._folder), *options, **settings,
        )  # fmt: skip
        self.workers.append(worker)

    def _start(self, kind: str, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        tls = ["--tls-ca-file", str(self._ca), "--tls-cert", str(self._cert), "--tls-key", str(self._key)]
        with (self._folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + kind, *words, *tls],
                env=_environment(settings), cwd=self._folder, stdout=log, stderr=log,
            )  # fmt: skip

    def close(self) -> None:
        """Ends all of it."""
        for process in (*self.workers, self.scheduler):
            if process is not None and process.poll() is None:
                process.terminate()
        for process in (*self.workers, self.scheduler):
            if process is not None:
                try:
                    process.wait(timeout=END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **settings}


@contextmanager
def running_cluster(folder: Path, workers: int = 1) -> Iterator[DaskCluster]:
    """A cluster while inside; nothing of it is left afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = DaskCluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        cluster.close()


def make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Makes an authority and a certificate of it for a day; their files, and that of the key."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("test authority", authority_key, authority_key, is_authority=True)
    certificate = _certificate("test cluster", key, authority_key, is_authority=False)
    paths = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    content = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    paths[2].write_bytes(content)
    return paths


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    authority_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    signs = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("test authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
