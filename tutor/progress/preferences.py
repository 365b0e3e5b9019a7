"""Settings by name, as JSON values; `tutor.session.settings` knows what they mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutor.progress.columns import json_text, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutor.progress.database import ProgressFile


class Preferences:
    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def all(self) -> dict[str, Any]:
        """Those that were ever changed."""
        return {row["name"]: json.loads(row["value"]) for row in self._file.rows("SELECT name, value FROM settings")}

    def put(self, values: Mapping[str, Any], at: datetime) -> None:
        """Keep JSON values. Raises ProgressError."""
        rows = [{"name": name, "value": json_text(value), "at": time_text(at)} for name, value in values.items()]
        with self._file.write() as db:
            db.table("settings").upsert_all(rows, pk="name")
