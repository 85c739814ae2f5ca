"""The file that a table is written to: what is refused, what is replaced, and what a failure leaves."""

from __future__ import annotations

import errno
import os
import random
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from textmetrics.cli.app import app
from textmetrics.errors import ConfigurationError, OutputError, TableError
from textmetrics.tables import score_table
from textmetrics.tables.output import replacing

POSIX = pytest.mark.skipif(os.name == "nt", reason="named pipes, links and locks as POSIX has them")
ROW = "the cat sat,the cat ran\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("prediction,reference\n" + ROW)
    return path


def score(table: Path, output: Path, *arguments: object) -> Result:
    command = ["score", table, "--metric", "rouge1", "--output", output, *arguments]
    return CliRunner().invoke(app, [str(argument) for argument in command])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is refused.


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("out.xls", ConfigurationError, "has the extension '.xls', which does not tell its format"),
        ("out", ConfigurationError, "has no extension"),
        ("in.csv", TableError, "is the file that is read"),
        ("./folder.csv/../in.csv", TableError, "is the file that is read"),
        ("no/out.csv", TableError, "lies in a directory that does not exist"),
        ("in.csv/out.csv", TableError, "cannot be written: Not a directory"),
        ("folder.csv", TableError, "is a directory, which is not replaced; expected the name of a file"),
        ("a" * 300 + ".csv", TableError, "cannot be written: File name too long"),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_an_output_that_cannot_be_is_refused_before_work(
    table: Path, name: str, error: type[Exception], sentence: str, force: bool
) -> None:
    (table.parent / "folder.csv").mkdir()
    with pytest.raises(error, match=sentence):
        score_table(table, output=table.parent / name, metrics=["rouge1"], force=force)
    assert table.read_text() == "prediction,reference\n" + ROW
    assert names(table.parent) == ["folder.csv", "in.csv"]


