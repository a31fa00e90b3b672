"""The only caches of the web process: bounded, shared by all sessions, keyed by small values."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray
from PIL import Image
from PIL.ImageColor import getrgb

from core.catalog.pairs import Pairs
from core.catalog.positions import HIDDEN, Placing, pca_placing, pixels_of, shipped_pca_placing
from core.catalog.query import OneOf, Query, Sort
from core.catalog.run_columns import run_columns
from core.catalog.selection import select
from core.catalog.table import Table
from core.data.dataset import SPLITS, Dataset, DatasetFacts
from core.data.datasets import BUNDLED, DEFAULT_DATASET, find_dataset
from core.data.examples import unusual_images
from core.data.information import pixel_information
from core.data.pixels import PixelValues, pixel_values
from core.data.statistics import Statistics, statistics, variance_images
from core.data_import.examples import Examples, examples_of
from core.drawings.answers import KnownAnswers
from core.drawn_runs import learned_images
from core.drawn_set import DRAWN_SPLIT
from core.embeddings import embedding_version, kept_embedding
from core.evaluation.confusion import Evaluation, evaluate
from core.evaluation.drawn_score import DrawnScore, drawn_score, unlearned
from core.image_table import compared, image_table, mnist_table, nearest_pairs, table_of_run
from core.jobs.results import Embedding
from core.lab import Predictions
from core.label_review import LabelReview, review_labels
from core.recognition.detector import digit_detector
from core.recognition.form import Form
from core.recognition.hidden_layer import HiddenLayer
from core.recognition.layer_outputs import LayerOutput, LayerOutputs
from core.recognition.occlusion import Occlusion, occlude
from core.recognition.picture_answer import PictureAnswer, answer_picture
from core.recognition.pixel_changes import PixelChanges, change_pixels
from core.recognition.predictor import Predictor
from core.recognition.shipped import MODEL_PATH, SHIPPED, ShippedModel, shipped_predictor
from core.recognition.shipped_file import read_model
from core.runs.manifest import Manifest
from core.runs.run import Run
from core.runs.run_files import RunFile
from dashboard.toolkit.bar_charts import PixelScale, class_balance, pixel_histogram
from dashboard.toolkit.map_points import PackedPoints, packed_points
from dashboard.toolkit.predictions_table import images_html, predictions_html
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.theme import Kind, palette

_ICON_IMAGE = 179  # a well-formed 8


def dataset() -> Dataset:
    """The data set that is explored and that new runs learn: the one that the visitor has chosen."""
    return dataset_named(session().dataset)


def dataset_named(name: str) -> Dataset:
    """A data set; the bundled one is there whatever becomes of the data folder.

    Raises:
        UnknownDatasetError: If there is none of that name.
        DamagedDataError: If its file is missing or damaged.
    """
    return find_dataset(name) if name in BUNDLED else lab().datasets.find(name)


def epoch_images(manifest: Manifest) -> int:
    """Images in an epoch of a run; raises as `facts_named`."""
    return manifest.recipe.epoch_images(facts_named(manifest.dataset), manifest.drawing_count)


@st.cache_data(max_entries=4, show_spinner=False)
def import_examples(file_ids: tuple[str, ...], _files: Mapping[str, bytes]) -> Examples:
    """Examples of files that were uploaded; raises as `examples_of`."""
    return examples_of(_files)


def facts_named(name: str) -> DatasetFacts:
    """What is known of a data set without its images; raises as `dataset_named`."""
    return find_dataset(name).facts if name in BUNDLED else lab().datasets.facts(name)


def table_named(dataset_name: str) -> Table:
    """A data set with the columns of its images; raises as `dataset_named`."""
    return mnist_table() if dataset_name == DEFAULT_DATASET else image_table(lab(), dataset_name)


def dataset_of(run: Run) -> Dataset:
    """The data set that a run has learned.

    Raises:
        UnknownDatasetError: If it is not there any more.
    """
    return dataset_named(run.manifest.dataset)


def tested_images(run: Run) -> int:
    """The number of images behind a run's test accuracy.

    Raises:
        UnknownDatasetError: If its data set is not there any more.
    """
    return facts_named(run.manifest.dataset).count("test")


def kept_table_of(run: Run) -> Table:
    """The columns of all images, with those of a run for the splits of which its predictions are kept.

    Raises:
        NoModelError: If the run has no model (yet).
        UnknownDatasetError: If the data set that it has learned is not there any more.
        DamagedFileError: If a file of the run is not the one that the lab wrote.
    """
    kept = tuple(name for name in SPLITS if lab().kept_probabilities(run, name) is not None)
    classes = facts_named(run.manifest.dataset).classes
    files = (run.epochs_sha256, run.evaluation_sha256, run.model_sha256)
    return _kept_table_of(run.id, files, kept, embedding_version(lab(), run), classes)


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept_table_of(
    run_id: str,
    files: tuple[str | None, ...],
    splits: tuple[str, ...],
    version: str | None,
    classes: tuple[str, ...],
) -> Table:
    run = lab().run(run_id)
    return table_of_run(lab(), run, splits, embedding_of(run))


def embedding_of(run: Run) -> Embedding | None:
    """What is kept of the last hidden layer of a run; None where that is not computed yet, or it has none.

    Raises:
        NoModelError: If the run has no model (yet).
    """
    version = embedding_version(lab(), run)
    return _embedding(run.id, version) if version else None


@st.cache_resource(max_entries=3, show_spinner=False)
def _embedding(run_id: str, version: str) -> Embedding | None:
    return kept_embedding(lab(), lab().run(run_id))


def hidden_layer(run: Run) -> HiddenLayer:
    """The part of a run's model up to its last hidden layer, ready to answer; it has one."""
    return _hidden_layer(run.id, run.model_sha256)


