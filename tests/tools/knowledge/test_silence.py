"""Nothing leaves the machine: no telemetry, no download, no server."""

import subprocess
import sys
from pathlib import Path

from tests.tools.knowledge.papers import shelf

HOUSE = Path(__file__).resolve().parents[3]
WATCHED = """
import os, sys, threading, time
from datetime import UTC, datetime
from pathlib import Path

seen = []

def heard(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        seen.append((event, arguments[1:] if event != "socket.getaddrinfo" else arguments))

def opened():
    # sockets of this process that are bound or connected, whoever opened them; pairs within it do not count
    tables = "".join(Path(f"/proc/self/net/{kind}").read_text() for kind in ("tcp", "tcp6", "udp", "udp6"))
    used = {line.split()[9] for line in tables.splitlines() if ":" in line}
    for number in os.listdir("/proc/self/fd"):
        try:
            link = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if link.startswith("socket:[") and link[8:-1] in used:
            yield link

def watch():
    while not over.is_set():
        seen.extend(opened())
        time.sleep(0.002)

sys.addaudithook(heard)
from tools.knowledge.folder import Folder
from tools.knowledge.library import Library
from tools.knowledge.minilm import installed
from tools.knowledge.ranking import LOCAL
from tools.knowledge.words import Audience

over = threading.Event()
watcher = threading.Thread(target=watch)
watcher.start()
if sys.argv[3] == "control":
    import socket
    asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asked.connect(("127.0.0.1", 9))
library, folder = Library(Path(sys.argv[2]), installed(), LOCAL), Folder(Path(sys.argv[1]))
now = datetime(2026, 3, 2, tzinfo=UTC)
library.refresh([folder], now=now)
found = library.search("What is paid for a week of delay?", [folder], audience=Audience(company_id=1), now=now)
over.set()
watcher.join()
print([p.document for p in found.passages], seen)
"""


def said(tmp_path: Path, kind: str) -> str:
    folder = shelf(tmp_path / "approved")
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder), str(tmp_path / "index"), kind],
        cwd=HOUSE, env={"PYTHONPATH": str(HOUSE), "HOME": str(tmp_path), "PATH": "/usr/bin"}, capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    return ran.stdout.strip()


def test_indexing_and_asking_open_no_socket(tmp_path: Path) -> None:
    assert said(tmp_path, "as it is") == "['CON-1'] []"
    assert not (tmp_path / ".cache").exists()


def test_a_socket_would_be_seen(tmp_path: Path) -> None:
    heard = said(tmp_path, "control")

    assert "socket.connect" in heard
    assert "socket:[" in heard
