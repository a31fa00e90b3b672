"""The device that a training tells at its start."""

import socket

import pytest
import tensorflow as tf

from core.cores import usable_cores
from core.training.device import device_event, device_name

pytestmark = pytest.mark.tensorflow


def test_without_a_gpu_it_is_the_cpu_with_the_cores_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: [])
    assert device_name() == f"CPU, {usable_cores()} core{'' if usable_cores() == 1 else 's'}"


@pytest.mark.parametrize(
    ("details", "name"),
    [({"device_name": "Tesla T4", "compute_capability": (7, 5)}, "Tesla T4"), ({}, "GPU")],
)
def test_a_gpu_has_the_name_of_its_model_if_tensorflow_knows_it(
    details: dict[str, object], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: [gpu] if kind == "GPU" else [])
    monkeypatch.setattr(tf.config.experimental, "get_device_details", {gpu: details}.__getitem__)
    assert device_name() == name


def test_the_host_is_named_where_that_is_asked_for() -> None:
    assert device_event(names_host=False) == {"kind": "device", "device": device_name()}
    named = device_event(names_host=True)["device"]
    assert named == f"{device_name()} on {socket.gethostname()}"