@POSIX
@pytest.mark.parametrize("link", ["itself", "a link", "a link to a link"])
@pytest.mark.parametrize("kind", ["a named pipe", "a socket", "a directory"])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_what_is_no_regular_file_is_refused_and_stays(
    tmp_path: Path, table: Path, kind: str, link: str, force: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the names of sockets may have 107 bytes
    output = Path("out.csv")
    with socket.socket(socket.AF_UNIX) as unix:
        if kind == "a named pipe":
            os.mkfifo(output)
        elif kind == "a socket":
            unix.bind("out.csv")
        else:
            output.mkdir()
        before = output.stat()
        if link != "itself":
            output = Path("link.csv")
            output.symlink_to("out.csv")
        if link == "a link to a link":
            output = Path("second.csv")
            output.symlink_to("link.csv")
        found = names(tmp_path)
        result = score(table, output, *force)
        assert result.exit_code == 2
        assert result.stderr == (
            f"textmetrics: the output {output} is {kind}, which is not replaced; expected the name of a file.\n"
        )
        assert names(tmp_path) == found
        after = Path("out.csv").stat()
        assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


@POSIX
def test_links_to_nothing_and_in_circles_are_refused_and_stay(tmp_path: Path, table: Path) -> None:
    (tmp_path / "to nothing.csv").symlink_to("nothing.csv")
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    result = score(table, tmp_path / "to nothing.csv", "--force")
    assert result.exit_code == 2
    assert "to nothing.csv is a symbolic link to nothing.csv, which does not exist" in result.stderr
    result = score(table, tmp_path / "circle.csv", "--force")
    assert result.exit_code == 2
    assert "circle.csv cannot be written: Too many levels of symbolic links." in result.stderr
    assert names(tmp_path) == ["circle.csv", "in.csv", "to nothing.csv"]
    assert (tmp_path / "to nothing.csv").is_symlink()


@POSIX
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("linked", [False, True])
def test_standard_streams_are_refused(tmp_path: Path, table: Path, stream: str, linked: bool) -> None:
    # Sent to a regular file: that is where a rename would take it from the shell that opened it.
    output = f"/dev/{stream}"
    if linked:
        output = str(tmp_path / "link.csv")
        os.symlink(f"/dev/{stream}", output)
    sent = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with (tmp_path / "sent.csv").open("wb") as file:
        ended = subprocess.run(
            [sys.executable, "-m", "textmetrics", "score", table, "--output", output, "--force"],
            check=False,
            timeout=300,
            text=True,
            **{**sent, stream: file},  # type: ignore[arg-type]
        )
    message = (tmp_path / "sent.csv").read_text() if stream == "stderr" else ended.stderr
    name = {"stdout": "standard output", "stderr": "standard error"}[stream]
    assert ended.returncode == 2
    assert message == f"textmetrics: the output {output} is where {name} goes; expected the name of a file of its own.\n"


def test_an_output_that_exists_is_overwritten_only_with_force(tmp_path: Path, table: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old")
    result = score(table, output)
    assert result.exit_code == 2
    assert result.stderr == (
        f"textmetrics: the output {output} exists; overwrite it with --force, or write to another name.\n"
    )
    assert output.read_text() == "old"
    assert score(table, output, "--force").exit_code == 0
    assert output.read_text().startswith("prediction,reference,rouge1_precision")
    assert names(tmp_path) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("force", [False, True])
def test_what_came_to_be_at_the_output_meanwhile_is_refused_and_stays(
    tmp_path: Path, table: Path, force: bool
) -> None:
    output = tmp_path / "out.csv"
    with pytest.raises(TableError, match="is a directory" if force else "exists; overwrite it with --force"):  # noqa: SIM117
        with replacing(output, table, force) as stream:
            stream.write(b"new")
            if force:
                output.mkdir()
            else:
                output.write_text("other")
    assert names(tmp_path) == ["in.csv", "out.csv"]
    assert output.is_dir() if force else output.read_text() == "other"


# What is replaced.


@POSIX
def test_an_output_that_is_a_link_to_a_file_stays_a_link(tmp_path: Path, table: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "target", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to("folder/target")
    assert score(table, link).exit_code == 2
    assert target.read_text() == "old"
    assert score(table, link, "--force").exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("prediction,reference,rouge1_precision")
    assert names(tmp_path / "folder") == ["target"]


@POSIX
def test_links_to_the_file_that_is_read_are_refused(tmp_path: Path, table: Path) -> None:
    (tmp_path / "link.csv").symlink_to("in.csv")
    os.link(table, tmp_path / "second.csv")
    for name in ("link.csv", "second.csv"):
        result = score(table, tmp_path / name, "--force")
        assert result.exit_code == 2
        assert "is the file that is read" in result.stderr
    assert table.read_text() == "prediction,reference\n" + ROW


@POSIX
def test_an_output_keeps_the_mode_of_the_file_it_replaces(tmp_path: Path, table: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old")
    output.chmod(0o640)
    with replacing(output, table, force=True) as stream:
        stream.write(b"new")
    assert output.read_text() == "new"
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


# What a failure leaves.


def test_a_failure_on_the_way_leaves_the_old_output_whole(tmp_path: Path) -> None:
    table, output = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("prediction,reference\n" + "a,a\n" * 60_000 + "one cell\n")
    output.write_text("old")
    with pytest.raises(TableError, match="row 60001 "):
        score_table(table, output=output, metrics=["rouge1"], force=True)
    assert output.read_text() == "old"
    assert names(tmp_path) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, SystemExit, OSError])
def test_an_output_in_the_making_vanishes_when_interrupted(
    tmp_path: Path, table: Path, failure: type[BaseException]
) -> None:
    with pytest.raises(failure), replacing(tmp_path / "out.csv", table) as stream:
        stream.write(b"half")
        raise failure
    assert names(tmp_path) == ["in.csv"]


@pytest.fixture
def long_table(tmp_path: Path) -> Path:
    path = tmp_path / "long.csv"
    path.write_text("prediction,reference\n" + ROW * 400_000)
    return path


def _started(table: Path, output: Path) -> subprocess.Popen[str]:
    """Start a run, and return once it has written a part of its output."""
    command = [sys.executable, "-m", "textmetrics", "score", str(table), "--metric", "rouge1", "--threads", "1"]
    run = subprocess.Popen([*command, "--output", str(output)], stderr=subprocess.PIPE, text=True)
    part = output.with_name(f".{output.name}.part")
    deadline = time.monotonic() + 300
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline and run.poll() is None:
        time.sleep(0.001)
    assert run.poll() is None
    return run


@POSIX
def test_what_a_killed_run_leaves_is_taken_away_by_the_next(tmp_path: Path, table: Path, long_table: Path) -> None:
    output = tmp_path / "out.csv"
    with _started(long_table, output) as run:
        run.kill()
    assert run.returncode == -signal.SIGKILL
    assert names(tmp_path) == [".out.csv.part", "in.csv", "long.csv"]
    assert score(table, output).exit_code == 0
    assert names(tmp_path) == ["in.csv", "long.csv", "out.csv"]
    assert len(output.read_text().splitlines()) == 2


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_leaves_nothing(tmp_path: Path, long_table: Path, number: int) -> None:
    with _started(long_table, tmp_path / "out.csv") as run:
        run.send_signal(number)
        message = run.stderr.read()  # type: ignore[union-attr]
    assert run.returncode == 128 + number
    assert message == ("textmetrics: interrupted.\n" if number == signal.SIGINT else "")
    assert names(tmp_path) == ["long.csv"]


@POSIX
def test_of_two_runs_to_one_output_the_second_is_refused(tmp_path: Path, table: Path) -> None:
    output = tmp_path / "out.csv"
    with replacing(output, table) as stream:
        stream.write(b"first")
        result = score(table, output)
        assert result.exit_code == 2
        assert result.stderr == (
            f"textmetrics: another run is writing the output {output}; wait for it, or write to another name.\n"
        )
    assert output.read_bytes() == b"first"
    assert names(tmp_path) == ["in.csv", "out.csv"]


@POSIX
def test_a_part_that_another_run_finishes_before_it_is_locked_is_let_go(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    output, part = tmp_path / "out.csv", tmp_path / ".out.csv.part"
    lock, finished = fcntl.flock, []

    def late(descriptor: int, how: int) -> None:
        if not finished:  # the other run, between the opening and the locking of the file
            os.write(descriptor, b"first")
            finished.append(os.replace(part, output))
        lock(descriptor, how)

    monkeypatch.setattr("fcntl.flock", late)
    with replacing(output, table, force=True) as stream:
        stream.write(b"second")
        stream.flush()
        assert output.read_bytes() == b"first"
    assert output.read_bytes() == b"second"
    assert names(tmp_path) == ["in.csv", "out.csv"]


@POSIX
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_without_locks_runs_have_names_of_their_own(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", fail)
    output = tmp_path / "out.csv"
    with replacing(output, table, force=True) as first, replacing(output, table, force=True) as second:
        first.write(b"first")
        second.write(b"second")
        assert len(names(tmp_path)) == 3
    assert output.read_bytes() == b"first"  # the block that ends last
    assert names(tmp_path) == ["in.csv", "out.csv"]


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_part_that_is_no_regular_file_is_refused_and_stays(tmp_path: Path, table: Path, kind: str) -> None:
    part = tmp_path / ".out.csv.part"
    if kind == "pipe":
        os.mkfifo(part)
    elif kind == "link":
        part.symlink_to("in.csv")
    else:
        part.mkdir()
    mode = part.lstat().st_mode
    result = score(table, tmp_path / "out.csv")
    assert result.exit_code == 2
    assert f"the output {tmp_path}/out.csv cannot be written: " in result.stderr
    assert part.lstat().st_mode == mode
    assert table.read_text() == "prediction,reference\n" + ROW


# A full disk.


@pytest.fixture
def incompressible(tmp_path: Path) -> Path:
    ids = random.Random(0)
    path = tmp_path / "in.csv"
    path.write_text(
        "id,prediction,reference\n" + "".join(f"{ids.randbytes(16).hex()},{ROW}" for _ in range(60_000))
    )
    return path


@contextmanager
def no_file_beyond(n_bytes: int) -> Iterator[None]:
    """Let the system take no more bytes of any file, as on a full disk: a short write first, then an error."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@POSIX
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("n_bytes", [0, 1_000, 300_000])
def test_a_file_that_cannot_be_written_to_the_end_ends_with_1_and_a_sentence(
    tmp_path: Path, incompressible: Path, suffix: str, n_bytes: int
) -> None:
    output = tmp_path / f"out{suffix}"
    output.write_text("old")
    with no_file_beyond(n_bytes), pytest.raises(OutputError) as raised:
        score_table(incompressible, output=output, metrics=["rouge1"], force=True)
    assert isinstance(raised.value, OSError)
    assert raised.value.errno == errno.EFBIG
    with no_file_beyond(n_bytes):
        result = score(incompressible, output, "--force")
    assert result.exit_code == 1
    assert result.stderr == (
        f"textmetrics: the output {output} cannot be written: File too large, after {n_bytes:,} bytes. "
        "They are deleted; write it again where there is room.\n"
    )
    assert output.read_text() == "old"
    assert names(tmp_path) == ["in.csv", output.name]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system as Linux does")
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_full_disk_is_explained(tmp_path: Path, incompressible: Path, suffix: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a file system cannot be mounted here: {mounted.stderr.strip()}")
    try:
        output = disk / f"out.{suffix}"
        ended = subprocess.run(
            [sys.executable, "-m", "textmetrics", "score", incompressible, "--output", output],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert (ended.returncode, ended.stdout) == (1, "")
        # A file system of 1 MB holds that many bytes and no more.
        sentence = f"textmetrics: the output {output} cannot be written: No space left on device, after 1,048,576 bytes. "
        assert ended.stderr == sentence + "They are deleted; write it again where there is room.\n"
        assert names(disk) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_rename_that_fails_is_explained(tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr("os.replace", busy)
    result = score(table, tmp_path / "out.csv")
    assert result.exit_code == 1
    assert f"the output {tmp_path}/out.csv cannot be written: Device or resource busy, after " in result.stderr
    assert names(tmp_path) == ["in.csv"]
