"""A large file on a bad line: it goes on where it stopped, whatever happened to the web process or the page."""

import hashlib
import os
import random
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.conftest import wait_until
from tests.journeys.house import House
from tests.journeys.visit import Visit

MEGABYTE = 1024**2
SLOWLY = 12 * MEGABYTE
"""Bytes a second, so that there is a middle in which to be interrupted."""
ONE_UPLOAD = re.compile(r"/api/v1/uploads/[^/]+$")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A file that goes in parts, of no kind that takes long to be read."""
    path = tmp_path / "film.bin"
    path.write_bytes(random.Random(7).randbytes(72 * MEGABYTE))
    return path


def on_a_slow_line(visit: Visit) -> Visit:
    line = visit.context.new_cdp_session(visit.page)
    line.send("Network.enable")
    how = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOWLY}
    line.send("Network.emulateNetworkConditions", how)
    return visit


def safely_here(house: House) -> int:
    """The size of the one unfinished upload."""
    return sum(path.stat().st_size for path in (house.folder / "var/files/uploads").iterdir())


def is_kept(house: House, film: Path) -> bool:
    sha256 = hashlib.sha256(film.read_bytes()).hexdigest()
    return (house.folder / "var/files/originals" / sha256[:2] / sha256).stat().st_size == film.stat().st_size


def once_not_taken_in() -> Callable[[Route], None]:
    """Answers the first question what became of an upload: nothing so far."""
    answers = iter([{"outcome": "", "reason": ""}])

    def handle(route: Route) -> None:
        if route.request.method == "GET" and (answer := next(answers, None)):
            route.fulfill(json=answer)
        else:
            route.continue_()

    return handle


def test_a_killed_web_process_is_waited_for(visits, house: House, film: Path):
    ada = on_a_slow_line(visits("ada"))
    ada.make_collection("Films")
    ada.upload([film])
    wait_until(lambda: safely_here(house) > 20 * MEGABYTE, "the middle of the upload")
    web = house.pid_of("web")
    assert web
    os.kill(web, signal.SIGKILL)
    expect(ada.page.locator("#upload-rows")).to_contain_text("Interrupted. Trying again…")
    expect(ada.page.locator("#uploads-summary")).to_have_text("1 file uploaded.")
    assert is_kept(house, film)
    assert safely_here(house) == 0
    ada.expected("net::ERR")
    if any("htmx:sse:error" in each for each in ada.complaints):
        ada.expected("htmx:sse:error")


def test_after_a_reload_the_same_file_goes_on_and_an_unwanted_one_is_discarded(visits, house: House, film: Path):
    ada = on_a_slow_line(visits("ada"))
    ada.page.on("dialog", lambda asked: asked.accept())
    ada.make_collection("More films")
    ada.upload([film])
    wait_until(lambda: safely_here(house) > 20 * MEGABYTE, "the middle of the upload")
    ada.page.reload()
    expect(ada.page.get_by_role("list", name="Unfinished uploads")).to_contain_text("Choose the same file again to go on.")
    ada.upload([film])
    expect(ada.page.locator("#upload-rows .upload-status")).to_have_text(re.compile(r"^([3-9]\d|100)%|Storing"))
    expect(ada.page.locator("#uploads-summary")).to_have_text("1 file uploaded.")
    assert is_kept(house, film)
    other = film.with_name("other.bin")
    other.write_bytes(film.read_bytes()[::-1])
    ada.upload([other])
    wait_until(lambda: safely_here(house) > MEGABYTE, "the beginning of the upload")
    ada.page.reload()
    ada.page.get_by_role("button", name="Discard the unfinished upload of other.bin").click()
    expect(ada.page.get_by_text("The unfinished upload of “other.bin” was discarded.")).to_be_visible()
    assert safely_here(house) == 0


def test_a_broken_answer_is_asked_for_again_and_taking_in_is_waited_for(visits, house: House, film: Path):
    ada = visits("ada")
    ada.make_collection("Late films")
    ada.page.route("**/api/v1/collections/*/uploads", lambda route: route.fulfill(body="<p>Back soon"), times=1)
    ada.page.route(ONE_UPLOAD, once_not_taken_in())
    ada.upload([film])
    status = ada.page.locator("#upload-rows .upload-status")
    expect(status).to_have_text("Interrupted. Trying again…")
    expect(status).to_have_text("All of it has come. Waiting for it to be taken in…")
    expect(ada.page.locator("#uploads-summary")).to_have_text("1 file uploaded.")
    assert is_kept(house, film)


def test_what_was_taken_in_before_it_could_be_stopped_is_not_called_stopped(visits, film: Path):
    ada = visits("ada")
    ada.make_collection("Stopped films")
    ada.page.route(ONE_UPLOAD, once_not_taken_in())
    ada.upload([film])
    expect(ada.page.locator("#upload-rows .upload-status")).to_have_text("All of it has come. Waiting for it to be taken in…")
    ada.page.get_by_role("button", name="Stop uploading film.bin").click()
    expect(ada.page.locator("#uploads-summary")).to_have_text("1 file uploaded.")
    ada.expected("409")
