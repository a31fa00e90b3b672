"""What stands below an answer, each part closed until it is opened: why the model answers so, and how."""

from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.views.draw.comparison import show_comparison
from dashboard.views.draw.network.network import show_network
from dashboard.views.draw.occlusion import show_occlusion
from dashboard.views.draw.pixel_changes import show_pixel_changes
from dashboard.views.draw.place import show_place
from dashboard.views.draw.prediction import form_for
from dashboard.views.draw.preparation import show_preparation
from dashboard.views.draw.tour.tour import show_tour


def show_explanations(picture: bytes, found: Recognition, model: Run | ShippedModel, source: str) -> None:
    """All parts, in the order in which they are read.

    Args:
        picture: The bytes of the picture's file.
        found: The model's answer for it.
        model: The model.
        source: What the page calls the picture.
    """
    show_place(found, model, source)
    if form_for(model).method == "digit":
        show_preparation(picture, found, model)
    show_occlusion(found, model)
    show_pixel_changes(found, model)
    show_comparison(found, model)
    show_network(found, model)
    show_tour(found, model)
