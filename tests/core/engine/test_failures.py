"""Why a job failed, in a sentence that tells what to do with this kind of job."""

import pytest

from core.engine.failures import full_disk, machine_full, no_memory, process_died, too_large, unforeseen
from core.jobs.specs import Slot


def sentences(slot: Slot) -> list[str]:
    told = [process_died(slot), machine_full(slot), no_memory(slot), full_disk(slot)]
    told += [too_large(slot, 2_140_000_000, "DIGIT_LAB_WORKER_MEMORY"), unforeseen(slot, ValueError("odd"))]
    return list(map(str, told))


@pytest.mark.parametrize("sentence", sentences("light"))
def test_a_job_that_is_no_training_reads_no_word_of_one(sentence: str) -> None:
    words = sentence.lower()
    assert "train" not in words
    assert "resume" not in words
    assert "{" not in words


@pytest.mark.parametrize("sentence", [each for each in sentences("training") if "emory:" in each.lower()])
def test_a_training_that_ran_out_of_memory_can_be_made_smaller_or_resumed(sentence: str) -> None:
    assert "Train it again with a smaller batch size or fewer filters or units" in sentence
    assert "resume it" in sentence


def test_of_an_error_that_nobody_foresaw_the_first_line_is_told() -> None:
    error = ValueError(f"{'x' * 300}\nand more")
    assert str(unforeseen("training", error)) == f"The training failed: ValueError: {'x' * 200}"