@st.cache_resource(max_entries=4, show_spinner=False)
def _hidden_layer(run_id: str, sha256: str | None) -> HiddenLayer:
    return HiddenLayer(lab().file(lab().run(run_id), RunFile.ONNX))


def table_with_distances(dataset_name: str, table: Table, query: Query) -> Table:
    """A table of a data set with the distances from the example of a query.

    Raises:
        QueryError: If there is no such image, or the run's activations are not computed yet.
        UnknownRunError: If there is no such run.
    """
    embedding = embedding_of(lab().run(query.run)) if query.by == HIDDEN else None
    if query.by == HIDDEN and embedding is None and not query.needs_example:
        return table  # nobody asks for the distances
    return _with_distances(dataset_name, id(table), f"{query.example} {query.by}", table, query, embedding)[1]


@st.cache_resource(max_entries=8, show_spinner=False)
def _with_distances(
    dataset_name: str, table_id: int, written: str, _table: Table, _query: Query, _embedding: Embedding | None
) -> tuple[Table, Table]:
    # While the table is kept, no other one has its id; a run's table is another one for another embedding.
    return _table, compared(_query, _table, dataset_named(dataset_name), _embedding)


def selected_rows(query: Query, table: Table) -> NDArray[np.int64]:
    """The rows of the images that a query asks for, in its order.

    Raises:
        QueryError: If a category has no such name.
    """
    return _selected(str(query.parameters()), id(table), query, table)[1]


@st.cache_resource(max_entries=16, show_spinner=False)
def _selected(written: str, table_id: int, _query: Query, _table: Table) -> tuple[Table, NDArray[np.int64]]:
    return _table, select(_query, _table)  # while the table is kept, no other one has its id


def points_of_map(dataset_name: str, map_name: str, run: Run | None = None) -> PackedPoints | None:
    """The points of a map as a browser gets them; None if there is no such map.

    Args:
        dataset_name: Of what it is a map.
        map_name: Which one.
        run: Whose map it is, for that of a last hidden layer.

    Raises:
        NoModelError: If the run has no model (yet).
    """
    table, version = table_named(dataset_name), ""
    is_of_run = map_name == HIDDEN and run is not None and run.manifest.dataset == dataset_name
    if is_of_run and run is not None and (embedding := embedding_of(run)) is not None:
        table, version = table.with_map(HIDDEN, embedding.positions), f"{run.id} {run.model_sha256}"
    return _points(dataset_name, map_name, version, table) if map_name in table.positions else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _points(dataset_name: str, map_name: str, version: str, _table: Table) -> PackedPoints:
    return packed_points(_table, map_name)


