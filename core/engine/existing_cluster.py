"""A Dask cluster that exists already: its address and the certificates by which it knows the lab.

Whoever reaches a Dask scheduler can run code on every machine of its cluster. So a lab goes to
another machine by TLS only, where both sides show a certificate of the same authority.
"""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from core.text import ExplainedError

if TYPE_CHECKING:
    from distributed import Security  # web processes read the settings without Dask

SETTING: Final = "DIGIT_LAB_SCHEDULER"
CA: Final = "DIGIT_LAB_TLS_CA"
CERT: Final = "DIGIT_LAB_TLS_CERT"
KEY: Final = "DIGIT_LAB_TLS_KEY"

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LONGEST_SHOWN = 500


class ClusterSettingsError(ExplainedError, ValueError):
    """The settings name no cluster that could be reached; the message says which of them, and what to do."""


@dataclass(frozen=True)
class Certificates:
    """Files in PEM form: the authority of both sides, and what this side shows."""

    ca: str
    cert: str
    key: str


@dataclass(frozen=True)
class ExistingCluster:
    """Where a cluster is.

    Attributes:
        address: Of its scheduler, like `tls://host:8786`.
        certificates: None without TLS, or where Dask's own configuration (`distributed.comm.tls`) has them.
    """

    address: str
    certificates: Certificates | None = None

    def security(self) -> "Security | None":
        """How Dask shall connect; None without TLS.

        Raises:
            ClusterSettingsError: If there are no certificates for TLS.
        """
        import dask
        from distributed import Security

        if not self.address.startswith("tls:"):
            return None
        if self.certificates is None:
            if not dask.config.get("distributed.comm.tls.ca-file", None):
                raise _no_certificates()
            return Security(require_encryption=True)
        return Security(
            tls_ca_file=self.certificates.ca,
            tls_client_cert=self.certificates.cert,
            tls_client_key=self.certificates.key,
            require_encryption=True,
        )


def cluster_address() -> str | None:
    """Where the existing cluster is to which the settings send jobs, unchecked; None without one."""
    return _setting(SETTING) or None


def is_cluster_set() -> bool:
    """Whether the settings say that jobs go to an existing cluster."""
    return cluster_address() is not None


def cluster_from_settings() -> ExistingCluster | None:
    """The cluster that the settings name; None where trainings run on this machine.

    Certificates come by `DIGIT_LAB_TLS_CA`, `DIGIT_LAB_TLS_CERT` and `DIGIT_LAB_TLS_KEY`.

    Raises:
        ClusterSettingsError: If the address is none, or a file of the three is missing or wrong.
    """
    address = _setting(SETTING)
    if not address:
        return None
    parts = _parts(address)
    if parts.scheme == "tcp":
        if parts.hostname not in _LOOPBACK:
            raise ClusterSettingsError(
                "{setting} is {value}: a Dask scheduler runs code for whoever reaches it, so tcp:// is for"
                " this machine alone, like tcp://127.0.0.1:8786. Use tls:// and certificates.",
                setting=SETTING, value=_shown(address),
            )  # fmt: skip
        return ExistingCluster(address)
    return ExistingCluster(address, _certificates())


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        if parts.scheme in ("tls", "tcp") and parts.hostname and parts.port and not parts.path.strip("/"):
            return parts
    except ValueError:  # such as a port that is no number
        pass
    raise ClusterSettingsError(
        "{setting} is {value}; set it to an address like tls://host:8786.",
        setting=SETTING,
        value=_shown(address),
    )


def _certificates() -> Certificates | None:
    """The files of the three settings, each tried out; None if none of the three is set."""
    files = {name: _setting(name) for name in (CA, CERT, KEY)}
    if not any(files.values()):
        return None
    for name, path in files.items():
        _check_file(name, path)
    _check_authority(files[CA])
    _check_pair(files[CERT], files[KEY])
    return Certificates(files[CA], files[CERT], files[KEY])


def _no_certificates() -> ClusterSettingsError:
    return ClusterSettingsError(
        "{setting} asks for TLS, and no certificates are set; set {ca}, {cert} and {key} to their files.",
        setting=SETTING, ca=CA, cert=CERT, key=KEY,
    )  # fmt: skip


def _check_file(name: str, path: str) -> None:
    if not path:
        raise ClusterSettingsError("{setting} is not set; set it to a file in PEM form.", setting=name)
    try:
        Path(path).read_bytes()
    except OSError as error:
        raise ClusterSettingsError(
            "{setting} is {path}, which cannot be read: {error}.",
            setting=name, path=_shown(path), error=str(error.strerror),
        ) from error  # fmt: skip


def _check_authority(path: str) -> None:
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise ClusterSettingsError(
            "{setting} is {path}, in which there is no certificate in PEM form.",
            setting=CA,
            path=_shown(path),
        ) from error


def _check_pair(cert: str, key: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_cert_chain(cert, key, password="")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ClusterSettingsError(
                "The key in {key} does not belong to the certificate in {cert}.", key=KEY, cert=CERT
            ) from error
        is_cert = "-----BEGIN CERTIFICATE" in Path(cert).read_text(errors="replace")
        raise ClusterSettingsError(
            "{setting} is {path}, in which there is no {what} in PEM form without a password.",
            setting=KEY if is_cert else CERT,
            path=_shown(key if is_cert else cert),
            what="key" if is_cert else "certificate",
        ) from error


def _setting(name: str) -> str:
    return os.environ.get(name, "").strip()


def _shown(value: str) -> str:
    return repr(value[:_LONGEST_SHOWN])
