"""On what a training runs."""

import socket

import tensorflow as tf

from core.cores import usable_cores
from core.runs.events import DeviceEvent
from core.text import counted


def device_event(*, names_host: bool) -> DeviceEvent:
    """What a training tells at its start: its device, and the name of its machine if that is asked for."""
    device = device_name()
    return DeviceEvent(kind="device", device=f"{device} on {socket.gethostname()}" if names_host else device)


def device_name() -> str:
    """What TensorFlow trains on: the first GPU that it sees, by its model, else the CPU with its cores."""
    gpus = tf.config.get_visible_devices("GPU")
    if not gpus:
        return f"CPU, {counted(usable_cores(), 'core')}"
    return str(tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU"))