def pca_placing_of(dataset: Dataset) -> Placing:
    """What takes the pixels of any image to its place on the map `pca` of a data set."""
    return shipped_pca_placing() if dataset.name == DEFAULT_DATASET else _pca_placing(dataset.name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _pca_placing(dataset_name: str) -> Placing:
    return pca_placing(pixels_of(dataset_named(dataset_name)))


@st.cache_resource(max_entries=8)
def split_statistics(dataset_name: str, split_name: str) -> Statistics:
    """Figures of a split of a data set."""
    shown = dataset_named(dataset_name)
    return statistics(shown.split(split_name), shown.class_count)


def class_distribution(dataset: Dataset, split_name: str, kind: Kind) -> go.Figure:
    """The images of each class in a split of a data set, as a figure in a theme's colours."""
    return _class_distribution(dataset.name, dataset.classes, dataset.class_noun, split_name, kind)


@st.cache_resource(max_entries=16, show_spinner=False)
def _class_distribution(
    dataset_name: str, classes: tuple[str, ...], noun: str, split_name: str, kind: Kind
) -> go.Figure:
    counts = split_statistics(dataset_name, split_name).class_counts
    return class_balance(split_name, counts, classes, noun, palette(kind))


@st.cache_resource(max_entries=2, show_spinner=False)
def train_variances(dataset_name: str) -> NDArray[np.float64]:
    """The variance image of each class of the training split; see `variance_images`."""
    shown = dataset_named(dataset_name)
    return variance_images(shown.split("train"), shown.class_count)


@st.cache_resource(max_entries=2, show_spinner=False)
def train_pixels(dataset_name: str) -> PixelValues:
    """The values of all pixels of the training split."""
    return pixel_values(dataset_named(dataset_name).split("train"))


@st.cache_resource(max_entries=6, show_spinner=False)
def train_pixel_histogram(dataset_name: str, scale: PixelScale, kind: Kind) -> go.Figure:
    """The values of all pixels of the training split on a scale, as a figure in a theme's colours."""
    return pixel_histogram(train_pixels(dataset_name), scale, palette(kind))


@st.cache_resource(max_entries=2, show_spinner=False)
def train_information(dataset_name: str) -> NDArray[np.float64]:
    """What each pixel of the training split tells of the label; see `pixel_information`."""
    shown = dataset_named(dataset_name)
    return pixel_information(shown.split("train"), shown.class_count)


@st.cache_resource(max_entries=2, show_spinner=False)
def outlying_rows(dataset_name: str, count: int) -> NDArray[np.int64]:
    """(classes, count) rows of the training images that are farthest from their class's mean, by class."""
    table = table_named(dataset_name)
    order = Sort("class_distance", is_descending=True)
    queries = [
        Query((OneOf("split", ("train",)), OneOf("digit", (name,))), order)
        for name in dataset_named(dataset_name).classes
    ]
    return np.array([select(query, table)[:count] for query in queries])


@st.cache_resource(max_entries=3, show_spinner=False)
def pairs_of(dataset_name: str) -> Mapping[str, Pairs]:
    """The nearest pairs of images of a data set, by `pair_name`; empty where they are not known."""
    return nearest_pairs(lab(), dataset_name)


@st.cache_resource(max_entries=1)
def icon() -> Image.Image:
    """The lab's sign in the browser's tab: a digit in white on the accent colour, 32 x 32 pixels."""
    ink = np.pad(find_dataset(DEFAULT_DATASET).split("test").images[_ICON_IMAGE], 2)[..., np.newaxis] / 255
    paper = np.array(getrgb(palette("light").accent))
    return Image.fromarray(np.rint(paper + (255 - paper) * ink).astype(np.uint8))


def predictor(model: Run | ShippedModel) -> Predictor:
    """The model of a run, or the shipped one, ready to answer."""
    return _shipped() if isinstance(model, ShippedModel) else _predictor(model.id, model.model_sha256)


@st.cache_resource(max_entries=1, show_spinner=False)
def _shipped() -> Predictor:
    return shipped_predictor()


def drawn_score_of(model: Run | ShippedModel, dataset: Dataset, learner: Run) -> DrawnScore | None:
    """How accurate a model that reads digits is on those drawings that a run has not learned.

    Args:
        model: Whom to ask.
        dataset: A state of the drawn set.
        learner: The run; None is returned if it has learned all drawings.
    """
    accuracy = model.scores["test"].accuracy if isinstance(model, ShippedModel) else model.accuracy
    drawings = dataset.split(DRAWN_SPLIT)
    counted = unlearned(drawings.images, _learned_drawings(learner.id, dataset.name, learner))
    return drawn_score(drawings, _said_of_drawn(model, dataset), accuracy, counted)


@st.cache_resource(max_entries=8, show_spinner=False)
def _learned_drawings(run_id: str, drawn_name: str, _run: Run) -> frozenset[bytes]:
    return learned_images(lab(), _run)


def drawn_table_of(run: Run, dataset: Dataset) -> Table:
    """A state of the drawn set with the columns of a run that reads digits."""
    return _drawn_table_of(run.id, run.model_sha256, dataset.name, run, dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _drawn_table_of(
    run_id: str, sha256: str | None, dataset_name: str, _run: Run, _dataset: Dataset
) -> Table:
    table = table_named(dataset_name)
    return table.with_columns(run_columns(table, {DRAWN_SPLIT: _said_of_drawn(_run, _dataset)}))


def _said_of_drawn(model: Run | ShippedModel, dataset: Dataset) -> NDArray[np.float32]:
    return _drawn_answers(*_names(model), model).of(dataset.split(DRAWN_SPLIT).images)


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawn_answers(name: str, sha256: str | None, _model: Run | ShippedModel) -> KnownAnswers:
    return KnownAnswers(predictor(_model))


@st.cache_resource(max_entries=12, show_spinner=False)  # Draw compares up to nine
def _predictor(run_id: str, sha256: str | None) -> Predictor:
    return lab().predictor(lab().run(run_id))


def picture_answer(model: Run | ShippedModel, form: Form, content: bytes, *, several: bool) -> PictureAnswer:
    """What a model answers for a picture file, or why it does not; see `answer_picture`.

    Raises:
        DamagedModelError: If a model by which several digits are read is missing or was changed.
    """
    return _picture_answer(*_names(model), form, sha256(content).hexdigest(), several, model, content)


@st.cache_resource(max_entries=256, show_spinner=False)
def _picture_answer(
    name: str,
    model_sha256: str | None,
    form: Form,
    content_sha256: str,
    several: bool,
    _model: Run | ShippedModel,
    _content: bytes,
) -> PictureAnswer:
    return answer_picture(_content, predictor(_model), form, digit_detector() if several else None)


def layer_outputs(model: Run | ShippedModel, image: NDArray[np.uint8]) -> tuple[LayerOutput, ...]:
    """What each layer of a model answers for an image, (28, 28) uint8.

    Raises:
        NoModelError: If a run has no model (yet).
        DamagedFileError: If its model is not the one that the lab wrote.
        DamagedModelError: If the shipped model is missing or was changed.
    """
    return _layers(*_names(model), model).answer(image)


@st.cache_resource(max_entries=4, show_spinner=False)
def _layers(name: str, sha256: str | None, _model: Run | ShippedModel) -> LayerOutputs:
    if isinstance(_model, ShippedModel):
        return LayerOutputs(read_model(MODEL_PATH, _model.sha256))
    return LayerOutputs(lab().file(_model, RunFile.ONNX))


def occlusion_of(model: Run | ShippedModel, image: NDArray[np.uint8]) -> Occlusion:
    """What a model answers when parts of an image, (28, 28) uint8, are covered."""
    return _occlusion(*_names(model), image.tobytes(), model, image)


@st.cache_resource(max_entries=8, show_spinner=False)
def _occlusion(
    name: str, sha256: str | None, pixels: bytes, _model: Run | ShippedModel, _image: NDArray[np.uint8]
) -> Occlusion:
    return occlude(_image, predictor(_model))


def pixel_changes_of(model: Run | ShippedModel, image: NDArray[np.uint8], wanted: int) -> PixelChanges:
    """An image, (28, 28) uint8, on its way to another class of a model."""
    return _pixel_changes(*_names(model), image.tobytes(), wanted, model, image)


@st.cache_resource(max_entries=8, show_spinner=False)
def _pixel_changes(
    name: str,
    sha256: str | None,
    pixels: bytes,
    wanted: int,
    _model: Run | ShippedModel,
    _image: NDArray[np.uint8],
) -> PixelChanges:
    return change_pixels(_image, wanted, predictor(_model))


def _names(model: Run | ShippedModel) -> tuple[str, str | None]:
    """What tells a model from all others."""
    return (SHIPPED, model.sha256) if isinstance(model, ShippedModel) else (model.id, model.model_sha256)


def probabilities(run: Run, name: str) -> NDArray[np.float32]:
    """What a run's model says of every image of a split: float32 (n, classes)."""
    return _probabilities(run.id, run.model_sha256, name)


@st.cache_resource(max_entries=8, show_spinner="Running the model on every image …")
def _probabilities(run_id: str, sha256: str | None, name: str) -> NDArray[np.float32]:
    return lab().probabilities(lab().run(run_id), name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evaluation(run_id: str, sha256: str | None, name: str) -> Evaluation:
    labels = dataset_of(lab().run(run_id)).split(name).labels
    return evaluate(labels, _probabilities(run_id, sha256, name))


def evaluation(run: Run, name: str) -> Evaluation:
    """What a run's model gets right and wrong on a split."""
    return _evaluation(run.id, run.model_sha256, name)


def label_review(dataset: Dataset, split_name: str, runs: Sequence[Run]) -> LabelReview:
    """What runs say of the labels of a split."""
    files = tuple((run.id, run.evaluation_sha256, lab().has_analysis(run, split_name)) for run in runs)
    return _label_review(dataset.name, split_name, files, runs)


@st.cache_resource(max_entries=6, show_spinner=False)
def _label_review(
    dataset_name: str, split_name: str, files: tuple[tuple[str, str | None, bool], ...], _runs: Sequence[Run]
) -> LabelReview:
    return review_labels(lab(), dataset_named(dataset_name), split_name, _runs)


WATCHED_IMAGES = 12
WATCHED_EPOCHS = 8  # rows of the table of predictions; more would push everything else off the screen


def watched_images(dataset: Dataset, split_name: str) -> NDArray[np.int64]:
    """The images by which trainings are watched that validate on a split: their positions in it, (12,)."""
    return _watched_images(dataset.name, split_name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _watched_images(dataset_name: str, split_name: str) -> NDArray[np.int64]:
    shown = dataset_named(dataset_name)
    return unusual_images(shown.split(split_name), shown.class_count, WATCHED_IMAGES)


def watched_predictions(run: Run) -> Predictions:
    """What a run said of the images by which it is watched, by epoch: float32 (12, classes).

    Raises:
        DamagedFileError: If epochs.npz is not the file that the lab wrote.
    """
    return _watched_predictions(run.id, run.epochs_sha256, run)


@st.cache_resource(max_entries=32, show_spinner=False)
def _watched_predictions(run_id: str, sha256: str | None, _run: Run) -> Predictions:
    positions = _watched_images(_run.manifest.dataset, str(_run.manifest.recipe.validation))
    return lab().watched_predictions(_run, positions, WATCHED_EPOCHS)


def predictions_table(
    dataset: Dataset, split_name: str, rows: Mapping[str, NDArray[np.float32]], kind: Kind
) -> str:
    """The table of predictions for the images by which runs are watched, as HTML in a theme's colours."""
    images = _predictions_head(dataset.name, dataset.classes, split_name)
    labels = dataset.split(split_name).labels[_watched_images(dataset.name, split_name)]
    return predictions_html(images, labels, rows, dataset.classes, palette(kind))


@st.cache_resource(max_entries=8, show_spinner=False)
def _predictions_head(dataset_name: str, classes: tuple[str, ...], split_name: str) -> str:
    split = dataset_named(dataset_name).split(split_name)
    positions = _watched_images(dataset_name, split_name)
    return images_html(split.images[positions], [classes[at] for at in split.labels[positions]])
