"""What a process was at when it was killed is known to the next one, and only that is blamed."""

import subprocess
import sys
from pathlib import Path

from bot.handling import Note, open_note

_DIES = """
import os, signal, sys
from pathlib import Path
from bot.handling import open_note
note, _ = open_note(Path(sys.argv[1]), "sqlite:///a")
with note.of(6):
    pass
with note.of(7):
    {}
"""
DATABASE = "sqlite:///a"


def _ended(home: Path, way: str) -> None:
    subprocess.run([sys.executable, "-c", _DIES.format(way), str(home)], check=False, capture_output=True)


def test_the_event_that_a_killed_process_was_at_is_told_once(tmp_path: Path) -> None:
    _ended(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    note, found = open_note(tmp_path, DATABASE)
    assert found == [7]
    assert open_note(tmp_path, DATABASE)[1] == []
    note.close()


def test_a_process_that_was_at_nothing_blames_nothing(tmp_path: Path) -> None:
    _ended(tmp_path, "pass\nos.kill(os.getpid(), signal.SIGKILL)")
    assert open_note(tmp_path, DATABASE)[1] == []


def test_an_event_that_fails_is_at_its_end(tmp_path: Path) -> None:
    _ended(tmp_path, "raise ValueError")
    assert open_note(tmp_path, DATABASE)[1] == []


def test_a_process_that_lives_is_left_alone(tmp_path: Path) -> None:
    note, _ = open_note(tmp_path, DATABASE)
    with note.of(5):
        assert open_note(tmp_path, DATABASE)[1] == []
        assert list((tmp_path / "handling").iterdir())


def test_another_database_has_other_events(tmp_path: Path) -> None:
    _ended(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert open_note(tmp_path, "postgresql://b")[1] == []
    assert open_note(tmp_path, DATABASE)[1] == [7]


def test_who_ends_well_leaves_no_file(tmp_path: Path) -> None:
    note, _ = open_note(tmp_path, DATABASE)
    note.close()
    assert list((tmp_path / "handling").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    note, found = open_note(tmp_path / "file", DATABASE)
    assert found == []
    with note.of(1):
        pass


def test_a_note_without_a_file_can_be_written() -> None:
    with Note().of(2**40):
        pass
