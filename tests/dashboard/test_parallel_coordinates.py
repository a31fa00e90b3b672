"""The trials of a sweep as lines through parallel axes."""

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.state import State
from core.sweeps.reading import read_space
from core.sweeps.space import Values
from core.sweeps.specification import specify_sweep
from core.sweeps.trial import Trial
from dashboard.toolkit.parallel_coordinates import parallel_coordinates
from dashboard.toolkit.theme import LIGHT

SPEC = specify_sweep(
    draft_of(PRESETS["quick"]),
    read_space({"learning_rate": "0.001..0.1", "batch_size": "32,64,128", "epochs": "1..3"}),
    trials=10,
)


def trial(number: int, values: Values, *scores: float) -> Trial:
    state = State.FINISHED if scores else State.FAILED
    return Trial(number, values, run="r", state=state, scores=scores, has_model=bool(scores))


TRIALS = [
    trial(1, {"learning_rate": 0.001, "batch_size": 32, "epochs": 1}, 0.9),
    trial(2, {"learning_rate": 0.01, "batch_size": 64, "epochs": 2}, 0.999),
    trial(3, {"learning_rate": 0.1, "batch_size": 128, "epochs": 3}),
]


def test_a_line_goes_through_the_place_of_each_value_a_range_of_rates_by_powers_of_ten() -> None:
    figure = parallel_coordinates(SPEC, TRIALS, LIGHT)
    heights = {line.hovertemplate.split(":")[0]: [round(y, 6) for y in line.y] for line in figure.data}
    assert heights == {"Trial 1": [0, 0, 0, 0], "Trial 2": [0.5, 0.5, 0.5, 1], "Trial 3": [1, 1, 1]}


def test_the_best_is_bold_and_on_top_and_one_without_a_figure_dotted() -> None:
    figure = parallel_coordinates(SPEC, TRIALS, LIGHT)
    assert [line.line.dash for line in figure.data] == ["dot", "solid", "solid"]
    assert [line.line.width for line in figure.data] == [1.5, 1.5, 3.5]
    assert figure.data[-1].line.color == LIGHT.link


def test_each_axis_has_its_name_and_its_ends() -> None:
    told = [note.text for note in parallel_coordinates(SPEC, TRIALS, LIGHT).layout.annotations]
    assert {"Learning<br>rate", "Batch<br>size", "Epochs", "Validation<br>accuracy"} <= set(told)
    assert {"0.001", "0.01", "0.1", "32", "64", "128", "1", "3", "90.00%", "99.90%"} <= set(told)


def test_without_trials_there_are_the_axes_alone() -> None:
    figure = parallel_coordinates(SPEC, [], LIGHT)
    assert (len(figure.data), len(figure.layout.shapes)) == (0, 4)


def test_one_trial_and_one_value_stand_in_the_middle() -> None:
    spec = specify_sweep(draft_of(PRESETS["quick"]), read_space({"batch_size": "32"}), sampler="grid")
    (line,) = parallel_coordinates(spec, [trial(1, {"batch_size": 32}, 0.97)], LIGHT).data
    assert list(line.y) == [0.5, 0.5]
