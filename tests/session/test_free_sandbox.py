"""A free sandbox that is kept: it goes on exactly where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.progress.sandboxes import MOST_UNNAMED
from tutor.session.errors import SessionError
from tutor.session.laboratory import laboratory
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tests.session.conftest import Desk


def test_it_goes_on_where_it_was_left_in_another_start(desk: Desk) -> None:
    sandbox = desk.learner().sandboxes.begin(laboratory(), "five", swarm=True)
    for line in ("docker service create -d --name web --replicas 4 nginx", "sim stop_docker worker1", "nano f"):
        sandbox.start("manager1", line)
        sandbox.tick(20 * SECOND)
    sandbox.reply("manager1", "what was written\n")
    sandbox.undo()
    sandbox.redo()
    sandbox.rename("a  lost worker")
    desk.clock.pass_days(1)
    shelf = desk.learner().sandboxes
    again = shelf.resume(laboratory(), "a lost")
    assert again.name == "a lost worker"
    assert again.bench.sim.snapshot() == sandbox.bench.sim.snapshot()
    assert again.bench.terminal.shells["manager1"].files.read("/root/f") == "what was written\n"
    again.reset()
    again.save()
    begun_again = shelf.resume(laboratory(), again.record.uuid)
    assert begun_again.journal == []
    assert len(begun_again.bench.readers["manager1"].get("/nodes", {})) == 5


def test_only_those_are_kept_in_which_something_was_done(desk: Desk) -> None:
    shelf = desk.learner().sandboxes
    shelf.begin(laboratory(), "one").save()
    assert not shelf.all()
    with pytest.raises(SessionError, match="no sandbox is kept yet"):
        shelf.find()
    kept = shelf.begin(laboratory(), "one")
    kept.rename("kept")
    for number in range(MOST_UNNAMED + 2):
        desk.clock.pass_days(1)
        one = shelf.begin(laboratory(), "one")
        one.start("manager1", f"touch {number}")
        one.save()
    assert len(shelf.all()) == MOST_UNNAMED + 1
    assert shelf.find().journal[0]["line"] == f"touch {MOST_UNNAMED + 1}"
    assert shelf.find("kept").uuid == kept.record.uuid
    shelf.delete("kept")
    with pytest.raises(SessionError, match="there is no sandbox 'kept'"):
        shelf.find("kept")
    for name in ("\x1b[31m", "x" * 61):
        with pytest.raises(SessionError, match="characters that can be printed"):
            shelf.rename(shelf.find().uuid, name)
