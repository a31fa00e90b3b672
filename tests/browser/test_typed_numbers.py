"""Numbers typed into the form of a new training: taken as they stand there, or refused in a sentence."""

import pytest
from playwright.sync_api import Locator, Page, expect

from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.query import EVERY_RUN
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.serving import ServedLab, wait_until

pytestmark = pytest.mark.browser

WHOLE = "as a whole number, such as 12 or 1e3; you entered"
DECIMAL = "as a number, such as 0.001 or 1e-3; you entered"


def field(visitor: Page, label: str) -> Locator:
    return visitor.get_by_role("textbox", name=label)


def type_into(visitor: Page, label: str, text: str) -> None:
    """Types over what stands in a field, key by key, and stays in it."""
    field(visitor, label).click()
    visitor.keyboard.press("Control+A")
    visitor.keyboard.press("Delete")
    visitor.keyboard.type(text)


def press_train(visitor: Page) -> None:
    visitor.get_by_role("button", name="Train", exact=True).click()


def test_what_was_typed_is_what_is_trained(visitor: Page, lab: ServedLab) -> None:
    trainer = Trainer(Lab(lab.home))
    visitor.goto("/train")
    for label, text in (("Epochs", "1e3"), ("Seed", "12"), ("Learning rate", "1.2345678e-4")):
        type_into(visitor, label, text)
    press_train(visitor)
    expect(visitor.get_by_role("button", name="Stop")).to_be_visible()
    (run,) = trainer.lab.live_runs()
    TrainingActs(trainer).stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    recipe = run.manifest.recipe
    assert (recipe.epochs, recipe.seed, recipe.optimizer.learning_rate) == (1_000, 12, 1.2345678e-4)
    assert recipe.batch_size == PRESETS["quick"].recipe.batch_size


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("Epochs", "2.7", f'Enter a number of epochs {WHOLE} "2.7".'),
        ("Batch size", "abc", f'Enter a batch size {WHOLE} "abc".'),
        ("Seed", "1e", f'Enter a seed {WHOLE} "1e".'),
        ("Epochs", "1,000", f'Enter a number of epochs {WHOLE} "1,000".'),
        ("Epochs", "", f"Enter a number of epochs {WHOLE} nothing."),
        ("Learning rate", "0,5", f'Enter a learning rate {DECIMAL} "0,5".'),
        ("Learning rate", "1e-", f'Enter a learning rate {DECIMAL} "1e-".'),
    ],
)
def test_what_is_no_such_number_stays_in_the_field_gets_a_sentence_and_trains_nothing(
    visitor: Page, lab: ServedLab, label: str, text: str, sentence: str
) -> None:
    before = Lab(lab.home).runs(EVERY_RUN)
    visitor.goto("/train")
    type_into(visitor, label, text)
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_text(sentence, exact=True)).to_be_visible()
    expect(field(visitor, label)).to_have_value(text)
    press_train(visitor)
    expect(visitor.get_by_text(sentence, exact=True)).to_be_visible()
    assert Lab(lab.home).runs(EVERY_RUN) == before
    own = PRESETS["quick"].recipe.optimizer.learning_rate if label == "Learning rate" else 2
    type_into(visitor, label, str(own))
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text(sentence, exact=True)).to_have_count(0)


def test_the_click_that_leaves_a_corrected_field_counts(visitor: Page, lab: ServedLab) -> None:
    trainer = Trainer(Lab(lab.home))
    visitor.goto("/train")
    type_into(visitor, "Epochs", "many")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(".field-error")).to_be_visible()
    type_into(visitor, "Epochs", "1e3")
    press_train(visitor)
    expect(visitor.get_by_role("button", name="Stop")).to_be_visible()
    (run,) = trainer.lab.live_runs()
    assert run.manifest.recipe.epochs == 1_000
    TrainingActs(trainer).stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)


def test_whole_numbers_get_the_keypad_of_a_telephone(visitor: Page, lab: ServedLab) -> None:
    visitor.goto("/train")
    for label in ("Epochs", "Batch size", "Seed"):
        expect(field(visitor, label)).to_have_attribute("type", "tel")
    expect(field(visitor, "Learning rate")).to_have_attribute("type", "text")
