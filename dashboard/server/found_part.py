"""What a grid of images fetches as it scrolls: `/images/mnist/found?split=test&sort=-ink&from=400`."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from core.catalog.query import QueryError, read_query
from core.data.datasets import UnknownDatasetError, find_dataset
from core.runs.run import NoModelError, UnknownRunError
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.components.sprite_grid import PART
from dashboard.toolkit.found_images import COLOUR, find_images, table_for

_LONGEST_NUMBER = 9


def found_part(request: Request) -> Response:
    """The route's answer: a `GridPart` as JSON, empty behind the last image.

    400 if the query, the colour or the place is none, 404 if there is no such data set, run or model.
    """
    parameters = request.query_params
    start = parameters.get("from", "0")
    if not start.isdecimal() or len(start) > _LONGEST_NUMBER or int(start) % PART:
        return PlainTextResponse(f"Write a multiple of {PART} for from.", 400)
    try:
        dataset, query = find_dataset(request.path_params["dataset"]), read_query(parameters)
        table, colour = table_for(dataset, query), parameters.get(COLOUR, "")
        if colour and colour not in table.values:
            return PlainTextResponse("There is no such column to colour by.", 400)
        found = find_images(dataset, query, table, colour)
    except QueryError as error:
        return PlainTextResponse(str(error), 400)
    except (UnknownDatasetError, UnknownRunError, NoModelError, DamagedFileError) as error:
        return PlainTextResponse(str(error), 404)
    return JSONResponse(asdict(found.part_from(int(start))), headers={"Cache-Control": "no-cache"})
